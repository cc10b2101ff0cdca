"""Routers: one observer for each kind of update."""
from typing import Any, Self
from aiogram.dispatcher.event.event import EventObserver
from aiogram.dispatcher.event.telegram import TelegramEventObserver

class Router:
    name: str
    message: TelegramEventObserver
    edited_message: TelegramEventObserver
    channel_post: TelegramEventObserver
    edited_channel_post: TelegramEventObserver
    inline_query: TelegramEventObserver
    chosen_inline_result: TelegramEventObserver
    callback_query: TelegramEventObserver
    shipping_query: TelegramEventObserver
    pre_checkout_query: TelegramEventObserver
    poll: TelegramEventObserver
    poll_answer: TelegramEventObserver
    my_chat_member: TelegramEventObserver
    chat_member: TelegramEventObserver
    chat_join_request: TelegramEventObserver
    message_reaction: TelegramEventObserver
    message_reaction_count: TelegramEventObserver
    chat_boost: TelegramEventObserver
    removed_chat_boost: TelegramEventObserver
    deleted_business_messages: TelegramEventObserver
    business_connection: TelegramEventObserver
    edited_business_message: TelegramEventObserver
    business_message: TelegramEventObserver
    purchased_paid_media: TelegramEventObserver
    managed_bot: TelegramEventObserver
    guest_message: TelegramEventObserver
    subscription: TelegramEventObserver
    stopped_message_generation: TelegramEventObserver
    errors: TelegramEventObserver
    error: TelegramEventObserver
    startup: EventObserver
    shutdown: EventObserver
    observers: Any
    sub_routers: Any
    parent_router: Any
    def __init__(self, *, name: str | None = ...) -> None: ...
    async def emit_shutdown(self, *args: object, **kwargs: object) -> Any: ...
    async def emit_startup(self, *args: object, **kwargs: object) -> Any: ...
    def include_router(self, router: object) -> Any: ...
    def include_routers(self, *routers: object) -> Any: ...
    async def propagate_event(self, update_type: object, event: object, **kwargs: object) -> Any: ...
    def resolve_used_update_types(self, skip_events: object = ...) -> Any: ...
