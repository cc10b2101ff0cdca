"""What `sqlalchemy.event` exports."""

from sqlalchemy.event.api import contains as contains
from sqlalchemy.event.api import listen as listen
from sqlalchemy.event.api import listens_for as listens_for
from sqlalchemy.event.api import remove as remove

class Events: ...
