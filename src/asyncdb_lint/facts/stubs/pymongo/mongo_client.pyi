"""What `pymongo.mongo_client` exports."""
from pymongo.synchronous.mongo_client import MongoClient as MongoClient
