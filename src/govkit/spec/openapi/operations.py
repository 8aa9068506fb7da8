"""Operations with the callbacks inside them, and the parameters that they declare."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from govkit.spec.documents import Node
from govkit.spec.openapi.contract import Contract, Operation


def every_operation(contract: Contract) -> Iterator[Operation]:
    """The operations of a contract and those that they call back, each description once."""
    seen: set[int] = set()
    waiting = list(reversed(contract.operations.values()))
    while waiting:
        operation = waiting.pop()
        if id(operation.node.value) not in seen:
            seen.add(id(operation.node.value))
            yield operation
            waiting.extend(reversed(operation.callbacks))


def items(node: Node, key: str) -> Iterator[Node]:
    """The items of a list at `key`, none where there is no list."""
    value = node.value.get(key) if isinstance(node.value, dict) else None
    if isinstance(value, list):
        parent = node.child(key)
        for index in range(len(value)):
            yield parent.child(index)


def path_parameters(contract: Contract, owner: Node) -> Iterator[tuple[Node, str | None]]:
    """The path parameters that an operation or a path item declares; None for a name that cannot be known."""
    for node in items(owner, "parameters"):
        target = contract.resolved(node)
        raw: Any = target.value if target is not None else None
        if not isinstance(raw, dict):
            yield node, None
        elif raw.get("in") == "path":
            name = raw.get("name")
            yield node, name if isinstance(name, str) else None
