"""Where asyncio's queues are defined."""
from asyncio import Queue as Queue
from asyncio import PriorityQueue as PriorityQueue
from asyncio import LifoQueue as LifoQueue
from asyncio import QueueEmpty as QueueEmpty
from asyncio import QueueFull as QueueFull
