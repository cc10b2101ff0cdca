"""A scheduler."""
from apscheduler.schedulers.base import BaseScheduler

class BackgroundScheduler(BaseScheduler): ...
