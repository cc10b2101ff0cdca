"""Where FastAPI offers a middleware of Starlette."""
from starlette.middleware.httpsredirect import HTTPSRedirectMiddleware as HTTPSRedirectMiddleware
