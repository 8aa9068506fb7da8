"""What `govkit match` answers: a report of what is linked, what is proposed, what contradicts, and what is alone."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from govkit.catalog.entries import Entry, Estate, MappingSpec
from govkit.catalog.entries.kinds.entity import EntitySpec, Match
from govkit.catalog.identity.decisions import Decisions
from govkit.catalog.identity.likeness import Speaks
from govkit.catalog.identity.matching import Matched, Proposal, matched
from govkit.catalog.identity.record import Record
from govkit.catalog.mapping.lineage import lines_of
from govkit.errors import UsageError
from govkit.findings import Finding, discover
from govkit.gate.answers.report import Asked, Cell, Column, ColumnType, Figure, Report, Table, guess
from govkit.gate.answers.shared import found as finding_of
from govkit.gate.comparisons.presence import RULES
from govkit.gate.identity.questions import ask, decisions_in
from govkit.gate.identity.sources import Given, Taken, given, taken

_NAME, _NAMES, _COUNT = ColumnType.NAME, ColumnType.NAMES, ColumnType.COUNT
_MOST_FINDINGS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be matched: an entity, files as `SYSTEM=FILE` or `SYSTEM@VERSION=FILE`.

    `threshold` in percent, else that of the entity. `decisions` is the file of what people decided; with `ask` it is
    continued with what is open.
    """

    entity: str
    sources: tuple[str, ...]
    threshold: int | None = None
    decisions: Path | None = None
    ask: bool = False


def match_records(asked: Asked, wish: Wish) -> Report:
    """The answer. Raises UsageError, InputError with file and line, MissingExtra."""
    estate = asked.estate
    entity, how = _entity(estate, wish.entity)
    if wish.ask and wish.decisions is None:
        raise UsageError("`--ask` continues a file of decisions", hint="name it: `--decisions FILE`")
    sources = [given(estate, entity, text) for text in wish.sources]
    before: tuple[Decisions, str | None] = (Decisions(), None)
    if wish.decisions is not None:
        before = decisions_in(wish.decisions, entity.name, estate, may_lack=wish.ask)
    collecting = gc.isenabled()
    gc.disable()  # records stay until the end, and looking through them again and again costs more than reading
    try:
        read = taken(entity, how, sources)
        found = matched(read.records.values(), how, before[0], wish.threshold)
    finally:
        if collecting:
            gc.enable()
    notes = [*found.notes, *_notes(read, how, sources, before[0])]
    if wish.ask and wish.decisions is not None:
        count = ask(wish.decisions, entity.name, estate, found, before)
        notes.append(f"{count:,} questions were added to {wish.decisions}")
    return _report(asked, entity, sources, read, found, notes)


def _entity(estate: Estate, name: str) -> tuple[Entry[EntitySpec], Match]:
    entity = estate.entities.get(name.removeprefix("entity:"))
    if entity is None:
        raise UsageError(
            f"there is no entity {name!r} in the catalog", hint=guess(name, [*estate.entities], "the entities are")
        )
    if entity.spec.match is None:
        raise UsageError(
            f"the entity {entity.name} does not say how its records are recognised",
            place=entity.place(("spec",)),
            hint="add `match: {keys: [[…]]}` to it",
        )
    return entity, entity.spec.match


def _notes(read: Taken, how: Match, sources: Sequence[Given], decisions: Decisions) -> Iterator[str]:
    if read.repeated:
        yield f"{read.repeated:,} records stand in the files more than once, and were taken once"
    systems = {source.system for source in sources}
    gone = {ref for one in decisions.all for ref in one.records if ref.system in systems and ref not in read.records}
    if gone:
        some = ", ".join(map(str, sorted(gone)[:3])) + (", …" if len(gone) > 3 else "")
        yield f"{len(gone):,} records of which something is decided are not in the files: {some}"
    fields = {way for key in how.keys for way in key} | {way for one in how.similar for way in one.fields}
    for mapping in {source.mapping.name: source.mapping for source in sources}.values():
        for field in sorted(fields & _references(mapping)):
            yield (
                f"{mapping.name} fills `{field}` with an identifier of its own system, which equals none of another's"
            )


def _references(mapping: Entry[MappingSpec]) -> set[str]:
    return {line.field for line in lines_of(mapping.spec) if not line.outward and line.how == "reference"}


# ------------------------------------------------------------------------------------------------------------- report


def _report(
    asked: Asked,
    entity: Entry[EntitySpec],
    sources: Sequence[Given],
    read: Taken,
    found: Matched,
    notes: Sequence[str],
) -> Report:
    systems = list(dict.fromkeys(source.system for source in sources))
    return Report(
        name="match",
        title=f"Which records are one {entity.name}",
        on=asked.on,
        about=", ".join(f"{source.path} by {source.mapping.name}" for source in sources),
        command="match",
        figures=(
            Figure("records", "records", len(found.records)),
            Figure("linked", "linked objects", len(found.clusters)),
            Figure("proposals", "proposals", len(found.proposals)),
            Figure("conflicts", "conflicts", len(found.conflicts), bad=bool(found.conflicts)),
            Figure("alone", "alone", len(found.alone)),
        ),
        tables=tuple(_tables(systems, found)),
        findings=tuple(_findings(entity, read, found)),
        notes=tuple(notes),
    )


def _tables(systems: Sequence[str], found: Matched) -> Iterator[Table]:
    yield Table(
        name="linked",
        title="Linked: proved to be one object",
        columns=(
            Column("label", "what"),
            *(Column(system, system, _NAMES) for system in systems),
            Column("linkedBy", "linked by", _NAMES),
        ),
        rows=tuple(
            (
                one.records[0].label or None,
                *(tuple(record.ref.id for record in one.records if record.ref.system == name) for name in systems),
                one.because,
            )
            for one in found.clusters
        ),
        empty="no identifier and no key links two records",
    )
    yield from _of_proposals(found.proposals)
    yield Table(
        name="conflicts",
        title="Conflicts: nothing is linked, a person decides",
        columns=(Column("records", "records", _NAMES), Column("because", "because")),
        rows=tuple((tuple(map(str, one.records)), "; ".join(one.because)) for one in found.conflicts),
        empty="no identifier contradicts another, and no key",
    )
    yield Table(
        name="alone",
        title="Alone: nothing links them, and nothing is like them",
        columns=(Column("record", "record", _NAME), Column("label", "what"), Column("place", "where", _NAME)),
        rows=tuple((str(one.ref), one.label or None, str(one.place)) for one in found.alone),
        empty="every record is linked, proposed or in conflict",
    )


def _of_proposals(proposals: Sequence[Proposal]) -> Iterator[Table]:
    """The proposals, and below them what each rests on, field by field."""
    yield Table(
        name="proposals",
        title="Proposals: alike, for a person to decide",
        columns=(
            Column("number", "#", _COUNT),
            Column("likeness", "%", _COUNT),
            Column("left", "record", _NAME),
            Column("leftLabel", "what"),
            Column("right", "and record", _NAME),
            Column("rightLabel", "what"),
            Column("kind", "would be a"),
            Column("for", "for", _NAMES),
            Column("against", "against", _NAMES),
        ),
        rows=tuple(
            (
                number,
                one.percent,
                *_told(one.left),
                *_told(one.right),
                one.kind,
                tuple(said.field for said in one.evidence if said.speaks is Speaks.FOR),
                tuple(said.field for said in one.evidence if said.speaks is Speaks.AGAINST),
            )
            for number, one in enumerate(proposals, 1)
        ),
        empty="no two records that are not linked are alike enough",
        note="A duplicate is a second record of one system. `--decisions FILE --ask` writes these down to be decided."
        if proposals
        else "",
    )
    yield Table(
        name="evidence",
        title="What the proposals rest on",
        columns=(
            Column("number", "#", _COUNT),
            Column("field", "field", _NAME),
            Column("left", "in the one"),
            Column("right", "in the other"),
            Column("likeness", "%", _COUNT),
            Column("speaks", "speaks"),
        ),
        rows=tuple(
            (number, said.field, said.left, said.right, said.percent, said.speaks.value)
            for number, one in enumerate(proposals, 1)
            for said in one.evidence
        ),
        empty="there are no proposals",
    )


def _told(record: Record) -> tuple[Cell, Cell]:
    return str(record.ref), record.label or None


def _findings(entity: Entry[EntitySpec], read: Taken, found: Matched) -> Iterator[Finding]:
    rules = discover(RULES)
    for one in read.misfits.values():
        value = repr(one.first.value)
        shown = value if len(value) <= 60 else f"{value[:59]}…"
        message = rules["record-not-mapped"].when(one.first.target, shown, one.first.because, one.records)
        yield finding_of("record-not-mapped", one.mapping.about, message, one.place, path=f"/{one.first.target}")
    for conflict in found.conflicts[:_MOST_FINDINGS]:
        records = [str(ref) for ref in conflict.records]
        message = rules["identity-conflict"].when(records, conflict.because)
        place = read.records[conflict.records[0]].place
        yield finding_of("identity-conflict", entity.about, message, place, path=f"/{' '.join(records)}")
