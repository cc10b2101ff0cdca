"""A warning at each call."""
from deprecated.classic import deprecated as deprecated
