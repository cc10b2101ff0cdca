"""Legacy queries and their translations, executed side by side."""
