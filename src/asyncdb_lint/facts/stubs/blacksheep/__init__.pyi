"""BlackSheep: plain handlers run on the event loop; middlewares are coroutine functions."""
from blacksheep.server.application import Application as Application
from blacksheep.server.routing import Router as Router
from collections.abc import Callable
from typing import Any
