"""Servers: plain tools ran on the event loop in version 2, and run in a thread since."""
from fastmcp.server.context import Context as Context
from fastmcp.server.server import FastMCP as FastMCP
from typing import Any

Client = Any
