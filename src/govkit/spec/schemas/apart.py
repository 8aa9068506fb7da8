"""Values that lie where two shapes part: proposals for a message on which a writer and a reader differ."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from math import isfinite
from typing import Any

from govkit.spec.schemas.patterns import texts_only_in
from govkit.spec.schemas.reading import Schema
from govkit.spec.schemas.shape import Atom, Shape, missing, number_fits, plainly_allowed, whole_part
from govkit.spec.schemas.values import Pin, Values, more_scalars, text_of_length, texts

_UNIONS = 4
_OTHERS: tuple[Any, ...] = ("a", 1, 1.5, True, None, [], {}, -1, "")
_NAMES = ("another", "x", "Another", "another_name", "1")
_TEXTS = ("", "a", "A", "0", " ", "a b", "é", "ab", "-", "_", "aaaaaaaaaaaaaaaa", "not a date", "2024-01-31x")


class Apart:
    """Draws values of a writer's shape that a reader's may refuse."""

    def __init__(self, values: Values) -> None:
        self.values = values

    def varied(self, writer: Shape, reader: Shape) -> Iterator[Any]:
        """Whatever else the writer may send that is not like the rest."""
        yield from self.values.of_shape(writer)
        if "string" in writer.types and writer.enum is None:
            yield from self.texts(writer, reader)
        if writer.types & {"integer", "number"} and writer.enum is None:
            yield from numbers_near(writer, reader)
        yield from self.fuller(writer)
        if "object" in writer.types and writer.enum is None:
            names = [name for name in (*writer.properties, *reader.properties) if name not in writer.unsent]
            yield from self.with_members(writer, reader, [*dict.fromkeys(names), "another", "key1"][:40])
        if "array" in writer.types and writer.enum is None:
            for count in (0, 1, 2, 3):
                sized = {**writer.limits, "minItems": max(count, int(writer.limits.get("minItems", 0)))}
                yield from self.values.of_shape(replace(writer, types=frozenset({"array"}), limits=sized))
            if writer.items:
                item = self.values.shapes.of(writer.items)
                for value in islice(self.varied(item, item), 30):
                    yield [value]
                    yield [value, value]
            else:
                yield from ([1, 1], ["a"], [1, "a"], [None], [[]], [{}])

    def unlisted(self, writer: Shape, reader: Shape) -> Iterator[Any]:
        """Values of the writer's that the reader does not list."""
        listed = reader.enum or ()
        proposed: Iterator[Any] = iter(writer.enum) if writer.enum is not None else self._free(writer)
        yield from missing(proposed, listed)

    def _free(self, writer: Shape) -> Iterator[Any]:
        yield from self.values.of_shape(writer)
        yield from islice(more_scalars(writer), 40)

    def texts(self, writer: Shape, reader: Shape) -> Iterator[str]:
        """Texts of the writer's, near what the reader asks of texts."""
        low = int(writer.limits.get("minLength", 0))
        high = int(writer.limits.get("maxLength", 200))
        for asked in reader.sets.get("pattern", ()):
            for said in writer.sets.get("pattern", ()) or (r"^[\s\S]*$",):
                yield from texts_only_in(said, asked, low, high)
            singles = dict.fromkeys(re.findall(r"[A-Za-z0-9]", asked))
            yield from (text for text in list(singles)[:6] if low <= 1 <= high)
        yield from texts(writer)
        fits = (text for text in _TEXTS if low <= len(text) <= high)
        yield from fits
        yield from (text * low for text in ("a", "0", " ", "é") if 0 < low < 2000)

    def with_members(self, writer: Shape, reader: Shape, names: list[str]) -> Iterator[Any]:
        """Objects of the writer's with a member that the reader may refuse."""
        objects = replace(writer, types=frozenset({"object"}))
        for name in names:
            spot = self.values.member_spot(writer, name)
            if spot is None:
                continue
            proposed = [*self.values.some(spot), *_OTHERS] if spot else list(_OTHERS)
            if spot:
                inner = next(self.values.settled(self.values.shapes.of(spot)), None)
                theirs = self.values.member_spot(reader, name)
                if inner is not None and theirs:
                    other = self.values.shapes.of(theirs)
                    proposed += [*_past_lengths(inner, other), *self.texts(inner, other), *numbers_near(inner, other)]
            for value in proposed[:24]:
                yield from islice(self.values.of_shape(objects, pin=Pin(name, value)), 1)

    def fuller(self, shape: Shape) -> Iterator[Any]:
        """Objects with everything they may hold, and with each optional member alone."""
        if "object" not in shape.types or shape.enum is not None:
            return
        objects = replace(shape, types=frozenset({"object"}))
        sendable = [n for n in shape.properties if n not in shape.unsent]
        yield from islice(self.values.of_shape(replace(objects, required=frozenset(sendable))), 1)
        for name in sendable[:30]:
            if name not in shape.required:
                yield from islice(self.values.of_shape(replace(objects, required=shape.required | {name})), 1)

    def tested(self, writer: Shape, reader: Shape) -> Iterator[Any]:
        """Values that the tests of `not`, `if`, `contains` and their like speak of."""
        for keyword, value, atom in writer.opaque:
            if keyword == "contains":
                inner = self._shape(value, atom)
                yield []
                yield from ([item] for item in islice(self.varied(inner, inner), 30))
            elif keyword == "propertyNames":
                names = [text for text in self.values.of_shape(self._shape(value, atom)) if isinstance(text, str)]
                yield from self.with_members(writer, reader, names)
        for keyword, value, atom in reader.opaque:
            if keyword == "propertyNames":
                asked = self._shape(value, atom)
                longer = text_of_length(Shape(types=frozenset({"string"})), int(asked.limits.get("maxLength", 0)) + 1)
                names = [*_NAMES, *islice(longer, 1), *_TEXTS]
                refused = [name for name in names if not plainly_allowed(name, asked)]
                yield from self.with_members(writer, reader, refused[:3])
            elif keyword in ("not", "if", "unevaluatedProperties"):
                both = self.values.with_branch(writer, Atom(value, atom.space))
                yield from islice(self.values.of_shape(both), 6)
                yield from islice(self.fuller(both), 6)
            elif keyword in ("then", "else") and "if" in atom.schema:
                tested = Atom(atom.schema["if"], atom.space)
                held = self.values.with_branch(writer, tested) if keyword == "then" else writer
                yield from islice(self.varied(held, self._shape(value, atom)), 30)
            elif keyword == "dependentSchemas":
                for name, asked in value.items():
                    with_name = replace(writer, required=writer.required | {name})
                    yield from islice(self.varied(with_name, self._shape(asked, atom)), 20)

    def overlaps(self, writer: Shape, reader: Shape) -> Iterator[Any]:
        """Values of two branches of a `oneOf` at once."""
        for union in [union for union in reader.unions if union.kind == "oneOf"][:_UNIONS]:
            for index, one in enumerate(union.branches):
                for other in union.branches[:index]:
                    both = self.values.with_branch(self.values.with_branch(replace(writer, unions=()), one), other)
                    yield from islice(self.values.of_shape(both), 1)

    def _shape(self, schema: Schema, atom: Atom) -> Shape:
        return self.values.shapes.of((Atom(schema, atom.space),))


def _past_lengths(writer: Shape, reader: Shape) -> Iterator[str]:
    """Texts of the writer's that are just too long or too short for the reader."""
    for keyword, step in (("maxLength", 1), ("minLength", -1)):
        if keyword in reader.limits and reader.limits[keyword] + step >= 0:
            yield from islice(text_of_length(writer, int(reader.limits[keyword]) + step), 1)


def numbers_near(writer: Shape, reader: Shape) -> Iterator[Any]:
    """Numbers of the writer's, near the bounds and steps of both."""
    limits = [*reader.limits.items(), *writer.limits.items()]
    near = [bound for key, bound in limits if "imum" in key]
    steps = [*writer.sets.get("multipleOf", ()), 1, 0.5]
    proposed: list[Any] = [0.5, 1.5]
    for bound in near:
        for step in steps:
            proposed += [bound, bound + step, bound - step]
            if step not in (1, 0.5):
                proposed += [(whole_part(bound, step) + k) * step for k in (-1, 0, 1, 2)]
    proposed += [k * steps[0] for k in range(-3, 30)]
    proposed += [step * part for step in reader.sets.get("multipleOf", ()) for part in (0.5, 1.5, 0.1, 3)]
    proposed += [0.5, 1, -1, 0, 1e3, 10**12, -(10**12), 2**31, -(2**31) - 1, 2**63, -(2**63) - 1, 1.25, 3, 7]
    for value in proposed:
        if isinstance(value, float) and not isfinite(value):
            continue
        whole = int(value) if isinstance(value, float) and value == int(value) else value
        if (isinstance(whole, int) or "number" in writer.types) and number_fits(whole, writer):
            yield whole
