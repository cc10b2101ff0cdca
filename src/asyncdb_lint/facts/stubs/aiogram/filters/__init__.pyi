"""Filters: an object's `__call__` that is a coroutine function runs on the event loop, a plain one in a thread."""
from typing import Any
from aiogram.filters.base import Filter as Filter

BaseFilter = Filter
ADMINISTRATOR: Any
CREATOR: Any
IS_ADMIN: Any
IS_MEMBER: Any
IS_NOT_MEMBER: Any
JOIN_TRANSITION: Any
KICKED: Any
LEAVE_TRANSITION: Any
LEFT: Any
MEMBER: Any
PROMOTED_TRANSITION: Any
RESTRICTED: Any
ChatMemberUpdatedFilter: Any
Command: Any
CommandObject: Any
CommandStart: Any
ExceptionMessageFilter: Any
ExceptionTypeFilter: Any
MagicData: Any
StateFilter: Any
and_f: Any
invert_f: Any
or_f: Any
