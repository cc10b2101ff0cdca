"""An event loop with its own web server."""
