"""Nodes and connections."""
from strawberry.relay.types import Connection as Connection, Edge as Edge, GlobalID as GlobalID, GlobalIDValueError as GlobalIDValueError, ListConnection as ListConnection, Node as Node, NodeID as NodeID, PageInfo as PageInfo
from strawberry.relay.fields import connection as connection, node as node
from strawberry.relay.utils import from_base64 as from_base64, to_base64 as to_base64
