"""What `asyncpg.protocol` exports."""

from asyncpg.protocol.record import Record as Record
