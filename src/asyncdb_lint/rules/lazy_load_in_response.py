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

Fix safety: safe, the code raises today; unsafe where the query is in another function, whose other callers load more then,
and for options of `get()`, which do nothing where the session has the object already.
"""

from __future__ import annotations

from collections.abc import Iterator

from asyncdb_lint.rule import Finding, brought, listed, loading, rule
from asyncdb_lint.semantics.summary import Misuse


@rule("ADB302", symptom="RAISES", since="0.1.0", subject=Misuse)
def lazy_load_in_response(misuse: Misuse) -> Iterator[Finding]:
    reads = misuse.reads
    if misuse.kind == "response" and reads is not None:
        are, them = ("is", "it") if len(reads.attributes) == 1 else ("are", "them")
        needs = "reads" if len(reads.readers) == 1 else "read"
        message = f"{listed(reads.attributes)} {are} {reads.fault}, and {listed(reads.readers)} {needs} {them}"
        yield Finding(message, f"Making the response fails: {brought(reads)}.", loading(misuse))
