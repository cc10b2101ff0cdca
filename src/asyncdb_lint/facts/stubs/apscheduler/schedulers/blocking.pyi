"""A scheduler."""
from apscheduler.schedulers.base import BaseScheduler

class BlockingScheduler(BaseScheduler): ...
