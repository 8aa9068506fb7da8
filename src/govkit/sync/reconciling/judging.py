"""Sides held against each other as a plan says, and what follows of it: differences, and numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from govkit.catalog.entries.kinds.entity import Match
from govkit.catalog.identity.likeness import Speaks
from govkit.catalog.identity.matching import matched
from govkit.catalog.identity.record import shown as shortly
from govkit.sync.reconciling.canonical import Compared, shown
from govkit.sync.reconciling.comparing import Bulk, Row, Side
from govkit.sync.reconciling.extracting import MOST_BESIDE, UNFIT, Extracted
from govkit.sync.reconciling.findings import Difference, Figures, Kind, OfField, OfSystem
from govkit.sync.reconciling.plan import Part, Plan

MOST = 100_000
"""Differences that are listed one by one; all are counted."""


@dataclass
class Judged:
    """What was found. Of the differences, the first are listed."""

    figures: Figures
    differences: list[Difference] = field(default_factory=list)

    def add(self, one: Difference) -> None:
        """One more."""
        self.figures.found += 1
        if len(self.differences) < MOST:
            self.differences.append(one)


class Judging:
    """Judges what was read for one plan."""

    def __init__(self, plan: Plan, bulk: Bulk) -> None:
        self._plan = plan
        self._bulk = bulk
        self._sides: dict[str, Side] = {}
        self._alone: dict[str, set[str]] = {}
        self._judged = Judged(Figures(plan.entity.name, plan.base))

    def judge(self, read: Mapping[str, Extracted]) -> Judged:
        """All of it. `read` are the systems, whose sides are there. Raises InputError."""
        for system in self._plan.systems:
            self._side(system, read[system])
        chosen = self._chosen()
        for part in self._plan.parts:
            self._part(part, chosen)
        for system in self._plan.systems:
            self._unfit(read[system])
            self._doubles(read[system], chosen)
        self._judged.figures.kept = len(self._judged.differences)
        if self._judged.figures.found > MOST:
            self._note(f"only the first {MOST:,} of {self._judged.figures.found:,} differences are listed")
        return self._judged

    def called(self, system: str, objects: Sequence[str]) -> dict[str, str]:
        """What a system calls some objects."""
        return self._bulk.called(self._sides[system], objects)

    def _note(self, text: str) -> None:
        self._judged.figures.notes.append(text)

    def _of(self, system: str) -> OfSystem:
        return self._judged.figures.systems.setdefault(system, OfSystem())

    # ------------------------------------------------------------------------------------------------------------ sides

    def _side(self, system: str, read: Extracted) -> None:
        side, base = read.side, self._plan.base
        assert side is not None, "it was made of what was read"
        said = self._of(system)
        if system != base:
            for local, several in self._bulk.recognised(side, self._sides[base]).items():
                said.several += 1
                detail = f"it says the same as {len(several)} objects of {base}: {', '.join(several[:5])}"
                self._judged.add(
                    Difference(system, f"{system}:{local}", Kind.SEVERAL, base, local=local, detail=detail)
                )
        side = self._bulk.counted(side)
        for key, ids in side.double.items():
            said.several += 1
            detail = f"{len(ids)} records are called so: {', '.join(map(str, ids[:5]))}"
            self._judged.add(Difference(system, key, Kind.SEVERAL, base, local=str(ids[0]), detail=detail))
        said.records = side.rows + len(read.nameless)
        self._sides[system] = side
        for field_ in self._plan.spec.fields:
            if (read.raw is None or read.columns is not None) and field_ not in side.columns:
                self._note(f"the file of {system} has no column `{field_}`, which is not compared there")
        if read.doubtful:
            self._note(f"{len(read.doubtful):,} records of {system} are in doubt: {read.doubtful[0]}")

    def _chosen(self) -> list[str]:
        """The relations of the objects that count."""
        found = []
        for at, (name, texts) in enumerate(self._plan.chosen.items()):
            side = self._sides.get(self._plan.record_of(name), self._sides[self._plan.base])
            if name not in side.columns:
                self._note(f"{side.name} has no `{name}`, by which objects are chosen: all count")
                continue
            found.append(self._bulk.chosen(f"chosen{at}", side, Compared(name, self._plan.sorts[name]), texts))
        return found

    # ------------------------------------------------------------------------------------------------------------ parts

    def _part(self, part: Part, chosen: list[str]) -> None:
        record, copy = self._sides[part.record], self._sides[part.copy]
        pair, rows = self._bulk.paired(record, copy, part.fields, chosen, presence=part.presence)
        said = self._of(part.copy)
        if part.presence:
            said.both, said.absent, said.extra = pair.both, pair.absent, pair.extra
        for name, counts in pair.fields.items():
            said.fields[name] = OfField(
                part.record, counts.both, counts.equal, counts.differs, counts.missing, counts.surplus
            )
        # what one side has several times is told of as such, and not as absent or extra besides
        double = {**record.double, **copy.double}
        for row in rows:
            if (row.record_id is None or row.copy_id is None) and row.object in double:
                said.absent -= row.copy_id is None
                said.extra -= row.record_id is None
                continue
            for one in self._differences(part, row):
                self._judged.add(one)

    def _differences(self, part: Part, row: Row) -> Iterator[Difference]:
        if row.copy_id is None:
            yield Difference(part.copy, row.object, Kind.ABSENT, part.record, expected=row.record_id)
            return
        if row.record_id is None:
            yield Difference(part.copy, row.object, Kind.EXTRA, part.record, local=row.copy_id, found=row.copy_id)
            return
        for name, (expected, found) in row.values.items():
            kind = Kind.MISSING if found is None else Kind.SURPLUS if expected is None else Kind.DIFFERS
            detail = next((text[1:] for text in (expected, found) if text is not None and text.startswith(UNFIT)), None)
            sort = self._plan.sorts[name]
            yield Difference(
                part.copy,
                row.object,
                Kind.UNFIT if detail is not None else kind,
                part.record,
                name,
                row.copy_id,
                _without(shown(sort, expected)),
                _without(shown(sort, found)),
                detail,
            )

    # ----------------------------------------------------------------------------------------------------------- others

    def _unfit(self, read: Extracted) -> None:
        said = self._of(read.system)
        said.unfit += len(read.nameless)
        for local, because in read.nameless:
            self._judged.add(
                Difference(
                    read.system, f"{read.system}:{local}", Kind.UNFIT, self._plan.base, local=local, detail=because
                )
            )

    def _doubles(self, read: Extracted, chosen: list[str]) -> None:
        """Records of one system that may be one object that counts, by the keys and comparisons of the entity."""
        match = self._plan.entity.spec.match
        if match is None or read.raw is None:
            return
        if len(read.beside) > MOST_BESIDE:
            self._note(f"{read.system} has more than {MOST_BESIDE:,} records: no duplicates were looked for")
            return
        pairs = {tuple(sorted(one[:2])): one for one in reversed(list(_doubles(read, match)))}
        out = self._bulk.left_out(self._sides[read.system], chosen) if pairs else set()
        found = [
            one
            for one in reversed(pairs.values())
            if not self._are_known(read.system, one[0], one[1]) and out.isdisjoint(one[:2])
        ]
        self._of(read.system).double = len(found)
        for left, right, detail in found:
            key = f"{read.system}:{left}"
            self._judged.add(
                Difference(
                    read.system, key, Kind.DOUBLE, self._plan.base, f"={right}", left, found=right, detail=detail
                )
            )

    def _are_known(self, system: str, left: str, right: str) -> bool:
        """Whether another system has both records, each as an object of its own: then they are two."""
        if system not in self._alone:
            others = [side for name, side in self._sides.items() if name != system]
            self._alone[system] = self._bulk.alone(self._sides[system], others)
        return left not in self._alone[system] and right not in self._alone[system]


def _without(text: str | None) -> str | None:
    return text[1:] if text is not None and text.startswith(UNFIT) else text


def _doubles(read: Extracted, match: Match) -> Iterator[tuple[str, str, str]]:
    """Two records each, and what speaks for it."""
    found = matched(read.beside, match)
    for cluster in found.clusters:
        first, *others = cluster.records
        for one in others:
            yield first.ref.id, one.ref.id, f"the same by {', '.join(cluster.because)}"
    for conflict in found.conflicts:
        first_, *rest = conflict.records
        for ref in rest:
            yield first_.id, ref.id, "; ".join(conflict.because)
    for proposal in found.proposals:
        speaks = [said.field for said in proposal.evidence if said.speaks is Speaks.FOR]
        label = shortly(proposal.left.label)
        detail = f"{proposal.percent}% alike ({label}) by {', '.join(speaks)}"
        yield proposal.left.ref.id, proposal.right.ref.id, detail
