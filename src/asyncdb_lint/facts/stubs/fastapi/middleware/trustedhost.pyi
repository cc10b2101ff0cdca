"""Where FastAPI offers a middleware of Starlette."""
from starlette.middleware.trustedhost import TrustedHostMiddleware as TrustedHostMiddleware
