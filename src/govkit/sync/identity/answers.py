"""Records in what platforms answer: where they stand, which mappings read them, and what is learnt of who they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from govkit.catalog.entries import Entry, MappingSpec, VersionOf
from govkit.catalog.workflows.contracts import Contracts
from govkit.spec.documents import Node, Pointer
from govkit.spec.openapi import Contract
from govkit.spec.openapi.contract import Operation
from govkit.spec.openapi.wire.spelling import is_json
from govkit.sync.identity.refusals import Ambiguous
from govkit.sync.identity.register import Register
from govkit.sync.values import Json

_DEEPEST = 5
"""Members below which no record is looked for: what lies deeper is a part of one."""

_Places: TypeAlias = Mapping[tuple[str, Pointer], list[Entry[MappingSpec]]]


@dataclass(frozen=True, slots=True)
class Reading:
    """Records in an answer: the way to them, `*` for any item of a list, and a mapping that reads them."""

    way: tuple[str, ...]
    mapping: Entry[MappingSpec]

    def records(self, body: Json) -> Iterator[Json]:
        """The records that are in a body."""
        yield from _at(body, self.way)


class Answers:
    """What is learnt of answers of the platforms of an estate."""

    def __init__(self, contracts: Contracts, register: Register) -> None:
        self._contracts = contracts
        self._register = register
        self._versions = {one.name: one for one in contracts.estate.versions()}
        self._readings: dict[tuple[str, str], tuple[Reading, ...]] = {}

    def learn(self, api: str, operation: str, body: Json, by: str) -> None:
        """Links what the records of an answer say that they are called. `by` tells why: the key of an effect.

        Raises Ambiguous, where one is in doubt, after all others are learnt.
        """
        doubt: Ambiguous | None = None
        for reading in self.readings(api, operation):
            for record in reading.records(body):
                try:
                    if self._register.learn(reading.mapping, record, by) is not None:
                        self._register.require_sole(reading.mapping, record)
                except Ambiguous as error:
                    doubt = doubt or error
        if doubt is not None:
            raise doubt

    def readings(self, api: str, operation: str) -> tuple[Reading, ...]:
        """The records in what an operation of a version (`erp@2.2.0`) answers where it does what it is asked."""
        key = (api, operation)
        if key not in self._readings:
            version = self._versions.get(api)
            found = self._contracts.operations(version).get(operation) if version is not None else None
            readings = () if version is None or found is None else tuple(self._of(version, found))
            self._readings[key] = tuple(dict.fromkeys(readings))
        return self._readings[key]

    def _of(self, version: VersionOf, operation: Operation) -> Iterator[Reading]:
        places = self._places(version, operation.contract)
        for status, response in operation.responses.items():
            if not status.startswith("2"):
                continue
            for name, media in response.content.items():
                if is_json(name) and media.schema is not None:
                    yield from _walked(operation.contract, media.schema, places, ())

    def _places(self, version: VersionOf, contract: Contract) -> _Places:
        """Where the schemas stand that mappings of a version read records of."""
        found: dict[tuple[str, Pointer], list[Entry[MappingSpec]]] = {}
        for entry in self._contracts.estate.mappings.values():
            spec = entry.spec
            if str(spec.api) != version.name or spec.direction == "out" or spec.identity is None:
                continue
            node: Node | None = contract.document.root
            for part in ("components", "schemas", spec.schema_):
                node = node.child(part) if node is not None and part in (node.value or ()) else None
            target = contract.resolved(node) if node is not None else None
            if target is not None:
                found.setdefault((target.document.path, target.pointer), []).append(entry)
        return found


def _walked(contract: Contract, node: Node, places: _Places, way: tuple[str, ...]) -> Iterator[Reading]:
    target = contract.resolved(node)
    if target is None or not isinstance(target.value, dict):
        return
    entries = places.get((target.document.path, target.pointer))
    if entries is not None:
        yield from (Reading(way, entry) for entry in entries)
        return
    if len(way) >= _DEEPEST:
        return
    for word in ("allOf", "oneOf", "anyOf"):
        listed = target.value.get(word)
        for index in range(len(listed)) if isinstance(listed, list) else ():
            yield from _walked(contract, target.child(word).child(index), places, way)
    members = target.value.get("properties")
    for name in members if isinstance(members, dict) else ():
        yield from _walked(contract, target.child("properties").child(name), places, (*way, name))
    if isinstance(target.value.get("items"), dict):
        yield from _walked(contract, target.child("items"), places, (*way, "*"))


def _at(value: Json, way: tuple[str, ...]) -> Iterator[Json]:
    if not way:
        if isinstance(value, dict):
            yield value
    elif way[0] == "*":
        for item in value if isinstance(value, list) else ():
            yield from _at(item, way[1:])
    elif isinstance(value, dict):
        yield from _at(value.get(way[0]), way[1:])
