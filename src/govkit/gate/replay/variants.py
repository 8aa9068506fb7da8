"""Messages that show what a witness shows, for where the wire has no word for it: an empty list, an empty text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from govkit.spec.schemas.shape import Shapes, Spot
from govkit.spec.schemas.values import Values

_DEEP = 12
_TEXTS = ("a", "-", "0")


def fuller(value: Any, spot: Spot, values: Values, depth: int = 0) -> Any:
    """A value whose empty lists hold an item, and whose empty objects a member, where their schemas know any."""
    shapes: Shapes = values.shapes
    if depth > _DEEP:
        return value
    if isinstance(value, dict):
        shape = shapes.of(spot)
        members = {
            name: fuller(inner, values.member_spot(shape, name) or (), values, depth + 1)
            for name, inner in value.items()
        }
        if not members and shape.properties:
            for name in sorted(shape.properties.keys() - shape.unsent):
                for inner in values.member(shape, name, depth + 1):
                    return {name: inner}
        return members
    if isinstance(value, list):
        items = shapes.of(spot).items
        if not value:
            return [fuller(item, items, values, depth + 1) for item in ([*values.some(items)] if items else ["a"])[:1]]
        return [fuller(item, items, values, depth + 1) for item in value]
    return value


def variants(value: Any, spot: Spot, values: Values) -> Iterator[Any]:
    """Messages near a value that say more on the wire; whoever asks sees to it that they show the same."""
    found = [fuller(value, spot, values), *(_worded(value, text) for text in _TEXTS)]
    yield from (other for other in found if other != value)


def _worded(value: Any, text: str) -> Any:
    """A value with a text in place of each empty one."""
    if isinstance(value, dict):
        return {name: _worded(inner, text) for name, inner in value.items()}
    if isinstance(value, list):
        return [_worded(item, text) for item in value]
    return text if value == "" else value
