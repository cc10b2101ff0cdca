"""Errors of rate limits."""
from starlette.exceptions import HTTPException

class RateLimitExceeded(HTTPException): ...
