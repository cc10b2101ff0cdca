"""Where FastAPI offers middleware."""
from starlette.middleware import Middleware as Middleware
