"""Where FastAPI offers WebSockets."""
from starlette.websockets import WebSocket as WebSocket, WebSocketDisconnect as WebSocketDisconnect, WebSocketState as WebSocketState
