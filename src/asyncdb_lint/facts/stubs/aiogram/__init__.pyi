"""Dispatchers and routers of Telegram updates: coroutine handlers run on the event loop, plain ones in a thread."""
from typing import Any
from aiogram import enums as enums, exceptions as exceptions, filters as filters, types as types
from aiogram.dispatcher.dispatcher import Dispatcher as Dispatcher
from aiogram.dispatcher.middlewares.base import BaseMiddleware as BaseMiddleware
from aiogram.dispatcher.router import Router as Router

Bot = Any
F: Any
html: Any
md: Any
flags: Any
session: Any
