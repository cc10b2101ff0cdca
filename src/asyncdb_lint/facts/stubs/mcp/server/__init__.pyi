"""Servers."""
from mcp.server.mcpserver import MCPServer as MCPServer
