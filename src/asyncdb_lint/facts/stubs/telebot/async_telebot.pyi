"""An asynchronous bot: handlers are coroutine functions, and `func` filters run on the event loop."""
from collections.abc import Callable
from typing import Any

class AsyncTeleBot:
    def __init__(self, token: str, *args: Any, **options: Any) -> None: ...
    def __getattr__(self, name: str) -> Any: ...
    @entry("handler", param="func", on="loop")
    @decorator("register")
    @entry("handler")
    def business_connection_handler(self, func: Callable[[Any], Any] | None = ..., **kwargs: object) -> Callable[[Callable[[Any], Any]], Any]: ...
    @entry("handler", param="func", on="loop")
    @decorator("register")
    @entry("handler")
    def business_message_handler(self, commands: object = ..., regexp: object = ..., func: Callable[[Any], Any] | None = ..., content_types: object = ..., **kwargs: object) -> Callable[[Callable[[Any], Any]], Any]: ...
    @entry("handler", param="func", on="loop")
    @decorator("register")
    @entry("handler")
    def callback_query_handler(self, func: Callable[[Any], Any] | None = ..., **kwargs: object) -> Callable[[Callable[[Any], Any]], Any]: ...
    @entry("handler", param="func", on="loop")
    @decorator("register")
    @entry("handler")
    def channel_post_handler(self, commands: object = ..., regexp: object = ..., func: Callable[[Any], Any] | None = ..., content_types: object = ..., **kwargs: object) -> Callable[[Callable[[Any], Any]], Any]: ...
    @entry("handler", param="func", on="loop")
    @decorator("register")
    @entry("handler")
    def chat_boost_handler(self, func: Callable[[Any], Any] | None = ..., **kwargs: object) -> Callable[[Callable[[Any], Any]], Any]: ...
    @entry("handler", param="func", on="loop")
    @decorator("register")
    @entry("handler")
    def chat_join_request_handler(self, func: Callable[[Any], Any] | None = ..., **kwargs: object) -> Callable[[Callable[[Any], Any]], Any]: ...
    @entry("handler", param="func", on="loop")
    @decorator("register")
    @entry("handler")
    def chat_member_handler(self, func: Callable[[Any], Any] | None = ..., **kwargs: object) -> Callable[[Callable[[Any], Any]], Any]: ...
    @entry("handler", param="func", on="loop")
    @decorator("register")
    @entry("handler")
    def chosen_inline_handler(self, func: Callable[[Any], Any] | None = ..., **kwargs: object) -> Callable[[Callable[[Any], Any]], Any]: ...
    @entry("handler", param="func", on="loop")
    @decorator("register")
    @entry("handler")
    def deleted_business_messages_handler(self, func: Callable[[Any], Any] | None = ..., **kwargs: object) -> Callable[[Callable[[Any], Any]], Any]: ...
    @entry("handler", param="func", on="loop")
    @decorator("register")
    @entry("handler")
    def edited_business_message_handler(self, commands: object = ..., regexp: object = ..., func: Callable[[Any], Any] | None = ..., content_types: object = ..., **kwargs: object) -> Callable[[Callable[[Any], Any]], Any]: ...
    @entry("handler", param="func", on="loop")
    @decorator("register")
    @entry("handler")
    def edited_channel_post_handler(self, commands: object = ..., regexp: object = ..., func: Callable[[Any], Any] | None = ..., content_types: object = ..., **kwargs: object) -> Callable[[Callable[[Any], Any]], Any]: ...
    @entry("handler", param="func", on="loop")
    @decorator("register")
    @entry("handler")
    def edited_message_handler(self, commands: object = ..., regexp: object = ..., func: Callable[[Any], Any] | None = ..., content_types: object = ..., chat_types: object = ..., **kwargs: object) -> Callable[[Callable[[Any], Any]], Any]: ...
    @entry("handler", param="func", on="loop")
    @decorator("register")
    @entry("handler")
    def guest_message_handler(self, func: Callable[[Any], Any] | None = ..., **kwargs: object) -> Callable[[Callable[[Any], Any]], Any]: ...
    @entry("handler", param="func", on="loop")
    @decorator("register")
    @entry("handler")
    def inline_handler(self, func: Callable[[Any], Any] | None = ..., **kwargs: object) -> Callable[[Callable[[Any], Any]], Any]: ...
    @entry("handler", param="func", on="loop")
    @decorator("register")
    @entry("handler")
    def managed_bot_handler(self, func: Callable[[Any], Any] | None = ..., **kwargs: object) -> Callable[[Callable[[Any], Any]], Any]: ...
    @entry("handler", param="func", on="loop")
    @decorator("register")
    @entry("handler")
    def message_handler(self, commands: object = ..., regexp: object = ..., func: Callable[[Any], Any] | None = ..., content_types: object = ..., chat_types: object = ..., **kwargs: object) -> Callable[[Callable[[Any], Any]], Any]: ...
    @entry("handler", param="func", on="loop")
    @decorator("register")
    @entry("handler")
    def message_reaction_count_handler(self, func: Callable[[Any], Any] | None = ..., **kwargs: object) -> Callable[[Callable[[Any], Any]], Any]: ...
    @entry("handler", param="func", on="loop")
    @decorator("register")
    @entry("handler")
    def message_reaction_handler(self, func: Callable[[Any], Any] | None = ..., **kwargs: object) -> Callable[[Callable[[Any], Any]], Any]: ...
    @entry("handler", param="func", on="loop")
    @decorator("register")
    @entry("handler")
    def my_chat_member_handler(self, func: Callable[[Any], Any] | None = ..., **kwargs: object) -> Callable[[Callable[[Any], Any]], Any]: ...
    @entry("handler", param="func", on="loop")
    @decorator("register")
    @entry("handler")
    def poll_answer_handler(self, func: Callable[[Any], Any] | None = ..., **kwargs: object) -> Callable[[Callable[[Any], Any]], Any]: ...
    @entry("handler", param="func", on="loop")
    @decorator("register")
    @entry("handler")
    def poll_handler(self, func: Callable[[Any], Any] | None = ..., **kwargs: object) -> Callable[[Callable[[Any], Any]], Any]: ...
    @entry("handler", param="func", on="loop")
    @decorator("register")
    @entry("handler")
    def pre_checkout_query_handler(self, func: Callable[[Any], Any] | None = ..., **kwargs: object) -> Callable[[Callable[[Any], Any]], Any]: ...
    @entry("handler", param="func", on="loop")
    @decorator("register")
    @entry("handler")
    def purchased_paid_media_handler(self, func: Callable[[Any], Any] | None = ..., **kwargs: object) -> Callable[[Callable[[Any], Any]], Any]: ...
    @entry("handler", param="func", on="loop")
    @decorator("register")
    @entry("handler")
    def removed_chat_boost_handler(self, func: Callable[[Any], Any] | None = ..., **kwargs: object) -> Callable[[Callable[[Any], Any]], Any]: ...
    @entry("handler", param="func", on="loop")
    @decorator("register")
    @entry("handler")
    def shipping_query_handler(self, func: Callable[[Any], Any] | None = ..., **kwargs: object) -> Callable[[Callable[[Any], Any]], Any]: ...
    @entry("handler", param="func", on="loop")
    @decorator("register")
    @entry("handler")
    def stopped_message_generation_handler(self, func: Callable[[Any], Any] | None = ..., **kwargs: object) -> Callable[[Callable[[Any], Any]], Any]: ...
    @entry("handler", param="func", on="loop")
    @decorator("register")
    @entry("handler")
    def subscription_handler(self, func: Callable[[Any], Any] | None = ..., **kwargs: object) -> Callable[[Callable[[Any], Any]], Any]: ...
