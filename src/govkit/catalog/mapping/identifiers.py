"""What a record says about who it is: the identifier that its system gave it, and those of other systems it carries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TypeAlias

from govkit.catalog.entries import Estate, MappingSpec
from govkit.catalog.entries.kinds.mapping import OtherIdentifier
from govkit.catalog.mapping.compiled import key_of
from govkit.catalog.mapping.ways import Way, reader


class Identifier(NamedTuple):
    """What a system calls an object."""

    system: str
    type: str
    id: str

    def __str__(self) -> str:
        return f"{self.system}:{self.type}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> Identifier | None:
        """The identifier that a text such as `crm:company:co_1` writes; None where it writes none."""
        parts = text.split(":", 2)
        return cls(*parts) if len(parts) == 3 and all(parts) else None


class Repeats:
    """Which identifiers of an estate's entities are those of other systems, letter by letter."""

    def __init__(self, estate: Estate) -> None:
        self._given: dict[tuple[str, str, str], tuple[str, str]] = {}
        self._again: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
        for name, entry in estate.entities.items():
            for one in entry.spec.identifiers:
                if one.repeats is not None:
                    given = (str(one.repeats.system), one.repeats.type)
                    self._given[name, str(one.system), one.type] = given
                    self._again.setdefault((name, *given), []).append((str(one.system), one.type))

    def given(self, entity: str, identifier: Identifier) -> Identifier:
        """The identifier as the system has it that gave it."""
        found = self._given.get((entity, identifier.system, identifier.type))
        return identifier if found is None else Identifier(*found, identifier.id)

    def everywhere(self, entity: str, identifier: Identifier) -> list[Identifier]:
        """The identifier, and what it is in the systems that repeat it."""
        again = self._again.get((entity, identifier.system, identifier.type), ())
        return [identifier, *(Identifier(*one, identifier.id) for one in again)]


Reads: TypeAlias = Callable[[Any], Iterator[Identifier]]


def system_of(estate: Estate, spec: MappingSpec) -> str:
    """The system whose API a mapping is of."""
    api = estate.apis.get(spec.api.name)
    return str(api.spec.system) if api is not None else spec.api.name


def kind_of(estate: Estate, entity: str, system: str) -> str:
    """The type that a system's identifiers of an entity have, as the entity says."""
    known = estate.entities.get(entity)
    types = [one.type for one in known.spec.identifiers if one.system == system] if known else []
    return types[0] if types else entity


def text_of(value: Any) -> str | None:
    """An identifier as text; None for what is none."""
    if value is None or isinstance(value, bool | dict | list):
        return None
    return str(value).strip() or None


def identifiers(estate: Estate, spec: MappingSpec) -> Reads:
    """What finds the identifiers of a record, its own first; nothing where the mapping declares none."""
    if spec.identity is None:
        return lambda _: iter(())
    system = system_of(estate, spec)
    kind = spec.identity.type or kind_of(estate, spec.entity.name, system)
    own = reader(Way.parse(spec.identity.id))
    others = [_other(one) for one in spec.identity.others]

    def found(record: Any) -> Iterator[Identifier]:
        text = text_of(own(record, record))
        if text is None:
            return  # what the rest is said of has no name
        yield Identifier(system, kind, text)
        for other in others:
            yield from other(record)

    return found


def _other(declared: OtherIdentifier) -> Reads:
    read, system, kind = reader(Way.parse(declared.id)), str(declared.system), declared.type
    prefix = declared.prefix or ""
    each = reader(Way.parse(declared.each)) if declared.each is not None else None
    where = [(reader(Way.parse(way)), value) for way, value in declared.where.items()]

    def found(record: Any) -> Iterator[Identifier]:
        listed = [record] if each is None else each(record, record)
        for item in listed if isinstance(listed, list) else ():
            if all(key_of(said(item, record)) == value for said, value in where):
                text = text_of(read(item, record))
                if text is not None and text.startswith(prefix):
                    yield Identifier(system, kind, text)

    return found
