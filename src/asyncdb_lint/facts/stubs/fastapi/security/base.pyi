"""What all security schemes share."""
from typing import Any

class SecurityBase:
    model: Any
    scheme_name: str
