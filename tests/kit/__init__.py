"""The test kit: what fixtures promise (expectations) and what really happens when they run (oracle)."""
