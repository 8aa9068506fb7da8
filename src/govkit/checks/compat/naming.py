"""What schemas are called on both sides: renamed, moved, written out in place, or taken out into a component.

No message shows any of it; generated code is full of it.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from govkit.spec.documents import Node, Tree
from govkit.spec.openapi import Contract
from govkit.spec.schemas.shape import Atom, Spot, dereferenced

_COMPONENTS = (("components", "schemas"), ("definitions",))
_CLASSES = frozenset({"properties", "enum", "oneOf", "anyOf", "allOf", "additionalProperties"})
"""Keywords of schemas for which code is generated; a plain text has no name to lose."""


@dataclass(frozen=True, slots=True)
class Renaming:
    """How two schemas that stand for each other are called: `before` or `after` is None where one stands in place."""

    kind: str
    before: str | None
    after: str | None
    old: Node
    new: Node


class Naming:
    """Compares the names of schemas of two contracts."""

    def __init__(self, old: Contract, new: Contract) -> None:
        self._old, self._new = old, new
        self._left, self._right = _names(old), _names(new)

    def between(self, old: Spot, new: Spot) -> Renaming | None:
        """What became of the name where two spots stand for each other; None where nothing did."""
        if len(old) != 1 or len(new) != 1:
            return None
        before, after = _referred(old[0]), _referred(new[0])
        if before is None and after is None:
            return None
        here, there = (_behind(atom) for atom in (old[0], new[0]))
        if here is None or there is None:
            return None
        if before is not None and after is not None:
            return self._both(here, there)
        target = dereferenced(old[0] if before is not None else new[0])
        if not (_CLASSES & target.schema.keys()):
            return None
        if before is not None:
            return Renaming("inlined", _called(here), None, here, there)
        return Renaming("extracted", None, _called(there), here, there)

    def _both(self, here: Node, there: Node) -> Renaming | None:
        before, after = _called(here), _called(there)
        if before != after:
            gone = before not in self._right and after not in self._left
            return Renaming("renamed" if gone else "replaced", before, after, here, there)
        if _home(here, self._old) != _home(there, self._new):
            return Renaming("moved", _home(here, self._old), _home(there, self._new), here, there)
        return None


def _referred(atom: Atom) -> str | None:
    """The reference that an atom is, or an `allOf` of one."""
    schema = atom.schema
    while "allOf" in schema and len(schema) == 1 and len(schema["allOf"]) == 1:
        schema = schema["allOf"][0]
    reference = schema.get("$ref") if len(schema) == 1 else None
    return reference if isinstance(reference, str) else None


def _behind(atom: Atom) -> Node | None:
    """The node of what an atom leads to; None where no text says it."""
    target = dereferenced(atom)
    return None if "made" in target.schema else target.space.origin(target.schema)


def _called(node: Node) -> str:
    """The last name on the way to a schema, or that of its file."""
    if node.pointer:
        return str(node.pointer[-1])
    return posixpath.basename(node.document.path).split(".")[0]


def _home(node: Node, contract: Contract) -> str:
    """Where a schema stands: the file, seen from the description, and the way in it."""
    file = ""
    if node.document is not contract.document:
        file = posixpath.relpath(node.document.path, posixpath.dirname(contract.document.path) or ".")
    return f"{file}#/{'/'.join(map(str, node.pointer))}"


def _names(contract: Contract) -> frozenset[str]:
    """The names of all components of schemas."""
    for way in _COMPONENTS:
        value: Tree = contract.root
        for part in way:
            value = value.get(part) if isinstance(value, dict) else None
        if isinstance(value, dict):
            return frozenset(value)
    return frozenset()
