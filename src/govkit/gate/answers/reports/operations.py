"""How the workflows are doing: figures of a period, beside those of the one before and what is aimed at."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from govkit.catalog.entries import Estate
from govkit.catalog.workflows.loading import read_document
from govkit.errors import UsageError
from govkit.findings import Finding
from govkit.gate.answers.report import (
    Asked,
    Cell,
    Column,
    ColumnType,
    Quantity,
    Report,
    ReportKind,
    Table,
    guess,
)
from govkit.gate.answers.report import Figure as Number
from govkit.gate.answers.shared import by_place, found

if TYPE_CHECKING:
    from govkit.sync.figures.answer import About, Absent, Answer

_NAME, _NAMES, _COUNT, _QUANTITY = ColumnType.NAME, ColumnType.NAMES, ColumnType.COUNT, ColumnType.QUANTITY


def make(asked: Asked) -> Report:
    """The report on a period, narrowed to a workflow or the processes of a team.

    Raises UsageError for a workflow or a team that there is not, and what opening the database raises.
    """
    if asked.database is None:
        raise UsageError("the report needs the database of the runtime", hint="`govkit report operations` opens it")
    from govkit.sync.figures.answer import About, answers
    from govkit.sync.figures.period import spans
    from govkit.sync.figures.scene import Scene

    period = asked.period
    now, before = spans(_now(asked), since=period.since, until=period.until, period=period.name)
    measures = {name: one.spec for name, one in asked.estate.measures.items()}
    about = _narrowed(
        asked,
        About(
            dict(_workflows(asked.estate)),
            measures,
            {name: str(one.spec.owner) for name, one in asked.estate.reconciliations.items()},
        ),
    )
    with asked.database() as database, database.reading() as connection:
        values, absent = answers(Scene(connection, about.measures), about, now, before)
    missed = [one for one in values if one.is_missed]
    return Report(
        name="operations",
        title="Operations",
        on=asked.on,
        about=", ".join(filter(None, (str(now), asked.workflow, asked.owner))),
        figures=(
            Number("processes", "processes with data", len({one.process for one in values})),
            Number("worse", "worse than before", sum(one.trend == "worse" for one in values)),
            Number("missed", "targets missed", len(missed), bad=bool(missed)),
        ),
        tables=(*_tables(values), _missing(absent)),
        findings=by_place(_missed(asked.estate, missed)),
        notes=(f"compared with {before}; days are those of UTC",),
    )


def _now(asked: Asked) -> float:
    """The end of the day that is asked for, or now, where that is earlier."""
    end = datetime(asked.on.year, asked.on.month, asked.on.day, tzinfo=UTC) + timedelta(days=1)
    return min(end.timestamp(), time.time())


def _workflows(estate: Estate) -> Iterator[tuple[str, str | None]]:
    """The workflows that events start, with their teams."""
    for written in estate.workflow_documents:
        document = read_document(written)
        if isinstance(document, list):  # `validate` tells what is wrong with it
            continue
        for one in document.workflows.values():
            if one.start is not None and one.start.is_by_itself:
                yield one.id, one.start.owner


def _narrowed(asked: Asked, about: About) -> About:
    from govkit.sync.figures.answer import About

    workflow, owner = asked.workflow, asked.owner.removeprefix("team:") if asked.owner is not None else None
    if workflow is not None and workflow not in about.workflows:
        hint = guess(workflow, list(about.workflows), "the workflows are")
        raise UsageError(f"events start no workflow {workflow!r}", hint=hint)
    if owner is not None and owner not in asked.estate.teams:
        raise UsageError(f"there is no team {owner!r}", hint=guess(owner, list(asked.estate.teams), "the teams are"))

    def is_meant(process: str, team: str | None) -> bool:
        return workflow in (None, process) and owner in (None, team)

    def those(of: Mapping[str, str | None]) -> dict[str, str | None]:
        return {name: team for name, team in of.items() if is_meant(name, team)}

    workflows = those(about.workflows)
    measures = {
        name: one
        for name, one in about.measures.items()
        if is_meant(one.process, str(one.owner)) or (one.figure is not None and one.process in workflows)
    }
    return About(workflows, measures, those(about.reconciliations))


# -------------------------------------------------------------------------------------------------------------- tables


_COLUMNS = (
    Column("subject", "of", _NAME),
    Column("part", "value is"),
    Column("value", "value", _QUANTITY),
    Column("count", "made of", _COUNT),
    Column("before", "before", _QUANTITY),
    Column("trend", "trend"),
    Column("target", "target", _QUANTITY),
    Column("reached", "reached"),
    Column("process", "process", _NAME),
    Column("owner", "owner", _NAME),
    Column("said", "beside it"),
)


def _tables(values: Iterable[Answer]) -> Iterator[Table]:
    """A table for each figure that has values."""
    by_figure: dict[str, list[Answer]] = {}
    for one in values:
        by_figure.setdefault(one.figure.id, []).append(one)
    for several in by_figure.values():
        figure = several[0].figure
        yield Table(
            name=figure.id,
            title=figure.title,
            columns=_COLUMNS,
            rows=tuple(map(_row, several)),
            note=f"{figure.counts} Formula: {figure.formula}.",
        )


def _row(one: Answer) -> tuple[Cell, ...]:
    unit = str(one.figure.unit)

    def quantity(value: float | None) -> Quantity | None:
        return None if value is None else Quantity(round(value, 6), unit)

    reached = None if one.target is None else "no" if one.is_missed else "yes"
    process = one.process if one.process != one.subject else None
    return (
        one.subject, one.part or None, quantity(one.value), one.of, quantity(one.before), one.trend,
        quantity(one.target), reached, process, one.owner, one.said or None,
    )  # fmt: skip


def _missing(absent: Iterable[Absent]) -> Table:
    return Table(
        name="missing",
        title="No data",
        columns=(Column("figure", "figure"), Column("subjects", "of", _NAMES), Column("why", "why")),
        rows=tuple(
            (one.figure.id if one.figure is not None else "every workflow figure", one.subjects, f"no data: {one.why}")
            for one in absent
        ),
        empty="there is data for every figure",
    )


def _missed(estate: Estate, missed: Iterable[Answer]) -> Iterator[Finding]:
    for one in missed:
        entry = estate.measures[str(one.measure)]
        unit = str(one.figure.unit)
        value, target = (Quantity(number, unit) for number in (one.value, one.target or 0.0))
        part = f" ({one.part})" if one.part else ""
        bound = "least" if one.better == "higher" else "most"
        yield found(
            "figure-target-missed",
            entry.about,
            f"{one.figure.title.lower()} of `{one.subject}`{part} is {value}, and at {bound} {target} is aimed at",
            entry.place(("spec", entry.spec.measured[0], "target")),
            path=f"/spec/{entry.spec.measured[0]}/target",
        )


REPORT = ReportKind(
    name="operations",
    summary="How workflows are doing in a period: success, recovery, effort, business figures.",
    make=make,
    takes=("workflow", "owner", "period", "database"),
    needs=("database",),
)
