"""Drift carried out: records chosen by a seed, changed behind everybody's back, and told as they truly were."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from govkit.mocks.messages import JsonObject, Refused, pointer_of
from govkit.mocks.scenario.draws import drawn, salt_of
from govkit.mocks.state.behaviour import Behaviour
from govkit.mocks.state.keys import Way, with_value
from govkit.mocks.state.resources import Resource
from govkit.mocks.state.table import Record, Table

if TYPE_CHECKING:
    from govkit.mocks.drift.form import DriftOrder

DIFFERS, MISSING, EXTRA = "differs", "missing", "extra"


@dataclass(frozen=True, slots=True)
class Drifted:
    """One record that is otherwise than it truly is: `was` is what is true, `became` what the platform says."""

    system: str
    collection: str
    key: str
    seq: int
    kind: str
    was: Any = None
    became: Any = None
    way: Way = ()
    links: Mapping[str, str] = field(default_factory=dict)

    def told(self, number: int) -> JsonObject:
        """In JSON."""
        return {
            "seq": number,
            "system": self.system,
            "collection": self.collection,
            "key": self.key,
            "kind": self.kind,
            "field": pointer_of(self.way) if self.way else None,
            "was": self.was,
            "is": self.became,
        }


class Drifts:
    """What drifted, of all systems. Subscribers are not told of it, and no time of a change gives it away."""

    def __init__(self, behaviours: Mapping[str, Behaviour]) -> None:
        self.seed = 1
        self._behaviours = behaviours
        self._standing: tuple[DriftOrder, ...] = ()
        self._entries: list[Drifted] = []

    def stand(self, orders: Sequence[DriftOrder]) -> None:
        """Carries orders out, now and after each reset. Raises Refused."""
        self._standing = tuple(orders)
        self.reset()

    def told(self) -> list[JsonObject]:
        """All that drifted, in the order in which it did."""
        return [one.told(number) for number, one in enumerate(self._entries, 1)]

    def order(self, order: DriftOrder) -> list[JsonObject]:
        """Lets records drift, all that are ordered or none; those that did. Raises Refused."""
        from govkit.spec.expressions import close_to  # few mocks drift, and all start

        system, behaviour, resource = self._place(order)
        for way in order.fields:
            names = resource.item.names()
            if way.split("/")[0] not in names:
                raise Refused(422, f"`{order.collection}` has no field `{way}`; {close_to(way, names)}", others=(400,))
        before = len(self._entries)
        salt = salt_of(self.seed if order.seed is None else order.seed, system, resource.name, "drift")
        table = behaviour.table(resource)
        touched = {one.seq for one in self._entries if (one.system, one.collection) == (system, resource.name)}
        free = (seq for seq in table.numbers() if seq not in touched)
        chosen = iter(sorted(free, key=lambda seq: drawn(salt, seq)))
        try:
            for _ in range(order.differ):
                self._entries.append(_differing(order, system, resource, table, chosen, salt))
            for _ in range(order.missing):
                record = table.record(_next(chosen, order))
                table.remove(record)
                place = system, resource.name, record.key, record.seq
                self._entries.append(Drifted(*place, MISSING, was=record.value, links=record.links))
            for number in range(order.extra):
                like = table.record(_next(chosen, order))
                record = _added(behaviour, resource, table, like, drawn(salt, -1 - number))
                place = system, resource.name, record.key, record.seq
                self._entries.append(Drifted(*place, EXTRA, became=record.value))
        except Refused:
            self._take_back(before)
            raise
        return self.told()[before:]

    def undo(self) -> int:
        """Takes all drift back; what was written since stays. How many records had drifted."""
        count = len(self._entries)
        self._take_back(0)
        return count

    def _take_back(self, before: int) -> None:
        if len(self._entries) == before:
            return
        from govkit.spec.expressions import found

        for one in reversed(self._entries[before:]):
            behaviour = self._behaviours[one.system]
            resource = behaviour.resources.by_path[one.collection]
            table = behaviour.table(resource)
            if one.kind == MISSING:
                if not table.named(one.key):
                    table.put_back(Record(one.key, one.was, one.seq, one.links, table))
                continue
            for record in [known for known in table.named(one.key) if known.seq == one.seq]:
                if one.kind == EXTRA:
                    table.forget(record)
                elif found(record.value, one.way) == one.became:
                    record.value = with_value(record.value, one.way, one.was)
        del self._entries[before:]

    def _place(self, order: DriftOrder) -> tuple[str, Behaviour, Resource]:
        known = self._behaviours
        name = order.system or (next(iter(known)) if len(known) == 1 else "")
        if name not in known:
            raise Refused(404, f"`system` is one of {', '.join(sorted(known))}")
        resource = known[name].resources.by_path.get(order.collection)
        if resource is None:
            raise Refused(404, f"`collection` is one of {', '.join(sorted(known[name].resources.by_path))}")
        return name, known[name], resource

    # ------------------------------------------------------------------------------------------ state (see Control)

    def reset(self) -> None:
        """Begins anew, with what was ordered for good."""
        self._entries.clear()
        for one in self._standing:
            self.order(one)

    def begin(self, system: str) -> None:
        """Begins anew for the records of one system."""
        self._entries = [one for one in self._entries if one.system != system]
        only = next(iter(self._behaviours)) if len(self._behaviours) == 1 else None
        for one in self._standing:
            if (one.system or only) == system:
                self.order(one)

    def snapshot(self) -> Any:
        """What drifted."""
        return tuple(self._entries)

    def restore(self, kept: Any) -> None:
        """Knows what had drifted then."""
        self._entries = list(kept)


def _next(chosen: Iterator[int], order: DriftOrder) -> int:
    """The number of the next record. Raises Refused where there is none left."""
    seq = next(chosen, None)
    if seq is None:
        said = f"`{order.collection}` has fewer records than are to drift"
        raise Refused(422, f"{said}, or fewer in which such a field could say something else", others=(400,))
    return seq


def _differing(
    order: DriftOrder, system: str, resource: Resource, table: Table, chosen: Iterator[int], salt: int
) -> Drifted:
    """The next record in which a field can say something else, which it does from now on. Raises Refused."""
    from govkit.mocks.drift.changes import changed, ways_of
    from govkit.spec.expressions import found

    while True:
        record = table.record(_next(chosen, order))
        value, number = record.value, drawn(salt, record.seq)
        ways = [tuple(way.split("/")) for way in order.fields] or ways_of(resource, value)
        at = number % max(len(ways), 1)
        for way in (*ways[at:], *ways[:at]):
            made = changed(resource, value, way, number >> 8)
            if made is not None:
                record.value = made
                place = system, resource.name, record.key, record.seq
                return Drifted(*place, DIFFERS, was=found(value, way), became=found(made, way), way=way)


def _added(behaviour: Behaviour, resource: Resource, table: Table, like: Record, number: int) -> Record:
    """A record like another, under a name of its own, and by names that no other platform has."""
    from govkit.mocks.drift.changes import changed, named_elsewhere

    value = dict(like.value)
    if resource.id_field is not None:
        value[resource.id_field] = behaviour.writes.new_key(resource, table, value)
    for way in resource.key.ways if resource.id_field is None else ():
        value = changed(resource, value, way, number) or value
    for name in named_elsewhere(resource, value):
        value = changed(resource, value, (name,), number) or value
    return table.add(resource.key.of(value) or str(table.made + 1), value, dict(like.links))
