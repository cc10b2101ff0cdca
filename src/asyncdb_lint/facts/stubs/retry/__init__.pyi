"""Trying again: the function is called on the thread of its caller, and waiting blocks it."""
from retry.api import retry as retry
