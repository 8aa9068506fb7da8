"""The writes that concern an object, or one of them, with where each value came from and what became of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from govkit.errors import InputError, UsageError
from govkit.sync.exceptions import audit
from govkit.sync.exceptions.ways import call_at
from govkit.sync.identity.listing import listed
from govkit.sync.lineage.origins import Kept, Tracing
from govkit.sync.lineage.values import Values, Written
from govkit.sync.running.pins import Pin, Pins
from govkit.sync.running.places import stands
from govkit.sync.store.states import EffectState
from govkit.sync.store.tables import EFFECTS, EVENTS, EXCEPTIONS, LINKS, RUNS
from govkit.sync.store.texts import as_text, as_value
from govkit.sync.values import Json

Journal: TypeAlias = Callable[[int, int], Mapping[str, Mapping[str, Json]]]
"""What the stretches of a run did, by place: the run, and how many stretches it had."""

_MOST = 200
_LATER = 20
_NAMES = re.compile(r"(?:id|externalIds)(?:/|$)")
"""Canonical fields that say who an object is; others may name objects that it refers to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """A person changed what was sent: who, when, and the lines that differ."""

    by: str
    at: float
    exception: int | None
    before: Json
    diff: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """One write. `later` are the numbers of those that wrote the same object of the system again, the last first."""

    number: int
    key: str
    system: str
    api: str
    operation: str
    step: str
    state: str
    status: int | None
    tries: int
    first_sent_at: float
    last_sent_at: float
    decided_at: float | None
    decided_by: str | None
    resource: str | None
    undoes: str | None
    event: Mapping[str, Any] | None
    run: Mapping[str, Any] | None
    values: tuple[Written, ...]
    mended: tuple[Mended, ...] = ()
    decided: str | None = None
    undone_by: int | None = None
    later: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """What was asked, all that the object is called, its writes, the last first, and what is not there any more."""

    about: str
    identifiers: tuple[str, ...]
    writes: tuple[Write, ...]
    notes: tuple[str, ...] = ()


class Tracer:
    """Looks into one database. `journal` knows what calls answered."""

    def __init__(self, connection: Connection, journal: Journal) -> None:
        self._connection = connection
        self._journal = journal
        self._pins = Pins()

    def effect(self, name: str) -> Lineage:
        """The lineage of a write, by its number or its key. Raises UsageError where there is none."""
        is_number = name.isascii() and name.isdecimal() and len(name) < 19
        condition = EFFECTS.c.id == int(name) if is_number else EFFECTS.c.key == name
        row = self._connection.execute(sa.select(EFFECTS).where(condition)).first()
        if row is None:
            raise UsageError(
                f"there is no write {name!r}",
                hint="`govkit sync timeline` shows the numbers of writes; what retention has taken away is gone",
            )
        return Lineage(about=f"write {row.id}", identifiers=(), writes=tuple(self._writes([row])))

    def object(self, entity: str, identifier: str, field: str | None = None, system: str | None = None) -> Lineage:
        """The lineage of all that was written about an object, by any of its identifiers, narrowed to a field."""
        local = identifier.split(":", 2)[2] if identifier.count(":") >= 2 else identifier
        objects = listed(self._connection, entity=entity, own=local)
        names = list(dict.fromkeys([local, *(_own(one) for each in objects for one in each.identifiers)]))
        rows = self._found(names, system)
        writes = [one for one in self._writes(rows) if self._concerns(one, entity, names)]
        if field is not None:
            writes = [narrowed for one in writes if (narrowed := _narrowed(one, field)).values]
        called = tuple(dict.fromkeys(one for each in objects for one in each.identifiers))
        return Lineage(
            about=f"{entity} {identifier}" + (f", {field}" if field else ""),
            identifiers=called,
            writes=tuple(writes[:_MOST]),
            notes=tuple(self._gone(entity, objects)) + _more(len(writes)),
        )

    # ----------------------------------------------------------------------------------------------------- which writes

    def _found(self, names: Sequence[str], system: str | None) -> list[Row[Any]]:
        """Writes of which the request or the answer has one of some names as a value, the last first."""
        known = EFFECTS.c
        texts = [as_text(name) for name in names]
        named = [column.contains(text, autoescape=True) for column in (known.request, known.answer) for text in texts]
        asked = sa.select(EFFECTS).where(sa.or_(*named, known.resource.in_(names)))
        if system is not None:
            asked = asked.where(known.system == system)
        return list(self._connection.execute(asked.order_by(known.last_sent_at.desc(), known.id.desc())))

    def _concerns(self, one: Write, entity: str, names: Sequence[str]) -> bool:
        """Whether a write is about the object: it wrote the entity by a mapping, or no entity and was sent to it."""
        entities = {value.field.partition("/")[0] for value in one.values if value.field}
        if entities and entity not in entities:
            return False
        is_named = any(
            value.value in names
            for value in one.values
            if not entities or not value.pointer.startswith("/") or _NAMES.match(value.field.partition("/")[2])
        )
        return one.resource in names or is_named

    def _gone(self, entity: str, objects: Iterable[Any]) -> Iterator[str]:
        """Writes that said who the object is, and that are not kept any more."""
        goldens = [one.golden for one in objects]
        asked = sa.select(LINKS.c.by).where(
            LINKS.c.entity == entity,
            LINKS.c.golden.in_(goldens),
            LINKS.c.by.like("gk-%"),
            ~sa.exists().where(EFFECTS.c.key == LINKS.c.by),
        )
        count = len(set(self._connection.execute(asked).scalars()))
        if count:
            yield f"{count} earlier writes linked it, and are not kept any more: retention took them away (`sync.keep`)"

    # -------------------------------------------------------------------------------------------------------- one write

    def _writes(self, rows: Sequence[Row[Any]]) -> Iterator[Write]:
        for row in rows:
            yield self._write(row)

    def _write(self, row: Row[Any]) -> Write:
        event = self._one(EVENTS, EVENTS.c.seq == row.event)
        run = self._one(RUNS, RUNS.c.id == row.run)
        notes: list[str] = []
        if event is None or run is None:
            notes.append("its event and its run are not kept any more: only what was sent is known")
        mended = tuple(self._mended(row))
        values = self._values(row, event, run, notes) if event is not None and run is not None else ()
        undone = self._connection.execute(sa.select(EFFECTS.c.id).where(EFFECTS.c.undoes == row.key)).scalar()
        return Write(
            number=row.id, key=row.key, system=row.system, api=row.api, operation=row.operation, step=row.step,
            state=row.state, status=row.status, tries=row.tries, first_sent_at=row.first_sent_at,
            last_sent_at=row.last_sent_at, decided_at=row.decided_at, decided_by=row.decided_by, resource=row.resource,
            undoes=row.undoes, event=event, run=run, values=tuple(values), mended=mended, decided=self._decided(row),
            undone_by=undone, later=tuple(self._later(row)), notes=tuple(notes),
        )  # fmt: skip

    def _one(self, table: sa.Table, condition: sa.ColumnElement[bool]) -> Mapping[str, Any] | None:
        row = self._connection.execute(sa.select(table).where(condition)).first()
        return None if row is None else dict(row._mapping)

    def _values(
        self, row: Row[Any], event: Mapping[str, Any], run: Mapping[str, Any], notes: list[str]
    ) -> list[Written]:
        try:
            pin = self._pins.get(self._connection, run["pin"])
            call = call_at(pin, row.step)
        except InputError as error:
            notes.append(error.message)
            return []
        if call is None:
            notes.append(f"{row.step} is no step of the workflow that the run has now: it was pinned anew since")
            return []
        journal = self._journal(row.run, run["stretch"])
        if not journal:
            notes.append("what earlier calls of the run answered is not kept any more")
        kept = Kept(as_value(event["body"]), journal, row.last_sent_at)
        return self._of_pin(pin, row, kept).of(call, as_value(row.request))

    @staticmethod
    def _of_pin(pin: Pin, row: Row[Any], kept: Kept) -> Values:
        return Values(pin, Tracing(pin, stands(pin, row.step), kept), kept)

    # ------------------------------------------------------------------------------------------------ what became of it

    def _mended(self, row: Row[Any]) -> Iterator[Mended]:
        known = EXCEPTIONS.c
        asked = sa.select(known.id, known.request).where(known.run == row.run, known.step == row.step)
        before = {each.id: as_value(each.request) for each in self._connection.execute(asked)}
        for act in audit.entries(self._connection, run=row.run):
            if act.action == "mend" and act.exception in before:
                request = before[act.exception]
                body = request.get("body") if isinstance(request, dict) else None
                diff = tuple(map(str, act.detail.get("diff", ())))
                yield Mended(by=act.actor, at=act.at, exception=act.exception, before=body, diff=diff)

    def _decided(self, row: Row[Any]) -> str | None:
        """Who said what became of it, where a person did."""
        if row.decided_by != "person":
            return None
        acts = audit.entries(self._connection, run=row.run)
        return next((one.actor for one in reversed(acts) if one.detail.get("effect") == row.key), None)

    def _later(self, row: Row[Any]) -> Iterator[int]:
        """Writes of the same object of the system that were done after it, by whichever run.

        An answer may be called as the answers for other objects are: an operation names the object that it is sent to.
        """
        if row.resource is None:
            return
        known = EFFECTS.c
        asked = sa.select(known.id, known.operation, known.request).where(
            known.system == row.system,
            known.resource == row.resource,
            known.state == EffectState.COMMITTED,
            sa.or_(
                known.last_sent_at > row.last_sent_at,
                sa.and_(known.last_sent_at == row.last_sent_at, known.id > row.id),
            ),
            sa.or_(known.undoes.is_(None), known.undoes != row.key),
        )
        named = _parameters(row.request)
        for one in self._connection.execute(asked.order_by(known.last_sent_at.desc(), known.id.desc()).limit(_LATER)):
            others = _parameters(one.request)
            if one.operation != row.operation or all(others.get(name, value) == value for name, value in named.items()):
                yield int(one.id)


def _parameters(request: str) -> Mapping[str, Json]:
    found = as_value(request).get("parameters")
    return found if isinstance(found, dict) else {}


def _own(identifier: str) -> str:
    return identifier.split(":", 2)[-1]


def _narrowed(one: Write, field: str) -> Write:
    """A write with the values of one field alone: a canonical one, or one of the API by its pointer."""
    wanted = field.strip("/")

    def is_meant(value: Written) -> bool:
        canonical = value.field.partition("/")[2]
        names = (value.field, canonical, value.pointer.strip("/"), value.pointer.partition(" ")[2])
        return any(name == wanted or name.startswith(f"{wanted}/") for name in names if name)

    return replace(one, values=tuple(value for value in one.values if is_meant(value)))


def _more(count: int) -> tuple[str, ...]:
    return (f"{count - _MOST} earlier writes are not shown: --field and --system narrow them",) * (count > _MOST)
