"""What two documents plainly have in common: equal text whose references lead to equal text.

It only saves work: what it does not see as equal is walked, and the walk finds nothing where nothing differs. It speaks
of documents whose references stay inside them.
"""

from __future__ import annotations

from typing import Any

from govkit.spec.documents import Node, Tree
from govkit.spec.documents.exact import exactly_equal
from govkit.spec.openapi import Contract

_DATA = frozenset({"example", "examples", "default", "enum", "const", "description"})
_NAMING = frozenset({"properties", "patternProperties", "$defs", "definitions", "dependentSchemas"})


class Unchanged:
    """Answers whether two nodes are equal, with all that they refer to."""

    def __init__(self, old: Contract, new: Contract) -> None:
        self._old, self._new = old, new
        self._able = old.dialect is new.dialect
        self._dirty: set[str] | None = None
        self._references: dict[int, frozenset[str]] = {}

    def same(self, old: Node, new: Node) -> bool:
        """Whether both nodes say the same; False where that is not plain."""
        if not self._able or old.document is not self._old.document or new.document is not self._new.document:
            return False
        return exactly_equal(old.value, new.value) and not (self.references(old.value) & self.dirty)

    @property
    def dirty(self) -> set[str]:
        """References that do not lead to equal text on both sides, near or far."""
        if self._dirty is None:
            self._dirty = self._find_dirty()
        return self._dirty

    def references(self, value: Tree) -> frozenset[str]:
        """The references in a part of the old document."""
        if not isinstance(value, dict | list):
            return frozenset()
        known = self._references.get(id(value))
        if known is None:
            known = self._references[id(value)] = frozenset(_references(value))
        return known

    def _find_dirty(self) -> set[str]:
        waiting = list(_references(self._old.document.tree))
        dirty: set[str] = set()
        users: dict[str, list[str]] = {}
        seen = set(waiting)
        while waiting:
            reference = waiting.pop()
            target = self._equal_target(reference)
            if target is None:
                dirty.add(reference)
                continue
            for inner in self.references(target.value):
                users.setdefault(inner, []).append(reference)
                if inner not in seen:
                    seen.add(inner)
                    waiting.append(inner)
        spreading = list(dirty)
        while spreading:
            for user in users.get(spreading.pop(), ()):
                if user not in dirty:
                    dirty.add(user)
                    spreading.append(user)
        return dirty

    def _equal_target(self, reference: str) -> Node | None:
        if not reference.startswith("#/"):
            return None
        try:
            old = self._old.library.target(self._old.document, reference)
            new = self._new.library.target(self._new.document, reference)
        except Exception:  # noqa: BLE001  whatever is wrong with it is found when it is walked
            return None
        return old if exactly_equal(old.value, new.value) else None


def _references(value: Any) -> set[str]:
    found: set[str] = set()
    waiting: list[tuple[Any, bool]] = [(value, False)]
    while waiting:
        part, names = waiting.pop()
        if isinstance(part, list):
            waiting.extend((item, False) for item in part if isinstance(item, dict | list))
            continue
        for key, inner in part.items():
            if isinstance(inner, dict | list):
                if names or key not in _DATA:
                    waiting.append((inner, not names and key in _NAMING))
            elif key in ("$ref", "$dynamicRef") and not names and isinstance(inner, str):
                found.add(inner)
    return found
