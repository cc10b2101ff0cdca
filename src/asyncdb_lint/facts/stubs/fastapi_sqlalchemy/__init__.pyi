"""`db.session` is a synchronous session in every request that passes the middleware."""

from fastapi_sqlalchemy.middleware import DBSessionMiddleware as DBSessionMiddleware
from fastapi_sqlalchemy.middleware import db as db
