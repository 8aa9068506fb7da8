"""The differences between two shapes at one place, keyword by keyword, each with whether it may hurt.

`writer` is the shape of what is sent, `reader` of what is accepted; `old` and `new` are the same two, by time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from govkit.spec.schemas.containment import limit_holds, set_holds, types_hold
from govkit.spec.schemas.shape import ALL_TYPES, Shape, Spot, conjuncts, contains_value, missing, plainly_allowed

_LIMITS = {
    "maxLength": "max-length",
    "minLength": "min-length",
    "maxItems": "max-items",
    "minItems": "min-items",
    "maxProperties": "max-properties",
    "minProperties": "min-properties",
}
_BOUNDS = (("maximum", "exclusiveMaximum", 1), ("minimum", "exclusiveMinimum", -1))
_SETS = {"pattern": "pattern", "format": "format", "multipleOf": "multiple-of", "uniqueItems": "unique-items"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One keyword that differs: what it is called, its values, and whether the reader may refuse what is sent."""

    kind: str
    keyword: str
    before: Any
    after: Any
    narrows: bool | None
    name: str = ""


def scalar_differences(old: Shape, new: Shape, writer: Shape, reader: Shape) -> Iterator[Difference]:
    """What differs in types, values, bounds, patterns and formats."""
    yield from _types(old, new, writer, reader)
    if old.enum is not None or new.enum is not None:
        yield from _enums(old, new, writer, reader)
        return
    shared = _shared_types(old, new)
    for key, name in _LIMITS.items():
        if _kind_of(key) not in shared:
            continue
        a, b = old.limits.get(key), new.limits.get(key)
        if a != b:
            infinite = float("inf") if key.startswith("max") else 0
            grew = (infinite if b is None else b) > (infinite if a is None else a)
            narrows = key in reader.limits and not limit_holds(key, writer, reader)
            yield Difference(f"{name}-{'increased' if grew else 'decreased'}", key, a, b, narrows)
    if "number" in shared:
        yield from _numbers(old, new, writer, reader)
    for key, name in _SETS.items():
        if _kind_of(key) in shared:
            yield from _sets(key, name, old, new, writer, reader)


def _shared_types(old: Shape, new: Shape) -> set[str]:
    """The types whose keywords can be compared, `number` for any number."""
    return _coarse(old) & _coarse(new)


def _coarse(shape: Shape) -> set[str]:
    return {"number" if kind == "integer" else kind for kind in shape.types}


def _kind_of(key: str) -> str:
    if key in ("maxItems", "minItems", "uniqueItems"):
        return "array"
    if key in ("maxProperties", "minProperties"):
        return "object"
    return "number" if key == "multipleOf" else "string"


def _types(old: Shape, new: Shape, writer: Shape, reader: Shape) -> Iterator[Difference]:
    if old.types == new.types:
        return
    before, after = sorted(old.types - {"null"}), sorted(new.types - {"null"})
    by_values = old.enum is not None and new.enum is not None
    null_old, null_new = "null" in old.types, "null" in new.types
    anything = ALL_TYPES in (old.types, new.types)
    by_null = null_old != null_new and bool(before) and bool(after) and not anything
    if by_null:
        kind = "became-nullable" if null_new else "became-not-nullable"
        yield Difference(kind, "type", sorted(old.types), sorted(new.types), "null" in writer.types - reader.types)
    if (before != after or (null_old != null_new and not by_null)) and not by_values:
        readable = reader.types | {"number", "boolean"} if "anyText" in reader.at else reader.types
        sent = writer.types - {"null"} if before and after and not anything else writer.types
        holds = types_hold(sent, readable)
        yield Difference("type-changed", "type", sorted(old.types), sorted(new.types), not holds)


def _enums(old: Shape, new: Shape, writer: Shape, reader: Shape) -> Iterator[Difference]:
    if old.enum is None or new.enum is None:
        if not _coarse(old) & _coarse(new):
            return  # the type says it all
        kind = "enum-added" if old.enum is None else "enum-removed"
        yield Difference(kind, "enum", _list(old.enum), _list(new.enum), _values_refused(writer, reader))
        return
    told = old.types - {"null"} and new.types - {"null"}  # then null is told of as a type
    gone = [v for v in missing(old.enum, new.enum) if not (told and v is None)]
    come = [v for v in missing(new.enum, old.enum) if not (told and v is None)]
    request = writer is old
    if gone:
        yield Difference("enum-value-removed", "enum", gone, None, request)
    if come:
        yield Difference("enum-value-added", "enum", None, come, not request)


def _list(values: tuple[Any, ...] | None) -> list[Any] | None:
    return None if values is None else list(values)


def _values_refused(writer: Shape, reader: Shape) -> bool | None:
    """Whether some value that is sent is refused; None where that is to be decided."""
    if reader.enum is not None:
        if writer.types <= {"boolean", "null"}:
            values = [v for v, kind in ((True, "boolean"), (False, "boolean"), (None, "null")) if kind in writer.types]
            return bool(missing(values, reader.enum))
        return True
    if any(isinstance(value, dict | list) for value in writer.enum or ()):
        return None
    return not all(plainly_allowed(value, reader) for value in writer.enum or ())


def _numbers(old: Shape, new: Shape, writer: Shape, reader: Shape) -> Iterator[Difference]:
    for inclusive, exclusive, sign in _BOUNDS:
        a, b = _bound(old, inclusive, exclusive), _bound(new, inclusive, exclusive)
        if a == b:
            continue
        larger = _order(b, sign) > _order(a, sign)
        grew = larger if sign == 1 else not larger
        narrows = not all(limit_holds(key, writer, reader) for key in (inclusive, exclusive) if key in reader.limits)
        word = "increased" if grew else "decreased"
        yield Difference(f"{inclusive}-{word}", inclusive, _shown(a), _shown(b), narrows)


def _bound(shape: Shape, inclusive: str, exclusive: str) -> tuple[float, bool] | None:
    if exclusive in shape.limits:
        return shape.limits[exclusive], True
    if inclusive in shape.limits:
        return shape.limits[inclusive], False
    return None


def _order(bound: tuple[float, bool] | None, sign: int) -> tuple[float, int]:
    """How wide a bound is, as something that compares; for a minimum the smaller is the wider."""
    return (float("inf"), 0) if bound is None else (bound[0] * sign, -1 if bound[1] else 0)


def _shown(bound: tuple[float, bool] | None) -> Any:
    if bound is None:
        return None
    return {"exclusive": bound[0]} if bound[1] else bound[0]


def _sets(key: str, name: str, old: Shape, new: Shape, writer: Shape, reader: Shape) -> Iterator[Difference]:
    a, b = old.sets.get(key, ()), new.sets.get(key, ())
    if len(a) == len(b) and all(contains_value(b, value) for value in a):
        return
    word = "added" if not a else "removed" if not b else "changed"
    holds = key not in reader.sets or set_holds(key, writer, reader)
    undecided = None if key in ("pattern", "format") else True
    yield Difference(f"{name}-{word}", key, _one(a), _one(b), False if holds else undecided)


def _one(values: tuple[Any, ...]) -> Any:
    return None if not values else values[0] if len(values) == 1 else list(values)


def with_hints(difference: Difference, old: Spot, new: Spot) -> Difference:
    """A difference of formats with the format that one side names, though no validator asserts it."""
    if difference.keyword != "format" or (difference.before is not None and difference.after is not None):
        return difference
    before = difference.before or _hint(old)
    after = difference.after or _hint(new)
    if before is None or after is None:
        return difference
    return replace(difference, kind="format-changed", before=before, after=after)


def _hint(spot: Spot) -> str | None:
    """The `format` that any schema of a spot names."""
    for atom in conjuncts(spot):
        raw = atom.space.origin(atom.schema).value if "made" not in atom.schema else None
        if isinstance(raw, dict) and isinstance(raw.get("format"), str):
            return str(raw["format"])
    return None
