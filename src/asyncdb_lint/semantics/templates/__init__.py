"""What Jinja templates read of the objects that they are given: where they lie, and what rendering one runs."""
