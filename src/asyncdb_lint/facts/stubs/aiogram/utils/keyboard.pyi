"""Plain data."""
from typing import Any

InlineKeyboardBuilder = Any
ReplyKeyboardBuilder = Any
