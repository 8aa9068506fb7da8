"""What a consumer may see: operations and fields that it is granted, and classes that its system is cleared for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from govkit.catalog.entries import Estate, names_field
from govkit.catalog.entries.access import granted_operations
from govkit.catalog.entries.kinds.consumer import Grant
from govkit.catalog.entries.kinds.entity import EntitySpec
from govkit.sync.calls.grants import grants_of
from govkit.sync.enterprise.objects import Kind
from govkit.sync.enterprise.problems import Problem
from govkit.sync.values import MISSING, Json

_DEEPEST = 20


class _Withheld(Exception):
    """A member that may not be seen, and that its object cannot be without."""

    def __init__(self, at: str, what: str) -> None:
        super().__init__(at)
        self.at, self.what = at, what


@dataclass(frozen=True, slots=True)
class Clearance:
    """The classes that a consumer may have of fields whose record is one of some systems."""

    consumer: str
    cleared: frozenset[str]
    regions: frozenset[str]

    def lacking(self, estate: Estate, classes: set[str], system: str) -> str:
        """Why a field may not be shown; empty where it may."""
        uncleared = classes - self.cleared
        if uncleared:
            return f"data that is {', '.join(sorted(uncleared))}"
        home = estate.systems.get(system)
        left = set(home.spec.regions) - self.regions if home is not None and classes and self.regions else set()
        return f"{', '.join(sorted(classes))} data of the region {', '.join(sorted(left))}" if left else ""


def clearance_of(estate: Estate, consumer: str) -> Clearance:
    """What the system of a consumer is cleared for; one that is part of no system is cleared for nothing."""
    entry = estate.consumers.get(consumer)
    name = str(entry.spec.system) if entry is not None and entry.spec.system is not None else ""
    system = estate.systems.get(name)
    if system is None:
        return Clearance(consumer, frozenset(), frozenset())
    return Clearance(consumer, frozenset(system.spec.cleared), frozenset(system.spec.regions))


def require(estate: Estate, consumer: str, version: str, operation: str) -> list[Grant]:
    """The grants under which a consumer may call an operation of a version. Raises Problem where there are none."""
    grants = [one for one in grants_of(estate, consumer, version) if granted_operations(operation, [one])]
    if not grants:
        raise Problem(
            "not-granted", f"{consumer} is not granted {operation} of {version}: whoever owns the API adds it"
        )
    return grants


@dataclass(eq=False)
class View:
    """The members of objects of a kind that a consumer is shown.

    What the schema requires belongs to every grant, so that an answer is always as its description says; where the
    consumer is not cleared for it, it is refused the whole.
    """

    estate: Estate
    kind: Kind
    clearance: Clearance
    fields: tuple[str, ...]
    _required: Mapping[str, frozenset[str]] = field(default_factory=dict)
    _decided: dict[str, tuple[bool, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._required = dict(_required_members(self.kind.schema))

    @property
    def key(self) -> object:
        """The same for all who are shown the same."""
        return self.kind.name, self.fields, self.clearance.cleared, self.clearance.regions

    def shown(self, data: dict[str, Json]) -> dict[str, Json]:
        """An object as the consumer sees it. Raises Problem where it may not see what cannot be left out."""
        try:
            return self._members(data, "", whole=not self.fields)
        except _Withheld as withheld:
            said = (
                f"{self.clearance.consumer} is not cleared for {self.kind.entity}/{withheld.at}: it is {withheld.what}"
            )
            raise Problem("not-cleared", said, field=withheld.at) from None

    def _members(self, value: dict[str, Json], above: str, *, whole: bool) -> dict[str, Json]:
        """The members that may be seen. Raises _Withheld where one that cannot be left out may not."""
        required = self._required.get(above, frozenset())
        found: dict[str, Json] = {}
        for name, member in value.items():
            at = f"{above}/{name}" if above else name
            granted, lacking = self._decision(at)
            is_needed = name in required or at in ("id", "externalIds")
            if not (whole or granted or is_needed):
                continue
            if lacking and is_needed:
                raise _Withheld(at, lacking)
            try:
                kept = MISSING if lacking else self._value(member, at, whole=whole)
            except _Withheld:
                if is_needed:
                    raise
                continue
            if kept is not MISSING:
                found[name] = kept
        return found

    def _value(self, value: Json, at: str, *, whole: bool) -> Json:
        if isinstance(value, dict):
            found = self._members(value, at, whole=whole)
            return found if found or not value else MISSING
        if isinstance(value, list):
            return [self._value(one, f"{at}/*", whole=whole) for one in value]
        return value

    def _decision(self, at: str) -> tuple[bool, str]:
        if at not in self._decided:
            entity = self.kind.sources.entity
            granted = names_field(self.fields, f"{self.kind.name}/{at}")
            classes = classes_at(entity.spec, at)
            lacking = self._lacking(entity.spec, classes, at) if classes else ""
            self._decided[at] = granted, lacking
        return self._decided[at]

    def _lacking(self, entity: EntitySpec, classes: set[str], at: str) -> str:
        """Why a field may not be shown, whichever system is the record of it; empty where it may."""
        said = (self.clearance.lacking(self.estate, classes, system) for system in entity.records_of(at))
        return next(filter(None, said), "")


def classes_at(entity: EntitySpec, field_: str) -> set[str]:
    """The classes of a value: those of the entity, and of the fields that it is, or lies in."""
    parts = field_.split("/")
    found = set(entity.classification)
    for name, said in entity.fields.items():
        way = name.strip("/").split("/")
        if len(way) <= len(parts) and all(a in (b, "*") for a, b in zip(way, parts, strict=False)):
            found |= set(said.classification)
    return found


def _required_members(schema: Json) -> Iterator[tuple[str, frozenset[str]]]:
    """By the way to each object of a schema (`*` for items), the members that it must have."""
    found: dict[str, set[str]] = {}
    _walked(schema, schema, "", found, 0)
    return ((at, frozenset(names)) for at, names in found.items())


def _walked(whole: Json, node: Json, at: str, found: dict[str, set[str]], depth: int) -> None:
    if not isinstance(node, dict) or depth > _DEEPEST:
        return
    reference = node.get("$ref")
    if isinstance(reference, str) and reference.startswith("#/"):
        target: Json = whole
        for part in reference[2:].split("/"):
            name = part.replace("~1", "/").replace("~0", "~")
            target = target.get(name) if isinstance(target, dict) else None
        _walked(whole, target, at, found, depth + 1)
    found.setdefault(at, set()).update(one for one in node.get("required", ()) if isinstance(one, str))
    for one in (part for word in ("allOf", "anyOf", "oneOf") for part in node.get(word) or ()):
        _walked(whole, one, at, found, depth + 1)
    for name, member in (node.get("properties") or {}).items():
        _walked(whole, member, f"{at}/{name}" if at else name, found, depth + 1)
    _walked(whole, node.get("items"), f"{at}/*", found, depth + 1)
