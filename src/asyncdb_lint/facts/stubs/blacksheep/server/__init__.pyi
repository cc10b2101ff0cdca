"""The server's parts."""
from blacksheep.server.application import Application as Application
