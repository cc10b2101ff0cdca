"""Clients with several connections."""
from discord.client import Client

class AutoShardedClient(Client): ...
