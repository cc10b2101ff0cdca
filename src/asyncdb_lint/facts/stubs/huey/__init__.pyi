"""Tasks: calling one only sends it."""
from huey.api import Huey as Huey, MemoryHuey as MemoryHuey, RedisHuey as RedisHuey, SqliteHuey as SqliteHuey, crontab as crontab
