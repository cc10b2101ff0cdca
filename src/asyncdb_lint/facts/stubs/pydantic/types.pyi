"""Plain types."""
from pydantic import SecretStr as SecretStr, PositiveInt as PositiveInt, StrictStr as StrictStr, UUID4 as UUID4
