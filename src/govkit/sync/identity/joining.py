"""What follows where one record carries several identifiers: which canonical one they all get, or why that is in doubt.

Objects that are known apart become one only where a record says so, where both have at most one identifier of each
system and type, and where no person decided about either. All else is a merge, which people do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from govkit.catalog.mapping.identifiers import Identifier
from govkit.sync.identity.names import Ranks
from govkit.sync.identity.refusals import Ambiguous


@dataclass(frozen=True, slots=True)
class Link:
    """An identifier of an object. `second`: it came by a merge; `settled`: people decided it."""

    identifier: Identifier
    golden: str
    second: bool
    settled: bool
    at: float
    by: str


@dataclass(frozen=True, slots=True)
class Joined:
    """What is to be written: the canonical identifier, the links that get it, and the identifiers that are new."""

    golden: str
    moved: tuple[Link, ...]
    added: tuple[Identifier, ...]
    joined: tuple[str, ...]
    """The canonical identifiers of the objects that are one now, where there were several."""


def joined(
    ranks: Ranks, entity: str, identifiers: Iterable[Identifier], groups: Mapping[str, Iterable[Link]]
) -> Joined:
    """What follows of a record's identifiers. `groups` are all links of the objects that any of them is linked to.

    Raises Ambiguous.
    """
    known = {link.identifier: link for links in groups.values() for link in links}
    added = tuple(dict.fromkeys(one for one in identifiers if one not in known))
    if len(groups) > 1:
        _require_apart(entity, identifiers, groups)
    for golden in groups:
        name = Identifier.parse(golden)
        rivals = [one for one in added if name is not None and one[:2] == name[:2] and one != name]
        if rivals:
            said = f"{_said(identifiers)} say that the {entity} {golden} is another"
            raise Ambiguous(entity, said, (golden, *map(str, rivals)))
    if len(groups) == 1 and not added:
        return Joined(next(iter(groups)), (), (), ())
    golden = str(ranks.first(entity, [*_namers(groups), *added]))
    moved = tuple(link for link in known.values() if link.golden != golden)
    return Joined(golden, moved, added, tuple(sorted(groups)) if len(groups) > 1 else ())


def _namers(groups: Iterable[str]) -> list[Identifier]:
    """The identifiers that objects are called by: after a merge, the one whose name stands."""
    return [name for golden in groups if (name := Identifier.parse(golden)) is not None]


def _require_apart(entity: str, identifiers: Iterable[Identifier], groups: Mapping[str, Iterable[Link]]) -> None:
    """Raises Ambiguous unless several objects may be one: nothing of the one is another than that of the other."""
    called: dict[tuple[str, str], set[Identifier]] = defaultdict(set)
    for links in groups.values():
        for link in links:
            called[link.identifier.system, link.identifier.type].add(link.identifier)
    double = any(len(several) > 1 for several in called.values())
    settled = any(link.settled for links in groups.values() for link in links)
    if double or settled:
        because = "people decided that they are not" if settled else "each has one of its own"
        raise Ambiguous(entity, f"{_said(identifiers)} would be one {entity}, and {because}", sorted(groups))


def _said(identifiers: Iterable[Identifier]) -> str:
    return " and ".join(map(str, identifiers))
