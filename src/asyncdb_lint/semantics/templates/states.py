"""What is known of the objects that find templates: the folders that they look in, and which template was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asyncdb_lint.lowering import ir
    from asyncdb_lint.semantics.values import Value


@dataclass(frozen=True)
class Folders:
    """Where a loader or an environment looks, in this order.

    Each place is one folder, or the several that a relative path may mean. `processors` are functions that add to what
    every template is given.
    """

    places: tuple[tuple[str, ...], ...] = ()
    processors: tuple[Value, ...] = ()


@dataclass(frozen=True)
class Asked:
    """A template that code asked for: by the names that it may have, or by its very text, which stands at a place."""

    folders: Folders
    names: tuple[str, ...] = ()
    text: str | None = None
    path: str = ""
    at: ir.At = (0, 0, 0, 0)
