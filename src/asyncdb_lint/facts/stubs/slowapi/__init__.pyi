"""Rate limits: the endpoint is called where it would be without."""
from typing import Any
from slowapi.extension import Limiter as Limiter

def _rate_limit_exceeded_handler(request: object, exc: object) -> Any: ...
