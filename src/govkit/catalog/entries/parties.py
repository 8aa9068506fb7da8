"""The parties of a pact, as the catalog knows them: tests call consumers and providers what they like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from govkit.catalog.entries.entry import Entry
from govkit.catalog.entries.estate import Estate
from govkit.catalog.entries.kinds.consumer import ConsumerSpec

ANNOTATION = "pact-name"
"""The annotation of an entry that says what its pacts call it."""


def consumer_named(estate: Estate, name: str) -> Entry[ConsumerSpec] | None:
    """The consumer that a pact names: by its name, what its pacts call it, or its title; None where there is none."""
    if name in estate.consumers:
        return estate.consumers[name]
    return _only(one for one in estate.consumers.values() if plain(name) in _names(one))


def api_named(estate: Estate, name: str) -> str | None:
    """The API that a pact calls its provider: as consumers are found, or by its system where that has one API."""
    if name in estate.apis:
        return name
    found = _only(one for one in estate.apis.values() if plain(name) in _names(one))
    if found is not None:
        return found.name
    systems = {one.name for one in estate.systems.values() if plain(name) in _names(one)}
    of_system = _only(one for one in estate.apis.values() if one.spec.system.name in systems)
    return of_system.name if of_system is not None else None


def plain(name: str) -> str:
    """A name without what people write differently: case, spaces, hyphens."""
    return re.sub(r"[\W_]+", "", name.lower())


def names_in_pacts(entry: Entry[Any]) -> set[str]:
    """What pacts may call a party: its name, its title, what its annotation says."""
    return {one for one in (entry.name, entry.title, entry.metadata.annotations.get(ANNOTATION)) if one}


def _names(entry: Entry[Any]) -> set[str]:
    return set(map(plain, names_in_pacts(entry)))


def _only(found: Iterator[Entry[Any]]) -> Entry[Any] | None:
    some = list(found)
    return some[0] if len(some) == 1 else None
