"""A template reads what was not loaded.

A Jinja template reads the attributes of the objects that it is given, and it cannot await. Where it reads a relationship
or a column that the query did not load, that a commit expired, or whose session is closed, rendering the page fails.
The finding stands where the template is rendered; its trace ends at the template's line.

Bad (raises MissingGreenlet, if users/show.html reads user.posts):

    templates = Jinja2Templates(directory="templates")

    @app.get("/users/{id}")
    async def show_user(request: Request, id: int, session: SessionDep):
        user = await session.get_one(User, id)
        return templates.TemplateResponse(request, "users/show.html", {"user": user})

Good:

    templates = Jinja2Templates(directory="templates")

    @app.get("/users/{id}")
    async def show_user(request: Request, id: int, session: SessionDep):
        user = await session.get_one(User, id, options=[selectinload(User.posts)])
        return templates.TemplateResponse(request, "users/show.html", {"user": user})

Fix safety: safe, rendering raises today; unsafe where the query is in another function, whose other callers load more then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from asyncdb_lint.rule import Finding, listed, loading, rule
from asyncdb_lint.semantics.summary import Misuse

_WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "expired": ("is expired", "MissingGreenlet: refresh the object, or set expire_on_commit=False"),
        "detached": ("is not loaded, its session is closed", "DetachedInstanceError: load it before the session ends"),
        "dynamic": ("is a dynamic relationship", "MissingGreenlet: give the template what its query finds"),
        "joined": ("is joined, the result is not made unique()", "InvalidRequestError"),
    }
)


@rule("ADB305", symptom="RAISES", since="0.1.0", subject=Misuse)
def lazy_load_in_template(misuse: Misuse) -> Iterator[Finding]:
    reads = misuse.reads
    if misuse.kind != "template" or reads is None:
        return
    are, them = ("is", "it") if len(reads.attributes) == 1 else ("are", "them")
    loaded = (f"{are} {reads.fault}", f"MissingGreenlet: load {them} with {listed(reads.remedies)}")
    words, consequence = _WORDS.get(misuse.detail, loaded)
    message = f"{listed(reads.attributes)} {words}, and {listed(reads.readers)} reads {them}"
    wishes = loading(misuse) if misuse.detail not in ("dynamic", "joined") else ()
    yield Finding(message, f"Rendering raises {consequence}.", wishes)
