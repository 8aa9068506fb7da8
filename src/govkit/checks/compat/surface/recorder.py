"""Changes of the surface, gathered as they are met."""

from __future__ import annotations

from typing import Any

from govkit.checks.compat.change import Change
from govkit.findings import Direction
from govkit.spec.documents import Node
from govkit.spec.openapi import Operation
from govkit.spec.schemas.digest import value_digest

_BY_VALUE = frozenset(
    {"security", "security-scheme", "operation", "server", "link", "encoding", "terms", "component", "api"}
)
"""Elements whose changes are told apart by what was and what is, and not by the text around them."""


class Recorder:
    """Takes down changes that no schema shows. `changes` has them in the order in which they were met."""

    def __init__(self) -> None:
        self.changes: list[Change] = []

    def add(
        self,
        kind: str,
        element: str,
        operation: Operation | None,
        direction: Direction | None = None,
        *,
        name: str = "",
        part: str = "",
        before: Any = None,
        after: Any = None,
        old: Node | None = None,
        new: Node | None = None,
    ) -> None:
        """Takes down one change; `part` is the part of the message, `name` what changed in it."""
        place = " ".join(word for word in (element, part, name) if word)
        if element == "operation" and operation is not None:
            place = operation.key
        if element in _BY_VALUE or before is not None or after is not None:
            digests = value_digest(before), value_digest(after)
        else:
            digests = "" if kind == "added" else _subtree(old), "" if kind == "removed" else _subtree(new)
        self.changes.append(
            Change(
                kind=kind,
                element=element,
                direction=direction,
                name=name or part,
                keyword=part,
                before=before,
                after=after,
                old=old,
                new=new,
                payload=False,
                digests=digests,
                operation=operation,
                place=place,
            )
        )


def _subtree(node: Node | None) -> str:
    return "" if node is None else value_digest(node.value)


def raw(node: Node) -> dict[str, Any]:
    """The members of a node, none where it is no object."""
    return node.value if isinstance(node.value, dict) else {}


def at(node: Node, key: str) -> Node:
    """The member `key` of a node where it stands there, or else the node."""
    return node.child(key) if key in raw(node) else node
