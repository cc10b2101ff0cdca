"""Filters: their methods run on the event loop since version 20."""
from typing import Any

class BaseFilter:
    name: str
    data_filter: bool
    def __init__(self, name: str | None = ..., data_filter: bool = ...) -> None: ...
    def __and__(self, other: object) -> BaseFilter: ...
    def __or__(self, other: object) -> BaseFilter: ...
    def __xor__(self, other: object) -> BaseFilter: ...
    def __invert__(self) -> BaseFilter: ...
class MessageFilter(BaseFilter):
    @entry("handler", on="loop", within="telegram.ext.Application, telegram.ext.ApplicationBuilder")
    def filter(self, message: Any) -> Any: ...
class UpdateFilter(BaseFilter):
    @entry("handler", on="loop", within="telegram.ext.Application, telegram.ext.ApplicationBuilder")
    def filter(self, update: Any) -> Any: ...
ALL: Any
ANIMATION: Any
ATTACHMENT: Any
AUDIO: Any
BOOST_ADDED: Any
CAPTION: Any
CHECKLIST: Any
COMMAND: Any
CONTACT: Any
DIRECT_MESSAGES: Any
EFFECT_ID: Any
FORUM: Any
FORWARDED: Any
GAME: Any
GIVEAWAY: Any
GIVEAWAY_WINNERS: Any
HAS_MEDIA_SPOILER: Any
HAS_PROTECTED_CONTENT: Any
INVOICE: Any
IS_AUTOMATIC_FORWARD: Any
IS_FROM_OFFLINE: Any
IS_TOPIC_MESSAGE: Any
LIVE_PHOTO: Any
LOCATION: Any
PAID_MEDIA: Any
PASSPORT_DATA: Any
PHOTO: Any
POLL: Any
PREMIUM_USER: Any
REPLY: Any
REPLY_TO_STORY: Any
SENDER_BOOST_COUNT: Any
STORY: Any
SUCCESSFUL_PAYMENT: Any
SUGGESTED_POST_INFO: Any
TEXT: Any
USER: Any
USER_ATTACHMENT: Any
VENUE: Any
VIA_BOT: Any
VIDEO: Any
VIDEO_NOTE: Any
VOICE: Any
Caption: Any
CaptionEntity: Any
CaptionRegex: Any
Chat: Any
ChatType: Any
Command: Any
Dice: Any
Document: Any
Entity: Any
ForwardedFrom: Any
Language: Any
Mention: Any
Regex: Any
SenderChat: Any
StatusUpdate: Any
Sticker: Any
SuccessfulPayment: Any
Text: Any
UpdateType: Any
User: Any
ViaBot: Any
