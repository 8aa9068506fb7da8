"""Values drawn from shapes: small ones that are allowed, and ones that lie on a boundary.

Nothing here proves anything: a value is a proposal, which compiled validators then accept or refuse.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from math import isfinite
from typing import Any

from govkit.spec.schemas.made import made
from govkit.spec.schemas.patterns import a_match, matches, texts_only_in
from govkit.spec.schemas.reading import Schema
from govkit.spec.schemas.shape import (
    Atom,
    Shape,
    Shapes,
    Spot,
    contains_value,
    dereferenced,
    is_false,
    meet,
    number_fits,
    plainly_allowed,
    simplified,
    whole_part,
)

_DEPTH = 14
_EACH = 3
_MEMBERS = 2_000
_SIZE = 6_000
_CHOICES = 1_500
_NESTED = 40
_FORMATS = {
    "date": "2024-01-31",
    "date-time": "2024-01-31T12:00:00Z",
    "time": "12:00:00Z",
    "duration": "P1D",
    "uuid": "123e4567-e89b-12d3-a456-426614174000",
    "email": "a@example.com",
    "idn-email": "a@example.com",
    "hostname": "example.com",
    "idn-hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com/a",
    "uri-reference": "/a",
    "iri": "https://example.com/a",
    "iri-reference": "/a",
    "uri-template": "/a/{b}",
    "json-pointer": "/a",
    "relative-json-pointer": "0/a",
    "regex": "a*",
}
_ORDER = ("string", "integer", "number", "boolean", "array", "object", "null")


@dataclass(frozen=True, slots=True)
class Pin:
    """A member that an object must have, or an item that an array must hold, with its value."""

    name: str | int
    value: Any


@dataclass(slots=True)
class Budget:
    """How many steps are left; below zero it was used up."""

    left: int


class Values:
    """Draws values of spots. `closed` tells whether objects hold only what they declare."""

    def __init__(self, shapes: Shapes, closed: bool) -> None:
        self.shapes = shapes
        self._closed = closed
        self._sizes: dict[int, tuple[Any, int]] = {}
        self._smallest: dict[tuple[int, ...], tuple[Spot, list[Any]]] = {}

    def some(self, spot: Spot, *, depth: int = 0, pin: Pin | None = None) -> Iterator[Any]:
        """A few values of a spot, smallest first."""
        if depth > _DEPTH:
            return
        if pin is None:
            key = tuple(id(atom.schema) for atom in spot)
            known = self._smallest.get(key)
            if known is not None:
                yield from known[1]
                return
            drawn = list(islice(self.of_shape(self.shapes.of(spot), depth=depth), _EACH))
            if drawn or depth == 0:  # what fails deep inside may succeed at the top
                self._smallest[key] = (spot, drawn)
            yield from drawn
        else:
            yield from self.of_shape(self.shapes.of(spot), depth=depth, pin=pin)

    def of_shape(self, shape: Shape, *, depth: int = 0, pin: Pin | None = None) -> Iterator[Any]:
        """Values of a shape; each union tries its branches in order."""
        for settled in islice(self.settled(shape), 12):
            yield from self._plain(settled, depth, pin)

    def settled(self, shape: Shape, budget: Budget | None = None) -> Iterator[Shape]:
        """The shapes that follow from choosing a branch in every union of a shape.

        Together they allow all that the shape does, and more where a union contains itself. Ends early where the
        budget of choices is used up.
        """
        yield from self._settled(shape, frozenset(), budget or Budget(_CHOICES))

    def _settled(self, shape: Shape, chosen: frozenset[int], budget: Budget) -> Iterator[Shape]:
        if not shape.unions:
            yield shape
            return
        union, rest = shape.unions[0], shape.unions[1:]
        for branch in union.branches:
            key = id(dereferenced(branch).schema)
            budget.left -= 1
            if budget.left < 0:
                return
            if key in chosen or len(chosen) >= _NESTED:  # it holds already, or is left out, which allows more
                yield from self._settled(replace(shape, unions=rest), chosen, budget)
            else:
                chosen_now = self.with_branch(replace(shape, unions=rest), branch)
                yield from self._settled(chosen_now, chosen | {key}, budget)

    def with_branch(self, shape: Shape, branch: Atom) -> Shape:
        """The shape with one more schema that holds."""
        return simplified(meet(shape, self.shapes.of((branch,))))

    def _plain(self, shape: Shape, depth: int, pin: Pin | None) -> Iterator[Any]:
        if shape.impossible:
            return
        if pin is not None:
            wanted = "array" if isinstance(pin.name, int) else "object"
            if wanted in shape.types and shape.enum is None:
                draw = self._arrays if wanted == "array" else self._objects
                yield from draw(shape, depth, pin)
            return
        if shape.enum is not None:
            yield from sorted(shape.enum, key=lambda value: value is None)
            return
        for kind in _ORDER:
            if kind in shape.types:
                yield from islice(self._of_type(kind, shape, depth), _EACH)

    def _of_type(self, kind: str, shape: Shape, depth: int) -> Iterator[Any]:
        if kind == "string":
            yield from texts(shape)
        elif kind in ("integer", "number"):
            yield from numbers(shape)
        elif kind == "boolean":
            yield from (True, False)
        elif kind == "array":
            yield from self._arrays(shape, depth, None)
        elif kind == "object":
            yield from self._objects(shape, depth, None)
        else:
            yield None

    def _arrays(self, shape: Shape, depth: int, pin: Pin | None) -> Iterator[list[Any]]:
        count = int(min(shape.limits.get("minItems", 0), _MEMBERS + 1))
        wanted = [Atom(schema, atom.space) for key, schema, atom in shape.opaque if key == "contains"]
        count = max(count, len(wanted), pin.name + 1 if pin is not None and isinstance(pin.name, int) else 0)
        if count > _MEMBERS or count > shape.limits.get("maxItems", count):
            return
        items: list[Any] = []
        for index in range(count):
            spot = shape.prefix[index] if index < len(shape.prefix) else shape.items
            if index < len(wanted):
                spot = (*spot, wanted[index])
            if pin is not None and index == pin.name:
                items.append(pin.value)
                continue
            unique = bool(shape.sets.get("uniqueItems"))
            taken = [*items, pin.value] if pin is not None else items
            value = next(
                (v for v in self._choices(spot, depth + 1) if not unique or not contains_value(taken, v)), _NONE
            )
            if value is _NONE:
                return
            items.append(value)
        if self._within_size(items, items):
            yield items

    def _choices(self, spot: Spot, depth: int) -> Iterator[Any]:
        if spot:
            yield from self.some(spot, depth=depth)
            shape = self.shapes.of(spot)
            yield from islice(more_scalars(shape), 2000)
        else:
            yield from range(2000)

    def _objects(self, shape: Shape, depth: int, pin: Pin | None) -> Iterator[dict[str, Any]]:
        names = sorted(shape.required | self._dependents(shape.required, shape))
        if pin is not None and isinstance(pin.name, str):
            names = sorted({*names, *self._dependents(frozenset({pin.name}), shape)} - {pin.name})
        base: dict[str, Any] = {}
        for name in names:
            value = next(self.member(shape, name, depth + 1), _NONE)
            if value is _NONE:
                return
            base[name] = value
        if pin is not None and isinstance(pin.name, str):
            base[pin.name] = pin.value
        for filled in self._padded(base, shape, depth):
            fits = len(filled) <= shape.limits.get("maxProperties", len(filled))
            if fits and self._within_size(filled, filled.values()):
                yield filled

    def _within_size(self, container: Any, members: Iterable[Any]) -> bool:
        """Whether a container that was just made holds few enough values, those deep inside counted."""
        size = 1 + sum(self._sizes[id(member)][1] if id(member) in self._sizes else 1 for member in members)
        self._sizes[id(container)] = (container, size)
        return size <= _SIZE

    def _dependents(self, names: frozenset[str], shape: Shape) -> set[str]:
        found: set[str] = set()
        for keyword, value, _ in shape.opaque:
            if keyword == "dependentRequired":
                found.update(name for key, others in value.items() if key in names for name in others)
        return found

    def _padded(self, base: dict[str, Any], shape: Shape, depth: int) -> Iterator[dict[str, Any]]:
        missing = shape.limits.get("minProperties", 0) - len(base)
        missing = int(min(missing, _MEMBERS + 1))
        if missing <= 0:
            yield base
            return
        if missing > _MEMBERS:
            return
        declared = [name for name in shape.properties if name not in base and name not in shape.unsent]
        invented = [f"key{number}" for number in range(missing)] if shape.allows_additional(self._closed) else []
        filled = dict(base)
        for name in [*declared, *invented]:
            if len(filled) - len(base) == missing:
                break
            value = next(self.member(shape, name, depth + 1), _NONE)
            if value is not _NONE:
                filled[name] = value
        if len(filled) - len(base) == missing:
            yield filled

    def member(self, shape: Shape, name: str, depth: int) -> Iterator[Any]:
        """Values that the property `name` of a shape may have."""
        spot = self.member_spot(shape, name)
        if spot is None:
            return
        if not spot:
            yield from ("a", 1, True)
            return
        yield from self.some(spot, depth=depth)

    def member_spot(self, shape: Shape, name: str) -> Spot | None:
        """What holds for the property `name`: None where it may not be sent, empty where anything goes."""
        if name in shape.unsent:
            return None
        by_pattern = tuple(atom for pattern, atom in shape.patterns if matches(pattern, name))
        if name in shape.properties:
            spot = shape.properties[name] + by_pattern
        elif by_pattern:
            spot = by_pattern
        elif not shape.allows_additional(self._closed) and (name not in shape.required or not self._closed):
            return None
        else:
            spot = shape.additional
        return None if any(is_false(atom) for atom in spot) else spot


def drawn_from(schema: Schema, most: int = 12) -> list[Any]:
    """A few values of a schema that is given as a plain tree, such as a difference that the algebra wrote."""
    shapes = Shapes()
    return list(islice(Values(shapes, closed=False).of_shape(shapes.of(made(schema))), most))


class _Nothing:
    """No value: None is one."""


_NONE = _Nothing()


def texts(shape: Shape) -> Iterator[str]:
    """Texts of a shape's string part."""
    low = int(shape.limits.get("minLength", 0))
    high = int(shape.limits.get("maxLength", max(low, 60)))
    if low > high or low > 200_000:
        return
    yield from (text for text in _proposed_texts(shape, low, high) if plainly_allowed(text, shape))


def _proposed_texts(shape: Shape, low: int, high: int) -> Iterator[str]:
    if "examples" in shape.at:
        examples = shape.at["examples"].schema["examples"]
        yield from (value for value in examples if isinstance(value, str) and len(value) <= 40)
    formats = shape.sets.get("format", ())
    if formats:
        yield _FORMATS.get(formats[0], "a")
        return
    patterns = shape.sets.get("pattern", ())
    for pattern in patterns:
        yield from texts_only_in(pattern, None, low, high)
        sample = a_match(pattern)
        if sample is not None:
            yield sample
            if low > len(sample):
                yield sample + sample[-1:] * (low - len(sample))
    size = max(low, min(1, high))
    yield "a" * size
    yield "b" * size
    yield "1" * size


def text_of_length(shape: Shape, length: int) -> Iterator[str]:
    """Texts of exactly `length` characters that a shape allows, where some are found."""
    if length > 500_000:
        return
    patterns = shape.sets.get("pattern", ())
    proposed = ["a" * length, "0" * length, "A" * length, "-" * length]
    for pattern in patterns:
        proposed.extend(texts_only_in(pattern, None, length, length))
        sample = a_match(pattern)
        if sample:
            proposed.extend(
                (sample + sample[-1] * (length - len(sample)), (sample * (length // len(sample) + 1))[:length])
            )
            proposed.append(sample[0] * (length - len(sample)) + sample)
    for format_ in shape.sets.get("format", ()):
        proposed.extend(_longer(_FORMATS.get(format_, ""), format_, length))
    yield from (text for text in proposed if len(text) == length and plainly_allowed(text, shape))


def _longer(sample: str, format_: str, length: int) -> list[str]:
    missing = length - len(sample)
    if missing < 0:
        return []
    if format_ in ("email", "idn-email"):
        return ["a" * missing + sample]
    if format_ == "date-time":
        return [f"2024-01-31T12:00:00.{'0' * (missing - 1)}Z"]
    return [sample + "a" * missing]


def numbers(shape: Shape) -> Iterator[Any]:
    """Numbers of a shape, near zero and near its bounds."""
    for value in _proposed_numbers(shape):
        if isinstance(value, float) and not isfinite(value):
            continue
        whole = int(value) if isinstance(value, float) and value == int(value) else value
        if (isinstance(whole, int) or "number" in shape.types) and number_fits(whole, shape):
            yield whole


def _proposed_numbers(shape: Shape) -> Iterator[Any]:
    yield from (1, 0)
    bounds = [value for key, value in shape.limits.items() if "imum" in key]
    for bound in bounds:
        yield from (bound, bound + 1, bound - 1, bound + 0.5, bound - 0.5)
    for step in shape.sets.get("multipleOf", ()):
        yield from (step, step * 2, -step)
        yield from (step * (whole_part(bound, step) + 1) for bound in bounds)
    if len(bounds) > 1:
        yield (bounds[0] + bounds[1]) / 2


def more_scalars(shape: Shape) -> Iterator[Any]:
    """Many different scalars of a shape, for arrays whose items must differ."""
    if shape.enum is not None:
        yield from shape.enum
        return
    if shape.types & {"integer", "number"}:
        start = int(shape.limits.get("minimum", shape.limits.get("exclusiveMinimum", 0)))
        yield from (value for value in range(start, start + 2000) if number_fits(value, shape))
    if "string" in shape.types:
        low = int(shape.limits.get("minLength", 1))
        yield from (text for n in range(2000) for text in [str(n).rjust(low, "a")] if plainly_allowed(text, shape))
