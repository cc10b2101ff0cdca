"""Where the application class is defined."""
from sanic import Sanic as Sanic
