"""What flushing, committing, rolling back to a savepoint and closing do to the objects of a session."""

from __future__ import annotations

from dataclasses import replace

from asyncdb_lint.semantics.frame import Frame
from asyncdb_lint.semantics.orm.carried import change_all
from asyncdb_lint.semantics.orm.flushing import flushed
from asyncdb_lint.semantics.orm.states import Loading
from asyncdb_lint.semantics.values import Instance, Place, Value

UNNAMED = "?"
"""The place of a session that no variable holds."""


def flush(frame: Frame, place: str, where: Place) -> None:
    """What a flush does to the objects of a session."""
    models = frame.interpreter.orm.models
    change_all(
        frame, lambda part, loading: flushed(models, part.cls, loading, where) if loading.session == place else loading
    )


def committed(frame: Frame, place: str, session: Value | None, where: Place, *, is_sync: bool) -> None:
    """What a commit does to the objects of a session, and to those whose session is not known."""
    models = frame.interpreter.orm.models

    def commit(part: Instance, loading: Loading) -> Loading | None:
        if loading.session in ("", UNNAMED) and loading.status not in ("new", "statement"):
            return None
        if loading.session != place or loading.status not in ("pending", "loaded", "expired", "deleted"):
            return loading
        expiry = frame.interpreter.orm.expiries.of(session, is_sync)
        if expiry is None:
            return None
        if loading.status == "deleted":
            return replace(loading, is_closed=True)
        sent = flushed(models, part.cls, loading, where)
        if not expiry.on_commit:
            return sent
        return replace(sent.fresh(), status="expired", where=where, expiry=expiry)

    change_all(frame, commit)


def closed(frame: Frame, place: str) -> None:
    """What closing a session does to its objects."""

    def close(_: Instance, loading: Loading) -> Loading | None:
        return detached(loading) if loading.session == place else loading

    change_all(frame, close)


def taken_back(_: Instance, loading: Loading) -> Loading | None:
    """What rolling back to a savepoint leaves of an object: one that was made or changed since is not known."""
    return loading if loading.status == "new" or (loading.is_selected and not loading.missing) else None


def detached(loading: Loading) -> Loading | None:
    """The state of an object whose session is closed."""
    if loading.status not in ("loaded", "expired") or loading.is_sync:
        return None
    return replace(loading, is_closed=True)
