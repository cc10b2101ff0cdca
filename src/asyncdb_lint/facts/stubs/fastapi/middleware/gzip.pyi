"""Where FastAPI offers a middleware of Starlette."""
from starlette.middleware.gzip import GZipMiddleware as GZipMiddleware
