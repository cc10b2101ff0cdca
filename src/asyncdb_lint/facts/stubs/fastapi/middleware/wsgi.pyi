"""Where FastAPI offers a middleware of Starlette."""
from starlette.middleware.wsgi import WSGIMiddleware as WSGIMiddleware
