"""Servers of version 2: plain tools, resources and prompts run in a thread."""
from mcp.server.mcpserver.context import Context as Context
from mcp.server.mcpserver.server import MCPServer as MCPServer
from typing import Any

Image = Any
Audio = Any
Icon = Any
