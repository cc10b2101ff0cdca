"""What `pymongo.cursor` exports."""
from pymongo.synchronous.cursor import Cursor as Cursor
