"""What comes with Django."""
