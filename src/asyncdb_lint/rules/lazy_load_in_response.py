"""FastAPI or Pydantic reads what was not loaded, while it makes the response.

The response model names a relationship, and the object that the path operation returns does not have it: validation reads
the attribute, SQLAlchemy raises MissingGreenlet, and the client sees an internal server error (ResponseValidationError).

Bad (ResponseValidationError):

    class UserOut(BaseModel):
        name: str
        posts: list[PostOut]

    @app.get("/users/{id}", response_model=UserOut)
    async def read_user(id: int, session: SessionDep):
        return await session.get_one(User, id)

Good:

    @app.get("/users/{id}", response_model=UserOut)
    async def read_user(id: int, session: SessionDep):
        return await session.get_one(User, id, options=[selectinload(User.posts)])

Fix safety: there is no automatic fix yet.
"""

from __future__ import annotations

from collections.abc import Iterator

from asyncdb_lint.rule import Finding, rule
from asyncdb_lint.semantics.summary import Misuse


@rule("ADB302", symptom="RAISES", since="0.1.0", subject=Misuse)
def lazy_load_in_response(misuse: Misuse) -> Iterator[Finding]:
    if misuse.kind == "response":
        message = f"{misuse.operation} is not loaded, and {misuse.detail} reads it"
        yield Finding(message, "Making the response fails: the query must load it.")
