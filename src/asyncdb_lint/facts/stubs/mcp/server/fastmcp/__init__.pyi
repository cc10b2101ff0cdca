"""Servers of version 1: plain tools, resources and prompts run on the event loop."""
from mcp.server.fastmcp.server import Context as Context, FastMCP as FastMCP
from typing import Any

Image = Any
Audio = Any
Icon = Any
