"""Whether one schema takes all that another sends: proved, refuted by a value, or neither."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from govkit.spec.schemas.algebra import beyond, covered
from govkit.spec.schemas.apart import Apart
from govkit.spec.schemas.containment import Containment
from govkit.spec.schemas.digest import Digests
from govkit.spec.schemas.made import made
from govkit.spec.schemas.reading import Schema
from govkit.spec.schemas.shape import Shape, Shapes, Spot, spot_key
from govkit.spec.schemas.standalone import BudgetExceeded, Role, standalone
from govkit.spec.schemas.validators import Validator
from govkit.spec.schemas.values import Values, drawn_from, text_of_length

_ALGEBRA_NODES = 150
_CANDIDATES = 120
_SETTLED = 16

NOT_NULL: Schema = {"type": ["array", "boolean", "number", "object", "string"], "allOf": [{}]}
"""Whatever is not null. The empty part keeps it from being read as an object of any form, which a writer may fill."""


@dataclass(frozen=True, slots=True)
class Fit:
    """`holds` is None where neither is shown; else a value that the writer may send and the reader refuses, and why."""

    holds: bool | None
    value: Any = None
    because: str = ""


class Fitting:
    """Holds schemas against each other; what is asked twice is answered once.

    The writer sends what it declares and nothing else, the reader refuses what it does not know.
    """

    def __init__(self) -> None:
        self.shapes = Shapes()
        self.values = Values(self.shapes, closed=True)
        self._apart = Apart(self.values)
        self._proof = Containment(self.shapes, Digests(), closed=True, tolerant=False)
        self._known: dict[tuple[tuple[int, ...], tuple[int, ...]], tuple[Spot, Spot, Fit]] = {}
        self._validators: dict[tuple[tuple[int, ...], Role], tuple[Spot, Validator]] = {}
        self._not_null = made(NOT_NULL)

    def present(self, spot: Spot) -> Spot:
        """What a spot says of values that are not null."""
        return (*spot, *self._not_null) if "null" in self.shapes.of(spot).types else spot

    def of(self, writer: Spot, reader: Spot) -> Fit:
        """Whether the reader takes all that the writer sends."""
        key = spot_key(writer), spot_key(reader)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = (writer, reader, self._fit(writer, reader))
        return known[2]

    def _fit(self, writer: Spot, reader: Spot) -> Fit:
        if self.proved(writer, reader):
            return Fit(True)
        sends, takes = self.validator(writer, Role.WRITER), self.validator(reader, Role.PLAIN)
        for value in self.candidates(writer, reader):
            if sends.accepts(value) and not takes.accepts(value):
                return Fit(False, value, takes.refusals(value, 1)[0].message)
        return Fit(None, because="could be neither shown nor proved")

    def proved(self, writer: Spot, reader: Spot) -> bool:
        """Whether it is proved that the reader takes all."""
        if self._proof.proved(writer, reader):
            return True
        sides = self._written(writer, reader)
        return sides is not None and covered(*sides) is True

    def candidates(self, writer: Spot, reader: Spot) -> Iterator[Any]:
        """Values of the writer's that the reader may refuse, likeliest first."""
        asked = self.shapes.of(reader)
        yield from islice(self._proposed(self.shapes.of(writer), asked), _CANDIDATES)
        sides = self._written(writer, reader)
        difference = beyond(*sides) if sides is not None else None
        if difference is not None:
            yield from drawn_from(difference)

    def _proposed(self, writer: Shape, reader: Shape) -> Iterator[Any]:
        if writer.enum is not None:
            yield from writer.enum
            return
        for settled in islice(self.values.settled(writer), _SETTLED):
            if "string" in settled.types:
                for keyword, step in (("maxLength", 1), ("minLength", -1)):
                    if keyword in reader.limits and reader.limits[keyword] + step >= 0:
                        yield from islice(text_of_length(settled, int(reader.limits[keyword]) + step), 3)
            yield from islice(self._apart.varied(settled, reader), _CANDIDATES // 2)

    def validator(self, spot: Spot, role: Role) -> Validator:
        """The compiled validator of a spot."""
        key = spot_key(spot), role
        known = self._validators.get(key)
        if known is None:
            known = self._validators[key] = (spot, Validator(standalone(spot, role)))
        return known[1]

    @staticmethod
    def _written(writer: Spot, reader: Spot) -> tuple[Schema, Schema] | None:
        try:
            return (
                standalone(writer, Role.WRITER, budget=_ALGEBRA_NODES),
                standalone(reader, Role.PLAIN, budget=_ALGEBRA_NODES),
            )
        except BudgetExceeded:
            return None
