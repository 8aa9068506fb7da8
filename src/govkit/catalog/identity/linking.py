"""What identifiers, keys and people prove: clusters of records that are one object, and where proofs contradict.

What is surest comes first: decisions, identifiers, then the keys in their order. At each of these levels everything
that is linked is looked at together before anything is linked, so that the order of the records does not matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from govkit.catalog.identity.decisions import Decisions
from govkit.catalog.identity.record import Record, Ref

MOST_SHARING = 50
"""Records that may share a value of a key; what more of them share tells none from the others."""
DECIDED, IDENTIFIERS = "a person decided it", "identifiers"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Records of which proofs say what cannot be: nothing is linked for that reason, and a person has to decide."""

    records: tuple[Ref, ...]
    because: tuple[str, ...]


@dataclass(slots=True)
class _Edge:
    left: int
    right: int
    value: str


@dataclass(slots=True)
class Linking:
    """Clusters as they grow: each is named by the lowest of its records."""

    records: Sequence[Record]
    single: Sequence[bool]
    """Of each key, whether a record has one value of it, so that two values contradict."""
    names: Sequence[str]
    decisions: Decisions
    cluster: list[int] = field(init=False)
    members: dict[int, list[int]] = field(init=False)
    because: dict[int, set[str]] = field(init=False)
    contested: set[tuple[int, int]] = field(default_factory=set)
    """Pairs of records that a value links, and that were not linked because others have it, too."""
    _conflicts: dict[tuple[int, ...], set[str]] = field(default_factory=lambda: defaultdict(set))
    _parted: dict[int, set[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        count = range(len(self.records))
        self.cluster = list(count)
        self.members = {at: [at] for at in count}
        self.because = defaultdict(set)
        numbers = {record.ref: at for at, record in enumerate(self.records)}
        for ref, others in self.decisions.different.items():
            if ref in numbers:
                self._parted[numbers[ref]] = {numbers[other] for other in others if other in numbers}
        together: dict[Ref, list[int]] = defaultdict(list)
        for one in self.decisions.all:
            for ref in one.records if one.decision == "same" else ():
                if ref in numbers and numbers[ref] not in together[self.decisions.root(ref)]:
                    together[self.decisions.root(ref)].append(numbers[ref])
        for found in together.values():
            for at in found[1:]:
                self._merge(self.cluster[found[0]], self.cluster[at], DECIDED)

    def run(self) -> None:
        """Links what identifiers prove, then what each key proves."""
        identifiers: dict[str, list[int]] = defaultdict(list)
        for at, record in enumerate(self.records):
            for identifier in record.identifiers:
                identifiers[str(identifier)].append(at)
        self._level(IDENTIFIERS, identifiers)
        for number, name in enumerate(self.names):
            keys: dict[str, list[int]] = defaultdict(list)
            for at, record in enumerate(self.records):
                for value in record.keys[number]:
                    keys[" ".join(value)].append(at)
            self._level(name, keys)

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """The conflicts by their records; those of records that were linked after all are none."""
        return tuple(
            Conflict(tuple(self.records[at].ref for at in found), tuple(sorted(why)))
            for found, why in sorted(self._conflicts.items())
            if len({self.cluster[at] for at in found}) > 1
        )

    def are_parted(self, left: int, right: int) -> bool:
        """Whether a person said of records of two clusters that they are different."""
        return any(
            not self._parted[one].isdisjoint(self.members[right]) for one in self.members[left] if one in self._parted
        )

    # ----------------------------------------------------------------------------------------------------------- levels

    def _level(self, name: str, buckets: Mapping[str, Sequence[int]]) -> None:
        edges: list[_Edge] = []
        for value, found in sorted(buckets.items()):
            if len(found) > MOST_SHARING:
                said = f"{name} {value}: {len(found)} records have it, so it tells none from the others"
                self._conflicts[tuple(sorted(found)[:MOST_SHARING])].add(said)
            elif len(found) > 1:
                edges += self._edges(name, value, found)
        for component, inside in _components(edges):
            self._settle(name, component, inside)

    def _edges(self, name: str, value: str, found: Sequence[int]) -> Iterable[_Edge]:
        """What a value links: clusters that are the only one of each of their systems which has it."""
        clusters: dict[int, list[int]] = defaultdict(list)
        for at in sorted(set(found)):
            clusters[self.cluster[at]].append(at)
        owners: dict[str, set[int]] = defaultdict(set)
        for root, inside in clusters.items():
            for at in inside:
                owners[self.records[at].ref.system].add(root)
        ambiguous = {root for roots in owners.values() if len(roots) > 1 for root in roots}
        contested: set[int] = set()
        for left, right in combinations(sorted(clusters), 2):
            if self.are_parted(left, right):
                continue
            if left in ambiguous or right in ambiguous:
                contested |= {*clusters[left], *clusters[right]}
                self._contest(clusters[left][0], clusters[right][0])
            else:
                yield _Edge(left, right, value)
        if contested:
            several = "; ".join(
                f"{system} has it in {len(roots)} records" for system, roots in sorted(owners.items()) if len(roots) > 1
            )
            self._conflicts[tuple(sorted(contested))].add(f"{name} {value}: {several}")

    def _settle(self, name: str, roots: set[int], edges: Sequence[_Edge]) -> None:
        """Links the clusters of one component, or says what speaks against it."""
        against = sorted(self._against(roots))
        if against:
            values = ", ".join(sorted({edge.value for edge in edges}))
            records = tuple(sorted(at for root in roots for at in self.members[root]))
            self._conflicts[records] |= {f"{name} {values} links them, but {reason}" for reason in against}
            for edge in edges:
                self._contest(self.members[edge.left][0], self.members[edge.right][0])
            return
        first, *others = sorted(roots)
        for other in others:
            self._merge(first, other, name)

    def _against(self, roots: set[int]) -> Iterable[str]:
        """Why clusters cannot be one object."""
        owners: dict[str, set[int]] = defaultdict(set)
        for root in roots:
            for at in self.members[root]:
                owners[self.records[at].ref.system].add(root)
        yield from (f"{system} has {len(found)} of these" for system, found in owners.items() if len(found) > 1)
        for left, right in combinations(sorted(roots), 2):
            if self.are_parted(left, right):
                yield f"{self._name(left)} and {self._name(right)} are decided to be different"
            yield from self._contradictions(left, right)

    def _contradictions(self, left: int, right: int) -> Iterable[str]:
        """Keys of which a record has one value, and two records have two."""
        for number, name in enumerate(self.names):
            if not self.single[number]:
                continue
            for one in self.members[left]:
                for other in self.members[right]:
                    mine, theirs = self.records[one].keys[number], self.records[other].keys[number]
                    if mine and theirs and mine != theirs:
                        said = [" ".join(value) for found in (mine, theirs) for value in found]
                        yield (
                            f"{name} differs: {said[0]} in {self.records[one].ref}, {said[1]} in "
                            f"{self.records[other].ref}"
                        )

    def _contest(self, left: int, right: int) -> None:
        self.contested.add((min(left, right), max(left, right)))

    def _name(self, root: int) -> str:
        return str(self.records[root].ref)

    def _merge(self, left: int, right: int, because: str) -> None:
        if left == right:
            self.because[left].add(because)
            return
        low, high = sorted((left, right))
        self.members[low] = sorted([*self.members[low], *self.members.pop(high)])
        for at in self.members[low]:
            self.cluster[at] = low
        self.because[low] |= self.because.pop(high, set()) | {because}


def _components(edges: Iterable[_Edge]) -> list[tuple[set[int], list[_Edge]]]:
    """The clusters that hang together, with what links them; the lowest first."""
    beside: dict[int, list[_Edge]] = defaultdict(list)
    for edge in edges:
        beside[edge.left].append(edge)
        beside[edge.right].append(edge)
    found: list[tuple[set[int], list[_Edge]]] = []
    seen: set[int] = set()
    for start in sorted(beside):
        if start in seen:
            continue
        inside, waiting, linked = {start}, [start], list[_Edge]()
        while waiting:
            root = waiting.pop()
            linked += [edge for edge in beside[root] if edge.left == root]
            new = {end for edge in beside[root] for end in (edge.left, edge.right)} - inside
            inside |= new
            waiting += new
        seen |= inside
        found.append((inside, linked))
    return found
