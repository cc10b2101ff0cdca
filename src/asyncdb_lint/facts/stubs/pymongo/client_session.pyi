"""What `pymongo.client_session` exports."""
from pymongo.synchronous.client_session import ClientSession as ClientSession
