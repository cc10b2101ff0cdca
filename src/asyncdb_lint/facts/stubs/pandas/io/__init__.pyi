"""pandas' readers and writers."""
