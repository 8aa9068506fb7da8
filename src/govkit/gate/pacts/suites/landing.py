"""The pacts that a run of tests makes, put together and brought into the catalog, where equal runs change nothing."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from govkit.catalog.entries import Estate
from govkit.catalog.entries.editing import with_only
from govkit.catalog.entries.pacts import FOLDER, file_name, hash_of, mark_of, normal_form, pact_text
from govkit.catalog.entries.parties import api_named
from govkit.catalog.entries.source import Source
from govkit.errors import UsageError
from govkit.gate.writing import Writing
from govkit.spec.documents import parse

Pair = tuple[str, str]
"""A consumer and an API."""


@dataclass(frozen=True, slots=True)
class Landed:
    """What becomes of one pact: the file that it has from now on, and the descriptions that it has no more."""

    consumer: str
    api: str
    path: str
    is_new: bool
    dropped: tuple[str, ...] = ()


@dataclass(slots=True)
class Landing:
    """What a run changes."""

    top: Path
    pacts: list[Landed] = field(default_factory=list)
    contents: dict[str, bytes] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)

    @property
    def changes(self) -> list[str]:
        """The paths of files that are not as the run would have them."""
        return sorted({*self.contents, *self.removed})

    def done(self) -> None:
        """Writes them. Raises UsageError where one cannot be written: then none is."""
        if self.contents:
            Writing(self.top, self.contents).write()
        for path in self.removed:
            (self.top / path).unlink(missing_ok=True)


def landing(
    estate: Estate, top: Path, made: Sequence[tuple[Pair, list[dict[str, Any]]]], is_whole: Callable[[Pair], bool]
) -> Landing:
    """What the interactions of tests that passed change in the catalog.

    A pact that `is_whole` has nothing else; of any other, the interactions stay that no test of this run made.
    """
    found = Landing(top)
    by_pair: dict[Pair, list[dict[str, Any]]] = defaultdict(list)
    for pair, interactions in made:
        by_pair[pair] += interactions
    entries: dict[str, dict[str, str]] = defaultdict(dict)
    for pair, interactions in sorted(by_pair.items()):
        entries[pair[0]][pair[1]] = _land(found, _Shelf(estate, pair), interactions, whole=is_whole(pair))
    for consumer, paths in entries.items():
        _follow(found, estate, consumer, paths)
    return found


def standing(estate: Estate, pair: Pair) -> bool:
    """Whether a catalog has a pact of a pair."""
    return bool(_Shelf(estate, pair).standing)


class _Shelf:
    """The files that a catalog has of a pair: those of published versions, and one that its tests write anew."""

    def __init__(self, estate: Estate, pair: Pair) -> None:
        self.pair = pair
        self.folder = f"{estate.folder}/{FOLDER}/{pair[0]}"
        spec = estate.consumers[pair[0]].spec
        self.published = [path for version in spec.versions for path in version.pacts]
        own = [one for one in estate.pacts if one.source.path.startswith(f"{self.folder}/")]
        of_pair = [one.source for one in own if api_named(estate, one.provider) == pair[1]]
        self.loose = [one for one in of_pair if one.path not in self.published and mark_of(one.path) is not None]
        newest = [one for path in spec.pacts for one in of_pair if one.path == path]
        self.standing = (self.loose or newest or of_pair)[-1:]


def _tree(source: Source) -> dict[str, Any]:
    tree = parse(source.data, source.label).tree
    return tree if isinstance(tree, dict) else {}


def _land(found: Landing, shelf: _Shelf, interactions: list[dict[str, Any]], *, whole: bool) -> str:
    """Adds what one pact changes; the path of its file."""
    consumer, api = shelf.pair
    before = {_key(one): one for source in shelf.standing for one in _tree(source).get("interactions", ())}
    after = _by_key(interactions, shelf.pair)
    kept = {} if whole else {key: one for key, one in before.items() if key not in after}
    dropped = [str(one.get("description", "")) for key, one in before.items() if key not in after and whole]
    text = pact_text(normal_form(pact_of(consumer, api, [*kept.values(), *interactions])))
    path = f"{shelf.folder}/{file_name(api, hash_of(text))}"
    stands = any(one.path == path and one.data == text for one in (*shelf.loose, *shelf.standing)) or (
        (found.top / path).is_file() and (found.top / path).read_bytes() == text
    )
    if not stands:
        found.contents[path] = text
    found.removed += [one.path for one in shelf.loose if one.path != path]
    found.pacts.append(Landed(consumer, api, path, is_new=not stands, dropped=tuple(dropped)))
    return path


def _by_key(interactions: list[dict[str, Any]], pair: Pair) -> dict[tuple[str, str, str], dict[str, Any]]:
    """Interactions by what tells them apart. Raises UsageError where two tests say different things under one name."""
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for one in interactions:
        if found.setdefault(_key(one), one) != one:
            raise UsageError(
                f"two tests describe “{one.get('description')}” of {pair[0]} and {pair[1]} differently",
                hint="give the interactions descriptions or states of their own",
            )
    return found


def _key(interaction: dict[str, Any]) -> tuple[str, str, str]:
    """What Pact tells interactions apart by: kind, description, states."""
    states = json.dumps(interaction.get("providerStates") or [], sort_keys=True)
    return str(interaction.get("type", "")), str(interaction.get("description", "")), states


def pact_of(consumer: str, api: str, interactions: list[dict[str, Any]]) -> dict[str, Any]:
    """A pact of version 4 of the specification."""
    return {
        "consumer": {"name": consumer},
        "provider": {"name": api},
        "interactions": interactions,
        "metadata": {"pactSpecification": {"version": "4.0"}},
    }


def _follow(found: Landing, estate: Estate, consumer: str, paths: dict[str, str]) -> None:
    """Lets the entry name the pacts, where it does not name those of its newest version."""
    entry = estate.consumers[consumer]
    if entry.spec.versions:
        return
    gone = set(found.removed)
    others = [path for path in entry.spec.pacts if path not in gone and path not in paths.values()]
    wanted = [*others, *sorted(paths.values())]
    if sorted(wanted) != sorted(entry.spec.pacts):
        found.contents[entry.source.path] = with_only(entry.source, ("spec", "pacts"), wanted)
