"""Tasks: coroutine functions that a worker process runs on its own loop."""
from arq.connections import ArqRedis as ArqRedis, create_pool as create_pool
from arq.cron import cron as cron
from arq.worker import Retry as Retry, Worker as Worker, func as func, run_worker as run_worker
