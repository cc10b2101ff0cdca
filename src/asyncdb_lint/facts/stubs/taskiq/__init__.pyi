"""Tasks: calling one plainly runs it here, `kiq` sends it to a worker."""
from taskiq.abc.broker import AsyncBroker as AsyncBroker
from taskiq.brokers.inmemory_broker import InMemoryBroker as InMemoryBroker
