"""Tasks at certain times."""
