"""Watching jobs that run at fixed times."""
from sentry_sdk.crons.decorator import monitor as monitor
