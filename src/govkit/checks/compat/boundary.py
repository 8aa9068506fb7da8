"""Values that lie where two shapes part: proposals for a witness, likeliest first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from math import isfinite
from typing import Any

from govkit.checks.compat.change import Change
from govkit.spec.schemas.patterns import a_match, texts_only_in
from govkit.spec.schemas.reading import Schema
from govkit.spec.schemas.shape import Atom, Shape, meet, missing, number_fits, plainly_allowed, simplified, whole_part
from govkit.spec.schemas.values import Pin, Values, more_scalars, text_of_length, texts

_UNIONS = 4
_OTHERS: tuple[Any, ...] = ("a", 1, 1.5, True, None, [], {}, -1, "")
_NAMES = ("another", "x", "Another", "another_name", "1")
_TEXTS = ("", "a", "A", "0", " ", "a b", "é", "ab", "-", "_", "aaaaaaaaaaaaaaaa", "not a date", "2024-01-31x")


class Boundary:
    """Draws values of a writer's shape that a reader's may refuse."""

    def __init__(self, values: Values) -> None:
        self._values = values

    def candidates(self, change: Change, writer: Shape, reader: Shape) -> Iterator[Any]:
        """Values for one change, at the place where it stands."""
        if change.step is not None and change.step.kind == "variant":
            yield from self._variants(change, writer)
        for settled in islice(self._values.settled(writer), 8):
            yield from self._targeted(change, settled, reader)
        if change.quiet:
            return
        for settled in islice(self._values.settled(writer), 24):
            yield from self._varied(settled, reader)

    def _targeted(self, change: Change, writer: Shape, reader: Shape) -> Iterator[Any]:
        """Values that the changed keyword is likely to part."""
        keyword = change.keyword
        if change.kind in ("became-nullable", "became-not-nullable"):
            if "null" in writer.types:
                yield from self._of_type(writer, "null")
        elif change.step is not None and change.step.kind == "property":
            yield from self._objects(change, writer, reader)
        elif change.kind == "schema-changed" and keyword not in _DRAWS:
            yield from self._overlaps(writer, reader)
            yield from self._tested(writer, reader)
        elif keyword in _DRAWS:
            yield from _DRAWS[keyword](self, keyword, writer, reader)

    def _lost_types(self, _: str, writer: Shape, reader: Shape) -> Iterator[Any]:
        if reader.impossible:
            yield from islice(self._values.of_shape(writer), 4)
        for kind in sorted(writer.types):
            if kind not in reader.types and not (kind == "integer" and "number" in reader.types):
                yield from self._of_type(writer, kind)

    def _lost_values(self, _: str, writer: Shape, reader: Shape) -> Iterator[Any]:
        yield from islice(self._unlisted(writer, reader), 12)

    def _sized_texts(self, keyword: str, writer: Shape, reader: Shape) -> Iterator[str]:
        length = reader.limits.get(keyword)
        if length is not None:
            yield from text_of_length(writer, int(length) + (1 if keyword == "maxLength" else -1))

    def _patterned(self, _: str, writer: Shape, reader: Shape) -> Iterator[str]:
        yield from self._texts(writer, reader)

    def _bounded(self, _: str, writer: Shape, reader: Shape) -> Iterator[Any]:
        yield from _numbers(writer, reader)

    def _named_by_pattern(self, _: str, writer: Shape, reader: Shape) -> Iterator[Any]:
        theirs, own = ([pattern for pattern, _atom in shape.patterns] for shape in (reader, writer))
        names = [a_match(pattern) for pattern in (*theirs, *own)]
        names += [text for said in own for asked in theirs for text in texts_only_in(said, asked, 1, 40)]
        yield from self._with_members(writer, reader, [name for name in names if name])

    def _undeclared(self, _: str, writer: Shape, reader: Shape) -> Iterator[Any]:
        yield from self._with_members(writer, reader, ["another"])

    def _of_type(self, writer: Shape, kind: str) -> Iterator[Any]:
        if kind == "number" and writer.enum is None:
            yield from (value for value in (0.5, 1.5, 2.25, -0.5) if number_fits(value, writer))
        only = replace(writer, types=frozenset({kind}))
        if writer.enum is not None:
            only = simplified(only)
        yield from islice(self._values.of_shape(only), 4)

    def _unlisted(self, writer: Shape, reader: Shape) -> Iterator[Any]:
        listed = reader.enum or ()
        proposed: Iterator[Any] = iter(writer.enum) if writer.enum is not None else self._free(writer)
        yield from missing(proposed, listed)

    def _free(self, writer: Shape) -> Iterator[Any]:
        yield from self._values.of_shape(writer)
        yield from islice(more_scalars(writer), 40)

    def _texts(self, writer: Shape, reader: Shape) -> Iterator[str]:
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

    def _arrays(self, keyword: str, writer: Shape, reader: Shape) -> Iterator[list[Any]]:
        if keyword == "uniqueItems":
            for value in islice(self._values.some(writer.items), 3) if writer.items else iter((1,)):
                yield [value, value]
            return
        bound = reader.limits.get(keyword)
        if bound is None:
            return
        count = int(bound) + (1 if keyword == "maxItems" else -1)
        sized = replace(writer, limits={**writer.limits, "minItems": count, "maxItems": count})
        yield from self._values.of_shape(replace(sized, types=frozenset({"array"})))

    def _tested(self, writer: Shape, reader: Shape) -> Iterator[Any]:
        """Values that the tests of `not`, `if`, `contains` and their like speak of."""
        for keyword, value, atom in writer.opaque:
            if keyword == "contains":
                inner = self._shape(value, atom)
                yield []
                yield from ([item] for item in islice(self._varied(inner, inner), 30))
            elif keyword == "propertyNames":
                names = [text for text in self._values.of_shape(self._shape(value, atom)) if isinstance(text, str)]
                yield from self._with_members(writer, reader, names)
        for keyword, value, atom in reader.opaque:
            if keyword == "propertyNames":
                asked = self._shape(value, atom)
                longer = text_of_length(Shape(types=frozenset({"string"})), int(asked.limits.get("maxLength", 0)) + 1)
                names = [*_NAMES, *islice(longer, 1), *_TEXTS]
                refused = [name for name in names if not plainly_allowed(name, asked)]
                yield from self._with_members(writer, reader, refused[:3])
            elif keyword in ("not", "if", "unevaluatedProperties"):
                both = self._values.with_branch(writer, Atom(value, atom.space))
                yield from islice(self._values.of_shape(both), 6)
                yield from islice(self._fuller(both), 6)
            elif keyword in ("then", "else") and "if" in atom.schema:
                tested = Atom(atom.schema["if"], atom.space)
                held = self._values.with_branch(writer, tested) if keyword == "then" else writer
                yield from islice(self._varied(held, self._shape(value, atom)), 30)
            elif keyword == "dependentSchemas":
                for name, asked in value.items():
                    with_name = replace(writer, required=writer.required | {name})
                    yield from islice(self._varied(with_name, self._shape(asked, atom)), 20)

    def _shape(self, schema: Schema, atom: Atom) -> Shape:
        return self._values.shapes.of((Atom(schema, atom.space),))

    def _sized_objects(self, keyword: str, writer: Shape, reader: Shape) -> Iterator[Any]:
        bound = reader.limits.get(keyword)
        if bound is not None and bound < 2000:
            count = int(bound) + (1 if keyword == "maxProperties" else -1)
            limits = {**writer.limits, "minProperties": count, "maxProperties": count}
            yield from self._values.of_shape(replace(writer, types=frozenset({"object"}), limits=limits))

    def _overlaps(self, writer: Shape, reader: Shape) -> Iterator[Any]:
        """Values of two branches of a `oneOf` at once."""
        for union in [union for union in reader.unions if union.kind == "oneOf"][:_UNIONS]:
            for index, one in enumerate(union.branches):
                for other in union.branches[:index]:
                    both = self._values.with_branch(self._values.with_branch(replace(writer, unions=()), one), other)
                    yield from islice(self._values.of_shape(both), 1)

    def _objects(self, change: Change, writer: Shape, reader: Shape) -> Iterator[Any]:
        name = str(change.name)
        if change.keyword == "required":
            both = simplified(meet(writer, reader))
            for shape in (both, writer):
                without = replace(shape, types=frozenset({"object"}), required=writer.required - {name})
                wanted = replace(without, required=(shape.required | writer.required) - {name})
                yield from self._values.of_shape(wanted)
                yield from self._values.of_shape(without)
        yield from self._with_members(writer, reader, [name])

    def _with_members(self, writer: Shape, reader: Shape, names: list[str]) -> Iterator[Any]:
        objects = replace(writer, types=frozenset({"object"}))
        for name in names:
            spot = self._values.member_spot(writer, name)
            if spot is None:
                continue
            proposed = [*self._values.some(spot), *_OTHERS] if spot else list(_OTHERS)
            if spot:
                inner = next(self._values.settled(self._values.shapes.of(spot)), None)
                theirs = self._values.member_spot(reader, name)
                if inner is not None and theirs:
                    other = self._values.shapes.of(theirs)
                    proposed += [*self._texts(inner, other), *_numbers(inner, other)]
            for value in proposed[:24]:
                yield from islice(self._values.of_shape(objects, pin=Pin(name, value)), 1)

    def _variants(self, change: Change, writer: Shape) -> Iterator[Any]:
        step = change.step
        if step is None or step.old is None:
            return
        sent = self._values.with_branch(replace(writer, unions=()), step.old[1])
        yield from islice(self._values.of_shape(sent), 6)
        yield from self._fuller(sent)

    def _fuller(self, shape: Shape) -> Iterator[Any]:
        """Objects with everything they may hold, and with each optional member alone."""
        if "object" not in shape.types or shape.enum is not None:
            return
        objects = replace(shape, types=frozenset({"object"}))
        sendable = [n for n in shape.properties if n not in shape.unsent]
        yield from islice(self._values.of_shape(replace(objects, required=frozenset(sendable))), 1)
        for name in sendable[:30]:
            if name not in shape.required:
                yield from islice(self._values.of_shape(replace(objects, required=shape.required | {name})), 1)

    def _varied(self, writer: Shape, reader: Shape) -> Iterator[Any]:
        """Whatever else the writer may send that is not like the rest."""
        yield from self._values.of_shape(writer)
        if "string" in writer.types and writer.enum is None:
            yield from self._texts(writer, reader)
        if writer.types & {"integer", "number"} and writer.enum is None:
            yield from _numbers(writer, reader)
        yield from self._fuller(writer)
        if "object" in writer.types and writer.enum is None:
            names = [name for name in (*writer.properties, *reader.properties) if name not in writer.unsent]
            yield from self._with_members(writer, reader, [*dict.fromkeys(names), "another", "key1"][:40])
        if "array" in writer.types and writer.enum is None:
            for count in (0, 1, 2, 3):
                sized = {**writer.limits, "minItems": max(count, int(writer.limits.get("minItems", 0)))}
                yield from self._values.of_shape(replace(writer, types=frozenset({"array"}), limits=sized))
            if writer.items:
                item = self._values.shapes.of(writer.items)
                for value in islice(self._varied(item, item), 30):
                    yield [value]
                    yield [value, value]
            else:
                yield from ([1, 1], ["a"], [1, "a"], [None], [[]], [{}])


_DRAWS: dict[str, Callable[[Boundary, str, Shape, Shape], Iterator[Any]]] = {
    "type": Boundary._lost_types,
    "enum": Boundary._lost_values,
    "maxLength": Boundary._sized_texts,
    "minLength": Boundary._sized_texts,
    "pattern": Boundary._patterned,
    "format": Boundary._patterned,
    "maximum": Boundary._bounded,
    "minimum": Boundary._bounded,
    "multipleOf": Boundary._bounded,
    "maxItems": Boundary._arrays,
    "minItems": Boundary._arrays,
    "uniqueItems": Boundary._arrays,
    "maxProperties": Boundary._sized_objects,
    "minProperties": Boundary._sized_objects,
    "patternProperties": Boundary._named_by_pattern,
    "additionalProperties": Boundary._undeclared,
}


def _numbers(writer: Shape, reader: Shape) -> Iterator[Any]:
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
