"""What is known of reconciliations: their runs, how agreement went, and the differences that stand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from govkit.sync.reconciling.findings import STANDING, Figures, Kind, State
from govkit.sync.reconciling.keeping import DONE
from govkit.sync.store.tables import DIFFERENCES, RECONCILED
from govkit.sync.store.texts import as_value


@dataclass(frozen=True, slots=True)
class Ran:
    """A run: `figures` are there where it was done, `note` says why it failed."""

    id: int
    reconciliation: str
    state: str
    started_by: str
    started_at: float
    finished_at: float | None
    note: str | None
    figures: Figures | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A difference as it stands."""

    id: int
    reconciliation: str
    system: str
    object: str
    field: str
    kind: str
    state: str
    record: str
    local: str | None
    expected: str | None
    found: str | None
    detail: str | None
    first_seen: float
    last_seen: float
    event: int | None
    repairs: int
    closed_at: float | None
    closed_by: str | None
    is_repairable: bool

    @property
    def what(self) -> str:
        """What differs, in words: the field, or what is wrong with the object."""
        if self.field and self.kind != Kind.DOUBLE:
            return self.field
        return WORDS.get(self.kind, self.kind)

    @property
    def stands(self) -> str:
        """Where it stands, in words."""
        if self.state == State.OPEN:
            return "repairable" if self.is_repairable else "for people"
        said = {
            State.SENT.value: f"repair on the way (event {self.event})",
            State.FLAPPING.value: f"came back {self.repairs} times",
        }
        return said.get(self.state, self.state)


WORDS: Mapping[str, str] = {
    "absent": "not there",
    "extra": "unknown to record",
    "double": "maybe twice",
}


def runs(connection: Connection, name: str | None = None, most: int = 200) -> list[Ran]:
    """The last runs of one reconciliation, or of all, the newest first."""
    asked = sa.select(RECONCILED).order_by(RECONCILED.c.id.desc()).limit(most)
    if name is not None:
        asked = asked.where(RECONCILED.c.reconciliation == name)
    return [_ran(row) for row in connection.execute(asked)]


def last_done(connection: Connection, name: str) -> Ran | None:
    """The last run that was done; None where none was."""
    asked = sa.select(RECONCILED).where(RECONCILED.c.reconciliation == name, RECONCILED.c.state == DONE)
    row = connection.execute(asked.order_by(RECONCILED.c.id.desc()).limit(1)).first()
    return _ran(row) if row is not None else None


def _ran(row: Row[tuple[object, ...]]) -> Ran:
    figures = Figures.parse(as_value(row.figures)) if row.figures is not None else None
    return Ran(
        row.id, row.reconciliation, row.state, row.started_by, row.started_at, row.finished_at, row.note, figures
    )


def differences(connection: Connection, name: str, states: Sequence[str] = STANDING) -> list[Listed]:
    """The differences of a reconciliation in some states, as they came."""
    rows = list(_asked(connection, DIFFERENCES.c.reconciliation == name, DIFFERENCES.c.state.in_(states)))
    repairable = {(row.system, row.object) for row in rows if row.has_body}
    return [_listed(row, repairable) for row in rows]


def read_differences(connection: Connection, name: str, numbers: Sequence[int]) -> list[Listed]:
    """Those of the differences of a reconciliation that stand which have one of these numbers, as they came."""
    rows = list(_asked(connection, DIFFERENCES.c.id.in_(numbers))) if numbers else []
    known = DIFFERENCES.c
    of_these = (known.reconciliation == name, known.object.in_({row.object for row in rows}))
    asked = sa.select(known.system, known.object).where(*of_these, known.state.in_(STANDING), known.body.is_not(None))
    repairable = {(row.system, row.object) for row in connection.execute(asked)} if rows else set()
    return [_listed(row, repairable) for row in rows]


_NAMES = tuple(one for one in Listed.__dataclass_fields__ if one != "is_repairable")


def _asked(connection: Connection, *which: sa.ColumnElement[bool]) -> Iterable[Row[Any]]:
    has_body = DIFFERENCES.c.body.is_not(None).label("has_body")
    asked = sa.select(*(DIFFERENCES.c[one] for one in _NAMES), has_body).where(*which)
    return connection.execute(asked.order_by(DIFFERENCES.c.id))


def _listed(row: Row[Any], repairable: Collection[tuple[str, str]]) -> Listed:
    said = {one: getattr(row, one) for one in _NAMES}
    return Listed(**said, is_repairable=(row.system, row.object) in repairable)


_RANKS = {Kind.SEVERAL: 0, Kind.ABSENT: 1, Kind.EXTRA: 2, Kind.UNFIT: 3, Kind.DOUBLE: 5}


def urgency(
    figures: Figures | None, is_flapping: bool, kind: str, system: str, field: str
) -> tuple[bool, int, float, str, str]:
    """By what differences are in order: what people must settle, objects that are not there, where least agrees."""
    known = figures.systems.get(system) if figures is not None else None
    of = known.fields.get(field) if known is not None else None
    agreement = of.equal / of.both if of is not None and of.both else 1.0
    return (not is_flapping, _RANKS.get(Kind(kind), 4), agreement, system, field)


def worst_first(found: Sequence[Listed], figures: Figures | None) -> list[Listed]:
    """Differences in the order of `urgency`, those of one seen first before later ones."""

    def rank(one: Listed) -> tuple[Any, ...]:
        is_flapping = one.state == State.FLAPPING
        return (*urgency(figures, is_flapping, one.kind, one.system, one.field), one.first_seen, one.object)

    return sorted(found, key=rank)
