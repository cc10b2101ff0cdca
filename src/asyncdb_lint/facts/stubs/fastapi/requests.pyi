"""Where FastAPI offers requests."""
from starlette.requests import HTTPConnection as HTTPConnection, Request as Request
