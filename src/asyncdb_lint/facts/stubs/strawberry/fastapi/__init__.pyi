"""A router of FastAPI that serves a schema: the context getter is a dependency."""
from strawberry.fastapi.context import BaseContext as BaseContext
from strawberry.fastapi.router import GraphQLRouter as GraphQLRouter
