"""Where asyncio's tasks are defined."""
from asyncio import Task as Task
from asyncio import create_task as create_task
from asyncio import gather as gather
from asyncio import wait as wait
from asyncio import wait_for as wait_for
from asyncio import as_completed as as_completed
from asyncio import shield as shield
from asyncio import ensure_future as ensure_future
from asyncio import current_task as current_task
from asyncio import all_tasks as all_tasks
from asyncio import sleep as sleep
from asyncio import run_coroutine_threadsafe as run_coroutine_threadsafe
