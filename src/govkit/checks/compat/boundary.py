"""Values that lie where two shapes part: proposals for a witness, likeliest first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from govkit.checks.compat.change import Change
from govkit.spec.schemas.apart import Apart, numbers_near
from govkit.spec.schemas.patterns import a_match, texts_only_in
from govkit.spec.schemas.shape import Shape, meet, number_fits, simplified
from govkit.spec.schemas.values import text_of_length


class Boundary(Apart):
    """Draws values of a writer's shape that a reader's may refuse."""

    def candidates(self, change: Change, writer: Shape, reader: Shape) -> Iterator[Any]:
        """Values for one change, at the place where it stands."""
        if change.step is not None and change.step.kind == "variant":
            yield from self._variants(change, writer)
        for settled in islice(self.values.settled(writer), 8):
            yield from self._targeted(change, settled, reader)
        if change.quiet:
            return
        for settled in islice(self.values.settled(writer), 24):
            yield from self.varied(settled, reader)

    def _targeted(self, change: Change, writer: Shape, reader: Shape) -> Iterator[Any]:
        """Values that the changed keyword is likely to part."""
        keyword = change.keyword
        if change.kind in ("became-nullable", "became-not-nullable"):
            if "null" in writer.types:
                yield from self._of_type(writer, "null")
        elif change.step is not None and change.step.kind == "property":
            yield from self._objects(change, writer, reader)
        elif change.kind == "schema-changed" and keyword not in _DRAWS:
            yield from self.overlaps(writer, reader)
            yield from self.tested(writer, reader)
        elif keyword in _DRAWS:
            yield from _DRAWS[keyword](self, keyword, writer, reader)

    def _lost_types(self, _: str, writer: Shape, reader: Shape) -> Iterator[Any]:
        if reader.impossible:
            yield from islice(self.values.of_shape(writer), 4)
        for kind in sorted(writer.types):
            if kind not in reader.types and not (kind == "integer" and "number" in reader.types):
                yield from self._of_type(writer, kind)

    def _lost_values(self, _: str, writer: Shape, reader: Shape) -> Iterator[Any]:
        yield from islice(self.unlisted(writer, reader), 12)

    def _sized_texts(self, keyword: str, writer: Shape, reader: Shape) -> Iterator[str]:
        length = reader.limits.get(keyword)
        if length is not None:
            yield from text_of_length(writer, int(length) + (1 if keyword == "maxLength" else -1))

    def _patterned(self, _: str, writer: Shape, reader: Shape) -> Iterator[str]:
        yield from self.texts(writer, reader)

    def _bounded(self, _: str, writer: Shape, reader: Shape) -> Iterator[Any]:
        yield from numbers_near(writer, reader)

    def _named_by_pattern(self, _: str, writer: Shape, reader: Shape) -> Iterator[Any]:
        theirs, own = ([pattern for pattern, _atom in shape.patterns] for shape in (reader, writer))
        names = [a_match(pattern) for pattern in (*theirs, *own)]
        names += [text for said in own for asked in theirs for text in texts_only_in(said, asked, 1, 40)]
        yield from self.with_members(writer, reader, [name for name in names if name])

    def _undeclared(self, _: str, writer: Shape, reader: Shape) -> Iterator[Any]:
        yield from self.with_members(writer, reader, ["another"])

    def _of_type(self, writer: Shape, kind: str) -> Iterator[Any]:
        if kind == "number" and writer.enum is None:
            yield from (value for value in (0.5, 1.5, 2.25, -0.5) if number_fits(value, writer))
        only = replace(writer, types=frozenset({kind}))
        if writer.enum is not None:
            only = simplified(only)
        yield from islice(self.values.of_shape(only), 4)

    def _arrays(self, keyword: str, writer: Shape, reader: Shape) -> Iterator[list[Any]]:
        if keyword == "uniqueItems":
            for value in islice(self.values.some(writer.items), 3) if writer.items else iter((1,)):
                yield [value, value]
            return
        bound = reader.limits.get(keyword)
        if bound is None:
            return
        count = int(bound) + (1 if keyword == "maxItems" else -1)
        sized = replace(writer, limits={**writer.limits, "minItems": count, "maxItems": count})
        yield from self.values.of_shape(replace(sized, types=frozenset({"array"})))

    def _sized_objects(self, keyword: str, writer: Shape, reader: Shape) -> Iterator[Any]:
        bound = reader.limits.get(keyword)
        if bound is not None and bound < 2000:
            count = int(bound) + (1 if keyword == "maxProperties" else -1)
            limits = {**writer.limits, "minProperties": count, "maxProperties": count}
            yield from self.values.of_shape(replace(writer, types=frozenset({"object"}), limits=limits))

    def _objects(self, change: Change, writer: Shape, reader: Shape) -> Iterator[Any]:
        name = str(change.name)
        if change.keyword == "required":
            both = simplified(meet(writer, reader))
            for shape in (both, writer):
                without = replace(shape, types=frozenset({"object"}), required=writer.required - {name})
                wanted = replace(without, required=(shape.required | writer.required) - {name})
                yield from self.values.of_shape(wanted)
                yield from self.values.of_shape(without)
        yield from self.with_members(writer, reader, [name])

    def _variants(self, change: Change, writer: Shape) -> Iterator[Any]:
        step = change.step
        if step is None or step.old is None:
            return
        sent = self.values.with_branch(replace(writer, unions=()), step.old[1])
        yield from islice(self.values.of_shape(sent), 6)
        yield from self.fuller(sent)


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
