"""The implementation on asyncio."""
