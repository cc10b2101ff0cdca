"""Where asyncio's locks are defined."""
from asyncio import Lock as Lock
from asyncio import Event as Event
from asyncio import Condition as Condition
from asyncio import Semaphore as Semaphore
from asyncio import BoundedSemaphore as BoundedSemaphore
