"""What libraries do: stubs in Python's own notation, read like project files and never imported."""
