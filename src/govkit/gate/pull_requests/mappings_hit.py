"""The mappings that a change hits: judged before and after, so that what stood is not told again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from govkit.catalog.entries import Entry, Estate, MappingSpec, VersionOf
from govkit.catalog.mapping.check import Checked, SideMissing, api_schema, checked
from govkit.catalog.mapping.facts import Fact, NeverSent, OneWay, RecordElsewhere, Unread
from govkit.catalog.mapping.judge import judged
from govkit.catalog.mapping.trails import component_trails, meets
from govkit.catalog.mapping.ways import Way
from govkit.errors import InputError
from govkit.findings import Affected, Direction, Finding, Severity
from govkit.spec.openapi import Contract
from govkit.spec.schemas.fit import Fitting

_QUIET = (Unread, NeverSent, OneWay, RecordElsewhere)
"""Facts that stop no record."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A mapping for which a contract no longer fits: a canonical field, and where comparisons speak of its source."""

    mapping: Entry[MappingSpec]
    field: str
    places: frozenset[tuple[str, str]]
    outward: bool


class MappingsHit:
    """The mappings of an estate in a change. `read` opens the contract of a version of an estate."""

    def __init__(self, base: Estate | None, head: Estate, read: Callable[[Estate, VersionOf], Contract]) -> None:
        self._base, self._head = base, head
        self._read = read
        self._fitting = Fitting()
        self._known: dict[tuple[int, int], Checked] = {}
        self._hits: dict[tuple[int, int], list[Hit]] = {}

    def of(self, version: VersionOf, old: Contract, new: Contract) -> list[Hit]:
        """What a new contract in the place of an old one does to the mappings of a version of the API."""
        key = (id(old), id(new))
        if key not in self._hits:
            self._hits[key] = [hit for mapping in self._mapped(version) for hit in self._between(mapping, old, new)]
        return self._hits[key]

    def _mapped(self, version: VersionOf) -> list[Entry[MappingSpec]]:
        named = version.name
        return [one for one in self._head.mappings.values() if f"{one.spec.api.name}@{one.spec.api.version}" == named]

    def _between(self, mapping: Entry[MappingSpec], old: Contract, new: Contract) -> Iterator[Hit]:
        before, after = self._checked(self._head, mapping, old), self._checked(self._head, mapping, new)
        stood = {_identity(fact) for fact in before.facts}
        for fact in after.facts:
            if isinstance(fact, _QUIET) or _identity(fact) in stood:
                continue
            places = set(self._places(mapping, fact, old)) | set(self._places(mapping, fact, new))
            yield Hit(mapping, fact.target or ", ".join(fact.sources), frozenset(places), fact.outward)

    def _places(self, mapping: Entry[MappingSpec], fact: Fact, contract: Contract) -> Iterator[tuple[str, str]]:
        """Where the field of the API stands that a fact is about."""
        spec = mapping.spec
        schema = spec.write.schema_ if fact.outward and spec.write is not None else spec.schema_
        direction = Direction.REQUEST if fact.outward else Direction.RESPONSE
        try:
            spot = api_schema(contract, schema, direction)
        except SideMissing:
            yield schema, ""
            return
        ways = (fact.target,) if fact.outward else (*fact.sources, getattr(fact, "way", ""))
        for way in filter(None, ways):
            yield from component_trails(contract, self._fitting, spot, Way.parse(way).steps)

    def _checked(self, estate: Estate, mapping: Entry[MappingSpec], contract: Contract) -> Checked:
        key = (id(mapping), id(contract))
        if key not in self._known:
            self._known[key] = checked(estate, mapping, contract, self._fitting)
        return self._known[key]

    # -------------------------------------------------------------------------------------------------------- findings

    def findings(self, touched: Sequence[VersionOf], changed: set[str]) -> list[Finding]:
        """What is wrong with mappings and was not at the base: those that changed, or one of whose sides did.

        `touched` are the versions of APIs whose documents changed, `changed` all paths that did.
        """
        names = {version.name for version in touched}
        found: list[Finding] = []
        for mapping in self._head.mappings.values():
            if self._reached(mapping, names, changed):
                stood = {(one.fingerprint, one.cause) for one in self._judged(self._base, mapping.name)}
                after = self._judged(self._head, mapping.name)
                found += [one for one in after if (one.fingerprint, one.cause) not in stood]
        return found

    def taking_over(self, version: VersionOf, previous: VersionOf, old: Contract, new: Contract) -> list[Finding]:
        """What becomes of the mappings of a version when another of the same major takes its place."""
        if version.version.version.partition(".")[0] != previous.version.version.partition(".")[0]:
            return []
        moved = {(one.spec.entity.name, one.spec.schema_) for one in self._mapped(version)}
        found: list[Finding] = []
        for mapping in self._mapped(previous):
            if (mapping.spec.entity.name, mapping.spec.schema_) in moved:
                continue
            stood = {(one.fingerprint, one.cause) for one in judged(self._checked(self._head, mapping, old))}
            reason = f"the mapping is of {previous.name}, whose place {version.name} takes"
            found += [
                replace(one, reason="; ".join(filter(None, (reason, one.reason))))
                for one in judged(self._checked(self._head, mapping, new))
                if (one.fingerprint, one.cause) not in stood and one.severity is Severity.ERROR
            ]
        return found

    def _reached(self, mapping: Entry[MappingSpec], touched: set[str], changed: set[str]) -> bool:
        if f"{mapping.spec.api.name}@{mapping.spec.api.version}" in touched or mapping.source.path in changed:
            return True
        for estate in (self._head, self._base):
            entity = estate.entities.get(mapping.spec.entity.name) if estate is not None else None
            if entity is not None:
                files = {entity.source.path, *(one.definition for one in entity.spec.versions)}
                if not changed.isdisjoint(files):
                    return True
        return False

    def _judged(self, estate: Estate | None, name: str) -> list[Finding]:
        mapping = estate.mappings.get(name) if estate is not None else None
        if estate is None or mapping is None:
            return []
        versions = estate.meant(mapping.spec.api)
        if not versions:
            return []
        try:
            return judged(self._checked(estate, mapping, self._read(estate, versions[0])))
        except InputError:
            return []


def with_mappings(finding: Finding, hits: Sequence[Hit]) -> Finding:
    """A finding of a comparison with the mappings that it hits. What hits one is an error: a record will stop there."""
    request = finding.direction is Direction.REQUEST
    found: dict[str, list[Hit]] = {}
    for hit in hits:
        if hit.outward is request and meets(set(hit.places), finding.subject.schema, finding.subject.path):
            found.setdefault(hit.mapping.name, []).append(hit)
    if not found:
        return finding
    affects = tuple(_affected(name, some) for name, some in found.items())
    if finding.severity is not Severity.WARNING:
        return replace(finding, affects=(*finding.affects, *affects))
    reason = "; ".join(filter(None, (finding.reason, f"mapping {', '.join(found)} has no place for it")))
    return replace(finding, affects=(*finding.affects, *affects), severity=Severity.ERROR, reason=reason)


def _affected(name: str, hits: Sequence[Hit]) -> Affected:
    mapping = hits[0].mapping
    entity = mapping.spec.entity.name
    fields = ", ".join(dict.fromkeys(hit.field for hit in hits))
    how = f"writes {fields} from {entity}" if hits[0].outward else f"fills {fields} of {entity}"
    return Affected("mapping", name, str(mapping.spec.owner), how)


def _identity(fact: Fact) -> tuple[object, ...]:
    """What makes a fact the same before and after."""
    return (
        type(fact),
        fact.target,
        fact.outward,
        fact.sources,
        repr(getattr(fact, "value", None)),
        repr(getattr(fact, "others", ())),
        getattr(fact, "name", ""),
    )
