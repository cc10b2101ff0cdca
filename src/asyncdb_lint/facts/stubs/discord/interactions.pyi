"""What a person did: its client is the project's."""
from typing import Any
from discord.client import Client

class Interaction:
    client: Client
    def __getattr__(self, name: str) -> Any: ...
class InteractionResponse:
    def __getattr__(self, name: str) -> Any: ...
