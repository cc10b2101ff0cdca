"""What `pymongo.database` exports."""
from pymongo.synchronous.database import Database as Database
