"""Which operations carry a named schema, and which schemas hold it: all of a contract, found in one walk of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from govkit.portal.reference.messages import schema_nodes
from govkit.spec.documents import Node
from govkit.spec.openapi import Contract

_MOST = 200_000


@dataclass(frozen=True, slots=True)
class Reached:
    """For each named schema the operations whose messages carry it, and the schemas that refer to it themselves."""

    operations: dict[str, tuple[str, ...]]
    schemas: dict[str, tuple[str, ...]]


def reached(contract: Contract) -> Reached:
    """What carries which schema."""
    nodes = schema_nodes(contract)
    named = {id(node.value): name for name, node in nodes.items()}
    direct = {name: _named_in(contract, node, named) - {name} for name, node in nodes.items()}
    schemas: dict[str, list[str]] = {}
    for holder, held in direct.items():
        for name in held:
            schemas.setdefault(name, []).append(holder)
    operations: dict[str, list[str]] = {}
    for operation in contract.operations.values():
        for name in _closed(_named_in(contract, operation.node, named), direct):
            operations.setdefault(name, []).append(operation.name)
    return Reached(_sorted(operations), _sorted(schemas))


def _sorted(found: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(sorted(some)) for name, some in found.items()}


def _closed(names: set[str], direct: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += direct.get(name, ())
    return found


def _named_in(contract: Contract, start: Node, named: dict[int, str]) -> set[str]:
    """The named schemas that a node leads to, without what those lead to."""
    found: set[str] = set()
    seen = {id(start.value)}
    waiting = list(_below(contract, start))
    while waiting and len(seen) < _MOST:
        node = waiting.pop()
        if id(node.value) in seen:
            continue
        seen.add(id(node.value))
        if id(node.value) in named:
            found.add(named[id(node.value)])
        else:
            waiting += _below(contract, node)
    return found


def _below(contract: Contract, node: Node) -> Iterator[Node]:
    if isinstance(node.value, dict):
        if isinstance(node.value.get("$ref"), str):
            target = contract.resolved(node)
            if target is not None and target.value is not node.value:
                yield target
        yield from (node.child(key) for key, value in node.value.items() if isinstance(value, dict | list))
    elif isinstance(node.value, list):
        yield from (node.child(index) for index, value in enumerate(node.value) if isinstance(value, dict | list))
