"""Records of several systems → what is proved to be one object, what is proposed, what contradicts, what is alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from govkit.catalog.entries.kinds.entity import Match
from govkit.catalog.identity.comparison import comparisons
from govkit.catalog.identity.decisions import Decisions
from govkit.catalog.identity.likeness import Evidence, Likeness
from govkit.catalog.identity.linking import Conflict, Linking
from govkit.catalog.identity.pairing import MOST_BESIDE, Counted, pairs
from govkit.catalog.identity.record import Record


@dataclass(frozen=True, slots=True)
class Cluster:
    """Records that are one object, and what proves it: names of keys, `identifiers`, a person."""

    records: tuple[Record, ...]
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two records, of two clusters, that may be one object: for a person to decide.

    A `duplicate` would be a second record of a system; a `link` joins what no system has twice.
    """

    left: Record
    right: Record
    kind: Literal["link", "duplicate"]
    percent: int
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Matched:
    """All that was found; `clusters` are of two records and more, `alone` those that nothing links or contests."""

    records: tuple[Record, ...]
    clusters: tuple[Cluster, ...]
    proposals: tuple[Proposal, ...]
    conflicts: tuple[Conflict, ...]
    alone: tuple[Record, ...]
    notes: tuple[str, ...] = ()


def matched(
    records: Iterable[Record], match: Match, decisions: Decisions | None = None, threshold: int | None = None
) -> Matched:
    """What is found in records. Their order does not matter, nor which system comes first.

    `threshold` is in percent, the entity's own unless given. Raises MissingExtra where something is compared and what
    compares is not installed.
    """
    ordered = tuple(sorted(records, key=lambda record: record.ref))
    names = key_names(match)
    single = [not any("*" in way.split("/") for way in key) for key in match.keys]
    linking = Linking(ordered, single, names, decisions or Decisions())
    linking.run()
    counted = Counted()
    least = match.threshold if threshold is None else threshold
    proposals = _proposals(linking, match, least, counted) if match.similar else ()
    conflicts = linking.conflicts
    busy = {ref for one in conflicts for ref in one.records}
    busy |= {record.ref for one in proposals for record in (one.left, one.right)}
    return Matched(
        ordered,
        tuple(
            Cluster(tuple(ordered[at] for at in members), tuple(sorted(linking.because[root])))
            for root, members in sorted(linking.members.items())
            if len(members) > 1
        ),
        proposals,
        conflicts,
        tuple(
            ordered[members[0]]
            for _, members in sorted(linking.members.items())
            if len(members) == 1 and ordered[members[0]].ref not in busy
        ),
        tuple(_notes(counted)),
    )


def key_names(match: Match) -> tuple[str, ...]:
    """How the keys are called: their fields."""
    return tuple(" + ".join(key) for key in match.keys)


def _proposals(linking: Linking, match: Match, least: int, counted: Counted) -> tuple[Proposal, ...]:
    """The best pair of each two clusters that are alike enough, the best first."""
    records, cluster = linking.records, linking.cluster
    likeness = Likeness(match, linking.names)
    known = comparisons()

    def wanted(left: int, right: int) -> bool:
        return cluster[left] != cluster[right]

    best: dict[tuple[int, int], tuple[float, int, int]] = {}
    compared = pairs(records, [known[one.as_] for one in match.similar], counted, wanted)
    for left, right in chain(sorted(linking.contested), compared):
        score = likeness.score(records[left], records[right], least / 100)
        if not score:
            continue
        clusters = (min(cluster[left], cluster[right]), max(cluster[left], cluster[right]))
        if clusters[0] != clusters[1] and (clusters not in best or best[clusters] < (score, -left, -right)):
            best[clusters] = (score, -left, -right)
    found = [
        _proposal(linking, likeness, clusters, score, -left, -right)
        for clusters, (score, left, right) in best.items()
        if not linking.are_parted(*clusters)
    ]
    return tuple(sorted(found, key=lambda one: (-one.percent, one.left.ref, one.right.ref)))


def _proposal(
    linking: Linking, likeness: Likeness, clusters: tuple[int, int], score: float, left: int, right: int
) -> Proposal:
    one, other = linking.records[left], linking.records[right]
    systems = [{linking.records[at].ref.system for at in linking.members[root]} for root in clusters]
    kind: Literal["link", "duplicate"] = "link" if systems[0].isdisjoint(systems[1]) else "duplicate"
    # Rounded down: what is shown never is above what it was measured by.
    return Proposal(one, other, kind, int(100 * score + 1e-6), likeness.evidence(one, other))


def _notes(counted: Counted) -> Iterator[str]:
    if counted.crowded:
        yield (
            f"{counted.crowded:,} words and values are borne by more than {MOST_BESIDE} records each: what shares "
            "nothing rarer was not compared"
        )
    if counted.left_out:
        yield f"{counted.left_out:,} pairs were not compared: those that share the rarest came first"
