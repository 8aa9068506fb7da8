"""Differences that stand, counted, searched and cut into pages by the database, the worst first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from govkit.sync.reconciling.findings import STANDING, Figures, Kind, State
from govkit.sync.reconciling.listing import WORDS, Listed, read_differences, urgency
from govkit.sync.store.tables import DIFFERENCES
from govkit.sync.store.words import has_words, in_order


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heap:
    """Differences of one urgency: what tells them, and how many they are."""

    flapping: bool
    kinds: tuple[str, ...]
    system: str
    field: str
    count: int

    @property
    def conditions(self) -> list[sa.ColumnElement[bool]]:
        """As conditions of a statement."""
        known = DIFFERENCES.c
        is_flapping = known.state == State.FLAPPING
        return [
            is_flapping if self.flapping else ~is_flapping,
            known.kind.in_(self.kinds),
            known.system == self.system,
            known.field == self.field,
        ]


class Standing:
    """The differences of a reconciliation that stand; `words`, which are folded, and a system narrow them."""

    def __init__(
        self,
        connection: Connection,
        name: str,
        figures: Figures | None,
        *,
        system: str = "",
        words: Sequence[str] = (),
    ) -> None:
        self._connection = connection
        self._name = name
        self._figures = figures
        self._mine = [DIFFERENCES.c.reconciliation == name, DIFFERENCES.c.state.in_(STANDING)]
        self._narrowed = [*self._mine, *([DIFFERENCES.c.system == system] if system else [])]
        self._has = has_words(connection, self._texts() if words else (), words)
        self._heaps = self._heaped()

    @property
    def systems(self) -> list[str]:
        """The systems of all of them."""
        asked = sa.select(DIFFERENCES.c.system).where(*self._mine).distinct()
        return sorted(self._connection.execute(asked).scalars())

    @property
    def all(self) -> int:
        """How many there are, whatever their words."""
        asked = sa.select(sa.func.count()).select_from(DIFFERENCES).where(*self._narrowed)
        return int(self._connection.execute(asked).scalar_one())

    @property
    def total(self) -> int:
        """How many have the words."""
        return sum(one.count for one in self._heaps)

    def cut(self, start: int, size: int) -> list[Listed]:
        """Some of them, the worst first."""
        known = DIFFERENCES.c
        order = (known.first_seen, in_order(self._connection, known.object), known.id)
        numbers: list[int] = []
        for heap in self._heaps:
            if start < heap.count and size > 0:
                asked = sa.select(known.id).where(*self._narrowed, *self._has, *heap.conditions)
                part = self._connection.execute(asked.order_by(*order).limit(size).offset(start)).scalars().all()
                numbers += part
                size -= len(part)
            start = max(0, start - heap.count)
        found = {one.id: one for one in read_differences(self._connection, self._name, numbers)}
        return [found[number] for number in numbers if number in found]

    def _heaped(self) -> list[_Heap]:
        """All of them by what puts them in order but for moments and names, the worst first."""
        known = DIFFERENCES.c
        is_flapping = sa.case((known.state == State.FLAPPING, 1), else_=0)
        keys = (is_flapping.label("flapping"), known.kind, known.system, known.field)
        asked = sa.select(*keys, sa.func.count().label("number")).where(*self._narrowed, *self._has)
        heaps: dict[tuple[Any, ...], list[Any]] = {}
        for row in self._connection.execute(asked.group_by(*keys)):
            rank = urgency(self._figures, bool(row.flapping), row.kind, row.system, row.field)
            heaps.setdefault(rank, []).append(row)
        return [
            _Heap(
                flapping=bool(several[0].flapping),
                kinds=tuple(row.kind for row in several),
                system=several[0].system,
                field=several[0].field,
                count=sum(int(row.number) for row in several),
            )
            for _, several in sorted(heaps.items(), key=lambda pair: pair[0])
        ]

    def _texts(self) -> tuple[sa.ColumnElement[Any], ...]:
        """All that is shown of one, as texts."""
        known = DIFFERENCES.c
        is_of_field = sa.and_(known.field != "", known.kind != Kind.DOUBLE)
        kinds = [(known.kind == kind, said) for kind, said in WORDS.items()]
        what = sa.case((is_of_field, known.field), *kinds, else_=known.kind)
        other = DIFFERENCES.alias("other")
        has_body = sa.exists().where(
            other.c.reconciliation == known.reconciliation, other.c.object == known.object,
            other.c.system == known.system, other.c.state.in_(STANDING), other.c.body.is_not(None),
        )  # fmt: skip
        event = sa.func.coalesce(sa.cast(known.event, sa.Text), "None")
        stands = sa.case(
            (sa.and_(known.state == State.OPEN, has_body), "repairable"),
            (known.state == State.OPEN, "for people"),
            (known.state == State.SENT, sa.literal("repair on the way (event ").concat(event).concat(")")),
            (
                known.state == State.FLAPPING,
                sa.literal("came back ").concat(sa.cast(known.repairs, sa.Text)).concat(" times"),
            ),
            else_=known.state,
        )
        return (known.system, known.object, what, known.local, known.expected, known.found, stands)


def count(connection: Connection, name: str) -> int:
    """How many differences of a reconciliation stand."""
    mine = (DIFFERENCES.c.reconciliation == name, DIFFERENCES.c.state.in_(STANDING))
    return int(connection.execute(sa.select(sa.func.count()).select_from(DIFFERENCES).where(*mine)).scalar_one())
