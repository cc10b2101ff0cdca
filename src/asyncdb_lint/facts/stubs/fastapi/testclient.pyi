"""Where FastAPI offers the test client."""
from starlette.testclient import TestClient as TestClient
