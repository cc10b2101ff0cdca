"""The dialects' package: holds nothing that queries."""

from typing import Any

registry: Any
