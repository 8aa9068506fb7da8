"""Entries that may speak for others, ranges of statuses and of media types, matched over two revisions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

Closest = Callable[[str, Iterable[str]], str | None]
"""Of some entries, the one that speaks for a name: the name itself, else the closest range, else none."""


@dataclass(slots=True)
class Matched:
    """What became of entries.

    `pairs` (old, new) are those to compare. `narrowed` has a range with those that are left of it, `widened` those that
    became one range. `folded` (old, its range) and `split` (new, its range) change words only: the range is there on
    both sides.
    """

    pairs: list[tuple[str, str]] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    narrowed: list[tuple[str, list[str]]] = field(default_factory=list)
    widened: list[tuple[list[str], str]] = field(default_factory=list)
    folded: list[tuple[str, str]] = field(default_factory=list)
    split: list[tuple[str, str]] = field(default_factory=list)


def matched(old: Iterable[str], new: Iterable[str], closest: Closest) -> Matched:
    """Matches entries by what they speak for."""
    before, after = list(old), list(new)
    found = Matched()
    came = [name for name in after if name not in before]
    became: dict[str, list[str]] = {}
    for name in before:
        partner = name if name in after else closest(name, after)
        if partner is not None:
            found.pairs.append((name, partner))
            if partner in before:
                found.folded += [(name, partner)] if partner != name else []
            else:
                became.setdefault(partner, []).append(name)
            continue
        left = [other for other in came if closest(other, before) == name]
        if left:
            found.narrowed.append((name, left))
            found.pairs += [(name, other) for other in left]
        else:
            found.removed.append(name)
    taken = {other for _, left in found.narrowed for other in left}
    found.widened = [(names, partner) for partner, names in became.items()]
    for name in came:
        if name in became or name in taken:
            continue
        partner = closest(name, before)
        if partner is None:
            found.added.append(name)
        else:
            found.pairs.append((partner, name))
            found.split.append((name, partner))
    return found


def status_covering(status: str, entries: Iterable[str]) -> str | None:
    """The entry that speaks for a status: itself, `4XX` for `404`, then `default` (OpenAPI 3.1, Responses Object)."""
    known = set(entries)
    return next((name for name in (status, f"{status[:1]}XX", "default") if name in known), None)
