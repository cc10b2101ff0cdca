"""Tasks: a function handed over runs in a worker process."""
from celery.app.base import Celery as Celery
from celery.app.task import Task as Task
from celery.canvas import chain as chain, chord as chord, group as group, signature as signature
from celery.app import shared_task as shared_task
