"""What `pymongo.command_cursor` exports."""
from pymongo.synchronous.command_cursor import CommandCursor as CommandCursor
