"""Declarations tried on values: what may come is drawn, mapped, and held against the target."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from govkit.catalog.entries.declarations import ConstantForm, Declaration, FirstForm, FunctionForm
from govkit.catalog.mapping.compiled import Run, Unmapped, made_by
from govkit.catalog.mapping.function import functions
from govkit.catalog.mapping.reach import Reached, Trail
from govkit.catalog.mapping.ways import Way
from govkit.spec.schemas.fit import Fitting
from govkit.spec.schemas.shape import Shape, Spot
from govkit.spec.schemas.standalone import Role
from govkit.spec.schemas.values import Pin

_EACH = 150
_SETTLED = 16
_RECORDS = 3
_MOST_ITEMS = 1000
_EXTREMES = (1e-11, 0.5, 10**17, -(10**17))
"""Numbers that are told in more digits than most targets take."""


@dataclass(frozen=True, slots=True)
class Source:
    """A way that a declaration reads, and what stands at its end."""

    way: Way
    reached: Reached


@dataclass(frozen=True, slots=True)
class Tried:
    """A value at a trail that has no place: what was made of it, why it is refused, a whole record with it.

    `unmapped`: nothing was made of it.
    """

    trail: Trail
    value: Any
    made: Any
    because: str
    record: Any
    unmapped: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was made of the values of some sources; the one at `index` is tried, the others are samples."""

    index: int
    values: Sequence[Any]
    made: Any
    unmapped: Sequence[Unmapped]


class Trial:
    """Tries declarations on values of a source."""

    def __init__(self, fitting: Fitting, source: Spot, *, outward: bool) -> None:
        self._fitting = fitting
        self._source = source
        self._outward = outward

    def tried(
        self,
        declared: Declaration,
        target: str,
        sources: Sequence[Source],
        targets: Sequence[Spot],
        hints: Sequence[Spot] = (),
        first: Sequence[Any] = (),
        among: Sequence[Source] | None = None,
    ) -> Tried | None:
        """A value of which a declaration makes what not all `targets` take; None where none was found.

        Without targets: a value of which it makes nothing. `hints` are schemas near whose edges values are drawn,
        beside the targets; `first` are tried first. Only values of the sources `among` are, where some are named.
        """
        trails = {source.reached.trail for source in (among if among is not None else sources)}
        takes = [self._fitting.validator(target, Role.PLAIN) for target in targets]
        for one in self.outcomes(declared, target, sources, [*hints, *targets], first, likely(declared)):
            if sources[one.index].reached.trail not in trails:
                continue
            if one.unmapped:
                if takes:
                    continue
                because, unmapped = one.unmapped[0].because, True
            elif one.made is not None and takes and not all(validator.accepts(one.made) for validator in takes):
                refusing = next(validator for validator in takes if not validator.accepts(one.made))
                because, unmapped = refusing.refusals(one.made, 1)[0].message, False
            else:
                continue
            value, trail = one.values[one.index], sources[one.index].reached.trail
            record = self._record(sources, one.values, one.index)
            return Tried(trail, value, one.made, because, record, unmapped)
        return None

    def constant(self, value: Any, targets: Sequence[Spot]) -> Tried | None:
        """A value that is made of whatever comes, where not all targets take it."""
        for target in targets:
            refusals = self._fitting.validator(target, Role.PLAIN).refusals(value, 1)
            if refusals:
                record = next(iter(self._fitting.values.some(self._source)), None)
                return Tried((), value, value, refusals[0].message, record, unmapped=False)
        return None

    def outcomes(
        self,
        declared: Declaration,
        target: str,
        sources: Sequence[Source],
        hints: Sequence[Spot],
        first: Sequence[Any] = (),
        beside: Sequence[Any] = (),
    ) -> Iterator[Outcome]:
        """What a declaration makes of values that may come, one source after the other.

        `beside` are values for the sources that are not tried, where they may come there.
        """
        make = made_by(declared, target, outward=self._outward)
        samples = [[self._sample(source, beside) for source in sources]]
        if isinstance(declared, FirstForm):  # what comes first is tried, and then what follows where it lacks
            both = zip(sources, samples[0], strict=True)
            samples.append([None if source.reached.gaps else sample for source, sample in both])
        for index, source in enumerate(sources):
            for value in self._values(source, hints, first, beside):
                for others in samples:
                    values = [*others[:index], value, *others[index + 1 :]]
                    item, record = _laid_out(sources, values)
                    run = Run(record)
                    yield Outcome(index, values, make(item, run), run.unmapped)

    def _values(
        self, source: Source, hints: Sequence[Spot], first: Sequence[Any], beside: Sequence[Any] = ()
    ) -> Iterator[Any]:
        """Values that may come at a source, none twice."""
        seen: list[Any] = []
        for spot in source.reached.spots:
            sends = self._fitting.validator(spot, Role.WRITER)
            proposed = [*first, *([] if first else islice(self._fitting.values.some(spot), 5))]
            drawn: Iterable[Any] = (
                value for hint in hints for value in islice(self._fitting.candidates(spot, hint), _EACH)
            )
            for value in (*proposed, *beside, *drawn, *_EXTREMES):
                if value is not None and value not in seen and sends.accepts(value):
                    seen.append(value)
                    yield value

    def _sample(self, source: Source, beside: Sequence[Any] = ()) -> Any:
        for value in beside:
            if any(self._fitting.validator(spot, Role.WRITER).accepts(value) for spot in source.reached.spots):
                return value
        return next((value for spot in source.reached.spots for value in self._fitting.values.some(spot)), None)

    # --------------------------------------------------------------------------------------------------------- records

    def _record(self, sources: Sequence[Source], values: Sequence[Any], index: int) -> Any:
        """A whole record with values at the ends of ways, the one at `index` above all; None where none is found."""
        sends = self._fitting.validator(self._source, Role.WRITER)
        for record in islice(self._with(self._source, sources[index].reached.trail, values[index]), _RECORDS):
            for position, source in enumerate(sources):
                if position != index and values[position] is not None:
                    _set(record, source.reached.trail, values[position])
            if sends.accepts(record):
                return record
        return None

    def short_of(self, gaps: Sequence[tuple[Trail, Sequence[Any] | None]]) -> Any:
        """A whole record with nothing at some trails, or a value of those beside it; None where none is found."""
        (gap, values), *others = gaps
        record = self.holding(gap, values) if values else self.without(gap)
        if record is None or not others:
            return record
        record = copy.deepcopy(record)
        for trail, instead in others:
            _set(record, trail, instead[0]) if instead else _remove(record, trail)
        return record if self._fitting.validator(self._source, Role.WRITER).accepts(record) else None

    def without(self, gap: Trail) -> Any:
        """A whole record in which there is nothing at a trail; None where none is found."""
        sends = self._fitting.validator(self._source, Role.WRITER)
        if not gap:
            return None
        for record in islice(self._lacking(self._source, gap), _RECORDS * 2):
            if sends.accepts(record):
                return record
        return None

    def holding(self, trail: Trail, values: Iterable[Any]) -> Any:
        """A whole record with one of some values at a trail; None where none is found."""
        sends = self._fitting.validator(self._source, Role.WRITER)
        for value in values:
            for record in islice(self._with(self._source, trail, value), _RECORDS):
                if sends.accepts(record):
                    return record
        return None

    def listing(self, reached: Reached, count: int) -> Any:
        """A whole record with so many items in a list; None where none is found, or it would be large."""
        sends = self._fitting.validator(self._source, Role.WRITER)
        for spot in reached.spots if count <= _MOST_ITEMS else ():
            for shape in islice(self._fitting.values.settled(self._fitting.shapes.of(spot)), _SETTLED):
                for item in islice(self._fitting.values.some(shape.items), 1) if shape.items else ():
                    for record in islice(self._with(self._source, reached.trail, [item] * count), _RECORDS):
                        if sends.accepts(record):
                            return record
        return None

    def _with(self, spot: Spot, trail: Trail, value: Any) -> Iterator[Any]:
        if not trail:
            yield value
            return
        for shape, below, pin in self._below(spot, trail[0]):
            for inner in islice(self._with(below, trail[1:], value), _RECORDS):
                yield from islice(self._fitting.values.of_shape(shape, pin=Pin(pin, inner)), 1)

    def _lacking(self, spot: Spot, gap: Trail) -> Iterator[Any]:
        if len(gap) > 1:
            for shape, below, pin in self._below(spot, gap[0]):
                for inner in islice(self._lacking(below, gap[1:]), _RECORDS):
                    yield from islice(self._fitting.values.of_shape(shape, pin=Pin(pin, inner)), 1)
            return
        for shape in islice(self._fitting.values.settled(self._fitting.shapes.of(spot)), _SETTLED):
            if "object" in shape.types and gap[0] not in shape.required:
                yield from islice(self._fitting.values.of_shape(replace(shape, types=frozenset({"object"}))), 1)
        for shape, below, pin in self._below(spot, gap[0]):
            if "null" in self._fitting.shapes.of(below).types:
                yield from islice(self._fitting.values.of_shape(shape, pin=Pin(pin, None)), 1)

    def _below(self, spot: Spot, step: str) -> Iterator[tuple[Shape, Spot, str | int]]:
        """The shapes in which there is something below, what there is, and how to pin it."""
        for shape in islice(self._fitting.values.settled(self._fitting.shapes.of(spot)), _SETTLED):
            if "array" in shape.types and (step == "*" or step.isdecimal()):
                index = 0 if step == "*" else int(step)
                below = shape.prefix[index] if index < len(shape.prefix) else shape.items
                yield replace(shape, types=frozenset({"array"})), below, index
            elif "object" in shape.types:
                member = self._fitting.values.member_spot(shape, step)
                if member:
                    yield replace(shape, types=frozenset({"object"})), member, step


def _laid_out(sources: Sequence[Source], values: Sequence[Any]) -> tuple[Any, Any]:
    """An item and a record in which values stand at the ends of their ways."""
    item: Any = {}
    record: dict[str, Any] = {}
    for source, value in zip(sources, values, strict=True):
        if not source.way.steps:
            item = value
        elif value is not None:
            _set(record if source.way.absolute else item, source.way.steps, value)
    return item, record


def likely(declared: Declaration) -> list[Any]:
    """Values of which the functions of a declaration are known to make something."""
    if isinstance(declared, FirstForm):
        return [value for one in declared.first for value in likely(one)]
    if not isinstance(declared, FunctionForm) or (function := functions().get(declared.with_)) is None:
        return []
    known = [value for case in function.examples if not case.refused for value in case.arguments]
    if function.asked is None or isinstance(declared.from_, str):
        return known
    constants = [one.value if isinstance(one, ConstantForm) else None for one in declared.from_[1:]]
    return [*function.asked(*constants), *known]


def _set(container: Any, steps: Sequence[str], value: Any) -> None:
    """Puts a value at the end of names, through what is there and what is not."""
    for position, step in enumerate(steps):
        last = position == len(steps) - 1
        following: Any = [] if not last and (steps[position + 1] == "*" or steps[position + 1].isdecimal()) else {}
        if isinstance(container, list):
            index = 0 if step == "*" else int(step) if step.isdecimal() else 0
            while len(container) <= index:
                container.append({} if not isinstance(following, list) else [])
            if last:
                container[index] = value
            container = container[index]
        elif isinstance(container, dict):
            if last:
                container[step] = value
            container = container.setdefault(step, following)
        else:
            return


def _remove(container: Any, steps: Sequence[str]) -> None:
    """Takes away what is at the end of names, in each item of a list."""
    step, *rest = steps
    if isinstance(container, list):
        items = container if step == "*" else container[int(step) : int(step) + 1] if step.isdecimal() else []
        for item in items if rest else []:
            _remove(item, rest)
    elif isinstance(container, dict) and step in container:
        if rest:
            _remove(container[step], rest)
        else:
            del container[step]
