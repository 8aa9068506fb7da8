"""What a condition sees of the place where it is asked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from govkit.checks.lint.spectral.model import UNDEFINED
from govkit.spec.documents import Pointer


class Scope:
    """A node with what stands around it. One is used again and again: only a filter looks at it, and at once.

    `holder` is what the node is a member of; `parent`, as in JSONPath-Plus, what holds the holder, and `parent_key`
    the key of the holder in it.
    """

    __slots__ = ("holder", "key", "parent", "parent_key", "root", "value", "way")

    def __init__(self, root: Any) -> None:
        self.root = root
        self.value: Any = root
        self.key: str | int | None = None
        self.holder: Any = UNDEFINED
        self.parent: Any = UNDEFINED
        self.parent_key: Any = UNDEFINED
        self.way: Pointer = ()

    def child(self, key: str | int, value: Any) -> Scope:
        """The scope of a member."""
        made = Scope(self.root)
        made.value, made.key = value, key
        made.holder, made.parent = self.value, self.holder
        made.parent_key = UNDEFINED if self.key is None else self.key
        made.way = (*self.way, key)
        return made

    @property
    def path(self) -> str:
        """The text of `@path`."""
        return "$" + "".join(f"[{key}]" if isinstance(key, int) else f"['{key}']" for key in self.way)


def children(value: Any) -> Iterable[tuple[str | int, Any]]:
    """The members of an object or the items of an array, with their keys."""
    if isinstance(value, dict):
        return value.items()
    return enumerate(value) if isinstance(value, list) else ()
