"""Where blueprints are defined."""
from sanic import Blueprint as Blueprint
