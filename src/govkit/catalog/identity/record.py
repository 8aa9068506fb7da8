"""A record of a system as far as it matters for recognising it: identifiers, keys, and the values that are compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, NamedTuple

from govkit.catalog.entries.kinds.entity import Match
from govkit.catalog.identity.comparison import Comparison, comparisons
from govkit.catalog.identity.texts import code_of, text_of
from govkit.catalog.mapping.ways import Way
from govkit.errors import Place

_MOST_VALUES = 50
"""Values of one set of fields of one record; more of them tell nothing more."""


class Ref(NamedTuple):
    """How a record is named: its system, and its identifier there."""

    system: str
    id: str

    def __str__(self) -> str:
        return f"{self.system}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> Ref:
        """The reference in a text such as `crm:co_1002`. Raises ValueError."""
        system, colon, identifier = text.partition(":")
        if not colon or not system or not identifier.strip():
            raise ValueError(f"{text!r} is no record such as `crm:co_1002`")
        return cls(system, identifier)


class Value(NamedTuple):
    """A value as its system has it, and as it is compared."""

    raw: Any
    normal: Any

    @property
    def shown(self) -> str:
        """The value in one line, for people."""
        return shown(self.raw)


class Identifier(NamedTuple):
    """An identifier that a system gave; the type is empty where nobody says it."""

    system: str
    type: str
    id: str

    def __str__(self) -> str:
        return f"{self.system} {self.type} {self.id}" if self.type else f"{self.system} {self.id}"


@dataclass(frozen=True, slots=True)
class Record:
    """A record.

    `identifiers` are its own and those of other systems that it bears; `keys` the values of each declared key, `values`
    those of each declared comparison.
    """

    ref: Ref
    place: Place
    identifiers: frozenset[Identifier]
    keys: tuple[frozenset[tuple[str, ...]], ...]
    values: tuple[tuple[Value, ...], ...]

    @property
    def label(self) -> str:
        """What people know it by: the first of the values that are compared; empty where it has none."""
        return next((found[0].shown for found in self.values if found), "")


class Taking:
    """What is taken of canonical records, as an entity declares how they are matched."""

    def __init__(self, match: Match, types: Mapping[str, Sequence[str]]) -> None:
        """`types` are the types of identifiers that the entity names of each system.

        Raises MissingExtra where something is compared and what compares is not installed.
        """
        self._keys = [tuple(Way.parse(way).steps for way in key) for key in match.keys]
        self._similar: list[tuple[tuple[tuple[str, ...], ...], Comparison]] = [
            (tuple(Way.parse(way).steps for way in one.fields), comparisons()[one.as_]) for one in match.similar
        ]
        self._types = types

    def record(self, ref: Ref, kind: str | None, canonical: Mapping[str, Any], place: Place) -> Record:
        """A record out of its canonical form; `kind` is the type of its own identifier, where it is known."""
        keys = tuple(frozenset(_key_values(canonical, ways)) for ways in self._keys)
        values = tuple([_compared(canonical, ways, how) for ways, how in self._similar])
        own = self._identifier(ref.system, kind, ref.id)
        told = (self._identifier(*one) for one in _external(canonical))
        return Record(ref, place, frozenset((own, *told)), keys, values)

    def _identifier(self, system: str, kind: str | None, identifier: str) -> Identifier:
        known = self._types.get(system, ())
        return Identifier(system, kind or (known[0] if len(known) == 1 else ""), identifier.strip())


def _external(canonical: Mapping[str, Any]) -> Iterator[tuple[str, str | None, str]]:
    """What a record says of how other systems call it."""
    listed = canonical.get("externalIds")
    for one in listed[:_MOST_VALUES] if isinstance(listed, list) else ():
        if isinstance(one, dict):
            system, kind, identifier = one.get("system"), one.get("type"), text_of(one.get("id"))
            if isinstance(system, str) and identifier is not None and code_of(identifier) is not None:
                yield system, kind if isinstance(kind, str) else None, identifier


def _key_values(canonical: Any, ways: tuple[tuple[str, ...], ...]) -> Iterator[tuple[str, ...]]:
    if len(ways) == 1:
        for value in _along(canonical, ways[0]):
            if (text := text_of(value)) is not None and (code := code_of(text)) is not None:
                yield (code,)
        return
    for found in _together(canonical, dict(enumerate(ways))):
        codes = [code_of(text) if (text := text_of(found[at])) is not None else None for at in range(len(ways))]
        whole = tuple(code for code in codes if code is not None)
        if len(whole) == len(ways):
            yield whole


def _along(value: Any, way: Sequence[str]) -> list[Any]:
    """The values at the end of a way: one, or one for each item of the lists on it; none where the way ends early."""
    for at, step in enumerate(way):
        if step == "*":
            items = value[:_MOST_VALUES] if isinstance(value, list) else []
            return [found for item in items for found in _along(item, way[at + 1 :])][:_MOST_VALUES]
        value = value.get(step) if isinstance(value, dict) else None
        if value is None:
            return []
    return [value]


def _together(value: Any, ways: dict[int, tuple[str, ...]]) -> list[dict[int, Any]]:
    """The values at several ways, each set of them from the same items of lists."""
    ended = {at: value for at, way in ways.items() if not way}
    heads: dict[str, dict[int, tuple[str, ...]]] = {}
    for at, way in ways.items():
        if way:
            heads.setdefault(way[0], {})[at] = way[1:]
    parts: list[list[dict[int, Any]]] = []
    for head, below in heads.items():
        if head == "*":
            items = value[:_MOST_VALUES] if isinstance(value, list) else []
            parts.append([found for item in items for found in _together(item, below)])
        else:
            parts.append(_together(value.get(head), below) if isinstance(value, dict) else [])
    if not all(parts):
        return []
    sets = ({at: one for found in chosen for at, one in found.items()} | ended for chosen in product(*parts))
    return [found for found, _ in zip(sets, range(_MOST_VALUES), strict=False)]


def _compared(canonical: Any, ways: tuple[tuple[str, ...], ...], how: Comparison) -> tuple[Value, ...]:
    """The values at some ways that say something, each once."""
    found: list[Value] = []
    for way in ways:
        for value in _along(canonical, way):
            normal = how.normal(value)
            if normal is not None and not any(normal == known.normal for known in found):
                found.append(Value(value, normal))
    return tuple(found[:_MOST_VALUES])


def shown(value: Any) -> str:
    """A value in one line, for people."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, dict):
        return ", ".join(text for one in value.values() if (text := shown(one)))
    if isinstance(value, list):
        return ", ".join(text for one in value if (text := shown(one)))
    return " ".join(str(value).split()) if value is not None else ""
