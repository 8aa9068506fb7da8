"""Where in a description a shape says something."""

from __future__ import annotations

from govkit.spec.documents import Node
from govkit.spec.schemas.shape import Atom, Shape, Spot, conjuncts, dereferenced

_SPELLINGS = {"enum": ("enum", "const"), "nullable": ("nullable", "type"), "type": ("type",)}


def origin_of(shape: Shape, spot: Spot, keyword: str = "") -> Node | None:
    """Where a spot says a keyword, or else where its schema stands; None where it is made."""
    for spelling in _SPELLINGS.get(keyword, (keyword,) if keyword else ()):
        for atom in (shape.at.get(spelling), *conjuncts(spot)):
            node = _node(atom) if atom is not None else None
            if node is not None and isinstance(node.value, dict) and spelling in node.value:
                return node.child(spelling)
    return next((node for atom in map(dereferenced, spot) if (node := _node(atom)) is not None), None)


def member_origin(shape: Shape, spot: Spot, name: str) -> Node | None:
    """Where a property is declared, or else the object that does not declare it."""
    for atom in conjuncts(spot):
        node = _node(atom)
        properties = node.value.get("properties") if node is not None and isinstance(node.value, dict) else None
        if node is not None and isinstance(properties, dict) and name in properties:
            return node.child("properties").child(name)
    return origin_of(shape, spot)


def _node(atom: Atom) -> Node | None:
    try:
        node = atom.space.origin(atom.schema)
    except KeyError:
        return None
    return None if node.document.path == "made.json" else node
