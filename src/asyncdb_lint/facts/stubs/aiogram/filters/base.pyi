"""What filters are."""
from typing import Any

class Filter:
    @entry("handler", named="aiogram.dispatcher.dispatcher.Dispatcher")
    async def __call__(self, *args: Any, **kwargs: Any) -> Any: ...
    def __invert__(self) -> Filter: ...
