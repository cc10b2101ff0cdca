"""Where FastAPI offers static files."""
from starlette.staticfiles import StaticFiles as StaticFiles
