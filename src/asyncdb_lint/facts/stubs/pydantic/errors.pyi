"""Errors in the use of the library."""
class PydanticUserError(TypeError):
    code: str | None
    message: str
