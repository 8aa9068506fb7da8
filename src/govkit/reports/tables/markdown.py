"""A report in Markdown: tables as GitHub writes them, texts of the catalog inert."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from govkit.gate.answers.report import ColumnType
from govkit.reports.format import RenderOptions
from govkit.reports.formats.changelog import body_of
from govkit.reports.inert import code, text
from govkit.reports.spans import elide, plain
from govkit.reports.tables.cells import heading, pieces
from govkit.reports.wording import at, tally

if TYPE_CHECKING:
    from govkit.gate.answers.report import Column, Release, Report, Table

_MARKS = {"error": "❌", "warning": "⚠️", "info": "ℹ️"}


def render(report: Report, options: RenderOptions) -> str:
    """The page."""
    parts = [f"# {text(report.title)}"]
    if not report.releases:  # a changelog is committed: it does not change with the day
        parts.append(text(heading(report)[:1].upper() + heading(report)[1:]))
    parts += [f"> {text(note)}" for note in report.notes]
    if report.figures:
        parts.append("\n".join(f"- {text(figure.title)}: **{figure.value:,}**" for figure in report.figures))
    parts += [part for table in report.tables for part in _table(table)]
    parts += [f"## {text(one.title)}\n\n```mermaid\n{one.mermaid()}```" for one in report.pictures]
    parts += [_release(release, options) for release in report.releases]
    if report.findings:
        parts += ["## What is wrong", text(plain(tally(report.outcome))), "\n".join(_findings(report))]
    return "\n\n".join(parts) + "\n"


def _table(table: Table) -> Iterator[str]:
    yield f"## {text(table.title)}"
    if not table.rows:
        yield f"{text(table.empty[:1].upper() + table.empty[1:])}."
        return
    head = "|" + "|".join(f" {text(column.title)} " for column in table.columns) + "|"
    rule = "|" + "|".join("--:" if column.type.is_number else "---" for column in table.columns) + "|"
    rows = (
        "|"
        + "|".join(f" {_cell(column, pieces(cell))} " for column, cell in zip(table.columns, row, strict=True))
        + "|"
        for row in table.rows
    )
    yield "\n".join([head, rule, *rows])
    if table.note:
        yield text(table.note)


def _cell(column: Column, texts: Sequence[str]) -> str:
    """A cell: names in the typeface of code, a line each where there are several."""
    shown = (elide(one, 500, word=500) for one in texts)
    named = column.type in (ColumnType.NAME, ColumnType.NAMES)
    return "<br>".join(code(one) if named else text(one) for one in shown)


def _release(release: Release, options: RenderOptions) -> str:
    day = f" - {release.released.isoformat()}" if release.released else ""
    said = "" if release.lifecycle == "active" else f" ({release.lifecycle})"
    lines = [f"## {text(release.version)}{day}{said}"]
    lines += [text(release.note)] if release.note else []
    lines += [body_of(release.outcome, options).strip("\n")] if release.outcome is not None else []
    return "\n\n".join(lines)


def _findings(report: Report) -> Iterator[str]:
    for finding in report.outcome.ordered:
        place = finding.new or finding.old
        where = f", {code(at(place))}" if place else ""
        yield f"- {_MARKS[finding.severity.value]} {text(finding.message)} ({code(finding.rule)}{where})"
