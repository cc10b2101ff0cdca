"""pandas' data structures."""
