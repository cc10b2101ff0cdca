"""Where FastAPI offers a middleware of Starlette."""
from starlette.middleware.cors import CORSMiddleware as CORSMiddleware
