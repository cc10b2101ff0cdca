"""What `pymongo.collection` exports."""
from pymongo.synchronous.collection import Collection as Collection
