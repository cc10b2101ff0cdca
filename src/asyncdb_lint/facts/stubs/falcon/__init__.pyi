"""Resources and middleware are objects whose responders are called; under ASGI they are coroutine functions."""
from typing import Any
from . import asgi as asgi

class HTTPError(Exception):
    status: Any
    title: str | None
    description: str | None
class HTTPNotFound(HTTPError): ...
class HTTPBadRequest(HTTPError): ...
class HTTPUnauthorized(HTTPError): ...
class HTTPForbidden(HTTPError): ...
class HTTPConflict(HTTPError): ...
class HTTPInternalServerError(HTTPError): ...
HTTP_200: str
HTTP_201: str
HTTP_204: str
HTTP_400: str
HTTP_401: str
HTTP_403: str
HTTP_404: str
HTTP_500: str
