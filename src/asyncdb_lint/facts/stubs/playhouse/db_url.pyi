"""Databases from a URL; nothing is connected."""
from typing import Any
from peewee import Database

def connect(url: Any, unquote_password: Any = ..., **connect_params: Any) -> Database: ...
