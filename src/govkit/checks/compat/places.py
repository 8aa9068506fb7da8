"""Where in the documents a shape says something: the keyword, the property, or the nearest schema around it."""

from __future__ import annotations

from govkit.spec.documents import Node
from govkit.spec.schemas.shape import Shape, Spot, conjuncts, dereferenced


def place_of(shape: Shape, spot: Spot, keyword: str) -> Node | None:
    """Where a shape says a keyword, or else the schema itself."""
    atom = shape.at.get(keyword)
    for spelling in (keyword, *_SPELLINGS.get(keyword, ())):
        atom = shape.at.get(spelling, atom)
        if atom is not None:
            origin = atom.space.origin(atom.schema)
            raw = origin.value if isinstance(origin.value, dict) else {}
            for key in (keyword, *_SPELLINGS.get(keyword, ())):
                if key in raw:
                    return origin.child(key)
    if not spot:
        return None
    atom = dereferenced(spot[0])
    return atom.space.origin(atom.schema)


_SPELLINGS = {
    "maximum": ("exclusiveMaximum",),
    "minimum": ("exclusiveMinimum",),
    "enum": ("const",),
    "nullable": ("type",),
}


def member_place(shape: Shape, spot: Spot, name: str) -> Node | None:
    """Where a property is declared, or else the object that does not declare it."""
    for atom in conjuncts(spot):
        named = atom.space.member(atom.schema, name)
        if named is not None:
            return named
        origin = atom.space.origin(atom.schema)
        raw = origin.value
        if isinstance(raw, dict) and isinstance(raw.get("properties"), dict) and name in raw["properties"]:
            return origin.child("properties").child(name)
    return place_of(shape, spot, "properties")
