"""Whether a platform takes a body that people mended: by the contract of its version, and by whose the record is.

A mended body leaves as people wrote it, past the mappings: so it is held here against what these would have held it to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from govkit.catalog.entries import EntitySpec, Entry, names_field
from govkit.catalog.mapping.check import ENVELOPE
from govkit.catalog.mapping.trails import component_trails, meets
from govkit.catalog.workflows.contracts import Called, Contracts
from govkit.catalog.workflows.model import Body, OperationCall
from govkit.catalog.workflows.setting import Known
from govkit.spec.expressions.templates import Fixed, Members, Template
from govkit.spec.schemas.shape import Spot
from govkit.spec.schemas.standalone import BudgetExceeded, Role, Standalone
from govkit.spec.schemas.validators import Refusal, Validator
from govkit.sync.exceptions.diffs import Difference, Path, pointer_of
from govkit.sync.exceptions.listing import Listed
from govkit.sync.exceptions.ways import call_at
from govkit.sync.running.pins import Pin, Pins
from govkit.sync.store.tables import RUNS
from govkit.sync.store.texts import as_text
from govkit.sync.values import MISSING, Json

LONGEST = 256 * 1024
"""Characters of a body that is mended."""
DEEPEST = 100
"""Levels of nesting that it may have."""
MOST = 20_000
"""Values that it may have."""

_TOLD = 3
_BUDGET = 100_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of a mended body: `takes` who takes it, else `refused` where it is wrong and why."""

    refused: str = ""
    takes: str = ""


def measured(body: Json) -> str:
    """Why a body is none that people mend, whatever its contract says; empty where it is one."""
    count, level = 0, [body]
    for _ in range(DEEPEST + 1):
        count += len(level)
        if count > MOST:
            return f"the body has more than {MOST:,} values"
        level = [inner for one in level if isinstance(one, dict | list) for inner in _inner(one)]
        if not level:
            return "" if len(as_text(body)) <= LONGEST else f"the body is longer than {LONGEST // 1024} KiB"
    return f"the body nests deeper than {DEEPEST} levels"


class Mending:
    """Holds mended bodies against the contracts of an estate."""

    def __init__(self, contracts: Contracts) -> None:
        self._contracts = contracts
        self._estate = contracts.estate
        self._known = Known()
        self._pins = Pins()
        self._validators: dict[tuple[str, str, str], tuple[Validator | None, Validator | None]] = {}

    def __call__(
        self, connection: Connection, one: Listed, before: Json, after: Json, changed: Sequence[Difference]
    ) -> Verdict:
        """Whether the call that an exception is about may be sent with another body.

        Raises InputError where nobody knows any more what its run runs.
        """
        digest = connection.execute(sa.select(RUNS.c.pin).where(RUNS.c.id == one.run)).scalar_one()
        return self.verdict(self._pins.get(connection, digest), one.step, before, after, changed)

    def verdict(self, pin: Pin, place: str, before: Json, after: Json, changed: Sequence[Difference]) -> Verdict:
        """The same for the call at a place of what a run runs. Raises InputError where that is not understood."""
        call = call_at(pin, place)
        if call is None:
            return Verdict(f"{place} is no call of an operation: there is no request to mend")
        name = pin.sources.get(call.operation.source, call.operation.source)
        called = self._called(name, call)
        if called is None:
            return Verdict(f"the estate has no {name} with an operation `{call.operation.id}` any more: who could tell")
        media = call.body.media_type if call.body is not None else "application/json"
        declared = called.operation.body
        if declared is None or (declared.content and media not in declared.content):
            return Verdict(f"{name} {called.name} takes no body" + ("" if declared is None else f" of {media}"))
        spot = self._contracts.request(called, media)
        if spot is None:
            return Verdict(takes=f"{name} {called.name} says nothing of its body")
        unfit = self._unfit((name, call.operation.id, media), spot, before, after)
        if unfit:
            return Verdict(f"{name} {called.name} does not take it: {unfit}")
        foreign = self._foreign(pin, call, called, spot, changed)
        return Verdict(foreign) if foreign else Verdict(takes=f"{name} {called.name} takes it")

    def _called(self, name: str, call: OperationCall) -> Called | None:
        version = next((one for one in self._estate.versions() if one.name == name), None)
        operation = self._contracts.operations(version).get(call.operation.id) if version is not None else None
        return Called(version, operation) if version is not None and operation is not None else None

    # ----------------------------------------------------------------------------------------------------------- schema

    def _unfit(self, name: tuple[str, str, str], spot: Spot, before: Json, after: Json) -> str:
        """Why the schema does not take a body; empty where it does.

        A member that the schema does not know is refused where people put it in: most are slips of the pen.
        """
        if name not in self._validators:
            self._validators[name] = self._compiled(spot, Role.PLAIN), self._compiled(spot, Role.WRITER)
        plain, writer = self._validators[name]
        if plain is None or writer is None:
            return "its schema is too large to hold a body against"
        if after is MISSING:
            return "a body is required"
        found = plain.refusals(after)
        if not found and not writer.accepts(after):
            known = () if before is MISSING else writer.refusals(before)
            found = [one for one in writer.refusals(after) if one not in known]
        return _told(found)

    @staticmethod
    def _compiled(spot: Spot, role: Role) -> Validator | None:
        def document() -> dict[str, Json]:
            return Standalone(role, budget=_BUDGET).document(spot)

        try:
            return Validator(document(), document)
        except (BudgetExceeded, ValueError, RecursionError):
            return None

    # ---------------------------------------------------------------------------------------------------------- records

    def _foreign(self, pin: Pin, call: OperationCall, called: Called, spot: Spot, changed: Sequence[Difference]) -> str:
        """The first field whose record is another system, and that the workflow does not send; empty where none is."""
        contract, system = called.operation.contract, str(called.version.api.spec.system)
        for path in (path for one in changed for path in _leaves(one)):
            trail = tuple("*" if isinstance(part, int) else part for part in path)
            places = component_trails(contract, self._known.fitting, spot, trail)
            if call.body is not None and self._sends(pin, call.body, path, places):
                continue
            for entity, field in self._canonical(called.api, places):
                records = entity.spec.records_of(field)
                if system not in records:
                    where = pointer_of(path)
                    return f"`{where}` is `{entity.name}/{field}`, whose record is {records[0]}: it is mended there"
        return ""

    def _sends(self, pin: Pin, body: Body, path: Path, places: set[tuple[str, str]]) -> bool:
        """Whether the workflow sends what is at a path by itself: as it is written, or by a mapping."""
        way = tuple(map(str, path))
        if any(way[: len(one.target)] == one.target for one in body.replacements):
            return True
        for use in body.mappings:
            if way[: len(use.into)] == use.into:
                write = pin.estate.mappings.get(use.write)
                fields = self._known.fields_of(write) if write is not None else []
                return any(_is_at(ways, places) for _, ways in fields)
        return _is_written(body.payload.made, way)

    def _canonical(self, api: str, places: set[tuple[str, str]]) -> Iterator[tuple[Entry[EntitySpec], str]]:
        """The canonical fields that a place of an API is, but for those that each system has its own of."""
        for mapping in self._estate.mappings.values():
            entity = self._estate.entities.get(mapping.spec.entity.name)
            if entity is None or mapping.spec.api.name != api:
                continue
            spec = mapping.spec
            written = spec.write.schema_ if spec.write is not None else spec.schema_
            for field, ways in self._known.fields_of(mapping):
                # What is read and what is written call the same thing by the same name.
                twins = [(written, rest) for schema, rest in ways if schema == spec.schema_]
                if field.split("/")[0] in ENVELOPE or not _is_at([*ways, *twins], places):
                    continue
                if not any(one.per_system and names_field((name,), field) for name, one in entity.spec.fields.items()):
                    yield entity, field


def _is_at(ways: Iterable[tuple[str, str]], places: set[tuple[str, str]]) -> bool:
    """Whether one of some ways, each a component and the rest, leads to a place."""
    below = {name for name, path in places if path}
    return any(schema in below and meets(places, schema, rest) for schema, rest in ways)


def _is_written(template: Template, way: Path) -> bool:
    """Whether a template has a value at a way: one that is computed has all that is below it."""
    for part in way:
        if not isinstance(template, Members):
            break
        if part not in template.members:
            return False
        template = template.members[str(part)]
    return not (isinstance(template, Fixed) and template.value is None)


def _leaves(one: Difference) -> Iterator[Path]:
    """The paths of all values in which a difference consists."""
    for side in (one.was, one.becomes):
        if side is not MISSING:
            yield from _paths(side, one.path)


def _paths(value: Json, path: Path) -> Iterator[Path]:
    inner: Iterable[tuple[str | int, Json]] = ()
    if isinstance(value, dict):
        inner = value.items()
    elif isinstance(value, list):
        inner = enumerate(value)
    below = [found for name, one in inner for found in _paths(one, (*path, name))]
    yield from below or (path,)


def _inner(value: Json) -> Iterable[Json]:
    return value.values() if isinstance(value, dict) else value


def _told(refusals: Sequence[Refusal]) -> str:
    """Where a body is wrong, and why, the first places of it."""
    said = [f"{pointer_of(one.path) or 'the whole body'}: {one.message[:300]}" for one in refusals[:_TOLD]]
    more = len(refusals) - _TOLD
    return "; ".join([*said, *([f"and {more} more"] if more > 0 else [])])
