"""The ways that values go in an estate: from APIs into entities by mappings, and on into APIs by workflows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from govkit.catalog.mapping.lineage import is_copy, lines_of
from govkit.portal.reference.uses import writes_of
from govkit.portal.state import State


@dataclass(frozen=True, slots=True, order=True)
class Station:
    """Where values are: an `entity`, or a version of an `api` (`billing@3.0.0`)."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True, order=True)
class Carrier:
    """What brings values on: a `workflow`, or a `mapping` by itself; `by` is the mapping by which a workflow does."""

    kind: str
    name: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """A field that is made of fields: `start` and `end` are fields of the stations, `entity` the one they are of."""

    carrier: Carrier
    before: Station
    start: tuple[str, ...]
    after: Station
    end: tuple[str, ...]
    entity: str
    how: str = ""
    copied: bool = False


@dataclass
class Ways:
    """All ways of an estate, by the station that they end at, and by the one that they start from."""

    to: dict[Station, list[Way]] = field(default_factory=lambda: defaultdict(list))
    of: dict[Station, list[Way]] = field(default_factory=lambda: defaultdict(list))

    def add(self, way: Way) -> None:
        """Notes a way."""
        self.to[way.after].append(way)
        self.of[way.before].append(way)


def ways_of(state: State) -> Ways:
    """The ways of the estate, found once."""

    def make() -> Ways:
        found = Ways()
        for way in (*_read(state), *_written(state)):
            found.add(way)
        return found

    return state.kept("ways", make)


def _read(state: State) -> Iterator[Way]:
    for mapping in state.estate.mappings.values():
        spec = mapping.spec
        api, entity = Station("api", f"{spec.api.name}@{spec.api.version}"), Station("entity", spec.entity.name)
        owner = state.estate.apis.get(spec.api.name)
        known = state.estate.entities.get(spec.entity.name)
        for line in lines_of(spec):
            if line.api and not line.outward:
                copied = is_copy(spec, line.field) and (
                    known is None or owner is None or str(owner.spec.system) not in known.spec.records_of(line.field)
                )
                carrier = Carrier("mapping", mapping.name)
                yield Way(carrier, api, line.api, entity, (line.field,), entity.name, line.how, copied)


def _written(state: State) -> Iterator[Way]:
    """What workflows write by mappings, and what mappings could write that no workflow uses for that."""
    writing: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for touch in writes_of(state):
        writing[touch.mapping, touch.field][touch.version].add(touch.workflow)
    for mapping in state.estate.mappings.values():
        spec = mapping.spec
        entity = Station("entity", spec.entity.name)
        for line in lines_of(spec):
            if not line.outward:
                continue
            uses = writing.get((mapping.name, f"{entity.name}/{line.field}"), {})
            carriers = [
                (Carrier("workflow", workflow, mapping.name), version)
                for version, workflows in sorted(uses.items())
                for workflow in sorted(workflows)
            ]
            for carrier, version in carriers or [
                (Carrier("mapping", mapping.name), f"{spec.api.name}@{spec.api.version}")
            ]:
                after = Station("api", version)
                yield Way(carrier, entity, (line.field,), after, line.api, entity.name, line.how)


# ---------------------------------------------------------------------------------------------------------------- walks


Fields = frozenset[tuple[str, str]] | None
"""Fields of a station, each with the entity that it is of; None for all."""

MOST = 400
"""Hops of which a walk tells."""


@dataclass(frozen=True, slots=True)
class Hop:
    """What one carrier brings from one station to another, so many steps away; `pairs` are fields: of which, how, what.

    `again`: the station that it leads to was met before, and is not followed twice.
    """

    step: int
    carrier: Carrier
    before: Station
    after: Station
    pairs: tuple[tuple[tuple[str, ...], str, tuple[str, ...]], ...]
    copied: bool
    again: bool


@dataclass(frozen=True, slots=True)
class Walk:
    """The hops in one direction, the nearest first; `further`: there are more behind them. `cut`: not all are told."""

    hops: tuple[Hop, ...]
    further: bool
    cut: bool


def walk(ways: Ways, starts: dict[Station, Fields], depth: int, *, back: bool, first: int = 1) -> Walk:
    """The hops from some stations and their fields, against the stream or with it, up to a depth."""
    known: dict[Station, Fields] = dict(starts)
    frontier = dict(starts)
    hops: list[Hop] = []
    step = first
    while frontier and step <= depth and len(hops) < MOST:
        following: dict[Station, set[tuple[str, str]]] = defaultdict(set)
        for station, fields in sorted(frontier.items(), key=lambda pair: pair[0]):
            for group in _grouped(ways, station, fields, back=back):
                other = group[0].before if back else group[0].after
                again = other in known
                hops.append(_hop(step, group, again=again))
                if not again:
                    following[other] |= {
                        (name, way.entity) for way in group for name in (way.start if back else way.end)
                    }
        frontier = {station: frozenset(names) for station, names in following.items()}
        known |= frontier
        step += 1
    further = any(next(_met(ways, station, fields, back=back), None) for station, fields in frontier.items())
    return Walk(tuple(hops[:MOST]), further, len(hops) > MOST)


def _met(ways: Ways, station: Station, fields: Fields, *, back: bool) -> Iterator[Way]:
    for way in (ways.to if back else ways.of).get(station, ()):
        names = way.end if back else way.start
        if fields is None or any(_meet(name, way.entity, fields, station) for name in names):
            yield way


def _grouped(ways: Ways, station: Station, fields: Fields, *, back: bool) -> list[list[Way]]:
    """The ways of each carrier to each other station."""
    found: dict[tuple[Carrier, Station], list[Way]] = defaultdict(list)
    for way in _met(ways, station, fields, back=back):
        found[way.carrier, way.before if back else way.after].append(way)
    return [found[key] for key in sorted(found)]


def _hop(step: int, group: list[Way], *, again: bool) -> Hop:
    first = group[0]
    pairs = tuple((way.start, way.how, way.end) for way in group)
    return Hop(step, first.carrier, first.before, first.after, pairs, all(way.copied for way in group), again)


def _meet(name: str, entity: str, fields: Collection[tuple[str, str]], station: Station) -> bool:
    """Whether a field is one of some, holds one, or lies in one.

    Of an API the schema that is written may be another than the one that is read: there fields of the same entity are
    one where they are called so in both.
    """
    parts = name.split("/")
    for other, of in fields:
        steps = other.split("/")
        if _leads(parts, steps):
            return True
        if station.kind == "api" and of == entity and parts[0] != steps[0] and _leads(parts[1:], steps[1:]):
            return True
    return False


def _leads(one: Iterable[str], other: Iterable[str]) -> bool:
    return all(a == b or "*" in (a, b) for a, b in zip(one, other, strict=False))
