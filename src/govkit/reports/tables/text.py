"""A report for a terminal: tables that fit the width, readable without colour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import unescape
from typing import TYPE_CHECKING

from govkit.gate.answers.report import ColumnType
from govkit.reports.format import RenderOptions
from govkit.reports.formats.changelog import body_of
from govkit.reports.spans import Line, Span, cells, line, plain, shorten, visible, wrap
from govkit.reports.tables.cells import NOTHING, heading, pieces
from govkit.reports.wording import at, prose, summary_line

if TYPE_CHECKING:
    from govkit.findings import Finding
    from govkit.gate.answers.report import Column, Release, Report, Table

_GAP = 2
_MOST_ROWS = 200
_MOST_FINDINGS = 50
_LEAST = 10


def render(report: Report, options: RenderOptions) -> list[Line]:
    """The lines."""
    lines = [line(Span(prose(report.title), "strong"), Span(f"  {prose(heading(report))}", "dim"))]
    for note in report.notes:
        lines += wrap([Span(prose(note))], options.width, first=line(Span("note ", "label")), rest=" " * 5)
    lines += [(), *_figures(report, options.width)]
    for table in report.tables:
        lines += [(), *table_lines(table, options)]
    for release in report.releases:
        lines += [(), *_release(release, options)]
    if report.findings:
        lines += [(), line(Span("What is wrong", "strong")), *_findings(report, options)]
        lines += [(), summary_line(report.outcome)]
    return lines


def _figures(report: Report, width: int) -> list[Line]:
    spans: list[Span] = []
    for figure in report.figures:
        text = f"{figure.title}: {figure.value:,}".replace(" ", "\u00a0")
        spans += [Span(" · ", "dim")] * bool(spans) + [Span(text, "error" if figure.bad else "")]
    return wrap(spans, width) if spans else []


# --------------------------------------------------------------------------------------------------------------- tables


def table_lines(table: Table, options: RenderOptions) -> Iterator[Line]:
    """One table, under its title."""
    yield line(Span(table.title, "strong"))
    if not table.rows:
        yield line(Span(f"  {table.empty}", "dim"))
        return
    shown = table.rows if options.show_all else table.rows[:_MOST_ROWS]
    rows = [[_one(column, pieces(cell)) for column, cell in zip(table.columns, row, strict=True)] for row in shown]
    used = [index for index in range(len(table.columns)) if any(row[index] != NOTHING for row in rows)]
    columns = [table.columns[index] for index in used]
    rows = [[row[index] for index in used] for row in rows]
    widths = _widths(columns, rows, options.width)
    if sum(widths) + _GAP * (len(widths) - 1) > options.width:
        yield from _stacked(columns, rows, options.width)
    else:
        yield from _cells([column.title for column in columns], columns, widths, "label")
        for row in rows:
            yield from _cells(row, columns, widths)
    if len(shown) < len(table.rows):
        yield line(Span(f"  … {len(table.rows) - len(shown):,} more rows (--all shows them)", "dim"))
    if table.note:
        yield from wrap([Span(table.note, "dim")], options.width)


def _one(column: Column, texts: Sequence[str]) -> str:
    """A cell in one text, which may be wrapped at its spaces; the items of a list are kept whole."""
    safe = [visible(" ".join(text.split())) for text in texts]
    if column.type is ColumnType.NAMES:
        safe = [text.replace(" ", "\u00a0") for text in safe]
    return ", ".join(safe) or NOTHING


def _widths(columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """As wide as their texts where that fits; else the widest give way, down to their longest words."""
    texts = [[column.title, *(row[index] for row in rows)] for index, column in enumerate(columns)]
    wanted = [max(map(cells, column)) for column in texts]
    least = [
        min(wide, max(_LEAST if wide > _LEAST else wide, *(cells(word) for text in column for word in text.split(" "))))
        for wide, column in zip(wanted, texts, strict=True)
    ]
    room = width - _GAP * (len(columns) - 1)
    while sum(wanted) > room:
        shrinkable = [index for index in range(len(wanted)) if wanted[index] > least[index]]
        if not shrinkable:
            break
        widest = max(shrinkable, key=lambda index: wanted[index])
        wanted[widest] -= 1
    return wanted


def _cells(row: Sequence[str], columns: Sequence[Column], widths: Sequence[int], style: str = "") -> Iterator[Line]:
    """A row, of as many lines as its highest cell."""
    wrapped = [[plain(one) for one in wrap([Span(text)], wide)] or [""] for text, wide in zip(row, widths, strict=True)]
    for number in range(max(map(len, wrapped))):
        yield _row([texts[number] if number < len(texts) else "" for texts in wrapped], columns, widths, style)


def _row(texts: Sequence[str], columns: Sequence[Column], widths: Sequence[int], style: str) -> Line:
    spans: list[Span] = []
    for index, (text, column, wide) in enumerate(zip(texts, columns, widths, strict=True)):
        pad = " " * max(0, wide - cells(text))
        own = style or ("path" if column.type in (ColumnType.NAME, ColumnType.NAMES) and text != NOTHING else "")
        last = index == len(texts) - 1
        if column.type.is_number:
            spans += [Span(pad), Span(text, own)]
        else:
            spans += [Span(text, own), *([] if last else [Span(pad)])]
        spans += [] if last else [Span(" " * _GAP)]
    while len(spans) > 1 and not spans[-1].text.strip(" "):
        spans.pop()
    return tuple(span for span in spans if span.text)


def _stacked(columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int) -> Iterator[Line]:
    """Rows one below the other, a line a cell: for tables that are too wide for the terminal."""
    label = max(cells(column.title) for column in columns)
    for number, row in enumerate(rows):
        if number:
            yield ()
        for column, text in zip(columns, row, strict=True):
            if text != NOTHING:
                title = f"  {column.title}{' ' * (label - cells(column.title))}  "
                yield from wrap([Span(text)], width, first=line(Span(title, "label")), rest=" " * len(title))


# ------------------------------------------------------------------------------------------------- releases, findings


def _release(release: Release, options: RenderOptions) -> Iterator[Line]:
    day = f" - {release.released.isoformat()}" if release.released else ""
    yield line(Span(f"{visible(release.version)}{day}", "strong"), Span(f"  {release.lifecycle}", "dim"))
    if release.note:
        yield from wrap([Span(prose(release.note))], options.width, first=line("  "), rest="  ")
    if release.outcome is None:
        return
    for text in body_of(release.outcome, options).strip("\n").split("\n"):
        plain_text = unescape(text).replace("`", "")
        if not plain_text:
            continue
        if plain_text.startswith("### "):
            yield line(Span(f"  {plain_text.removeprefix('### ')}", "label"))
        else:
            indent = "    " + " " * (len(plain_text) - len(plain_text.lstrip(" ")))
            rest = indent + "  " * plain_text.lstrip(" ").startswith("- ")
            yield from wrap([Span(visible(plain_text.strip()))], options.width, first=line(indent), rest=rest)


def _findings(report: Report, options: RenderOptions) -> Iterator[Line]:
    ordered = report.outcome.ordered
    shown = ordered if options.show_all else ordered[:_MOST_FINDINGS]
    for finding in shown:
        yield from _finding(finding, options)
    if len(shown) < len(ordered):
        yield line(Span(f"  … {len(ordered) - len(shown):,} more (--all shows them)", "dim"))


def _finding(finding: Finding, options: RenderOptions) -> Iterator[Line]:
    word = finding.severity.value
    first = line("  ", Span(word, word), " " * (8 - len(word)))
    yield from wrap([Span(prose(finding.message))], options.width, first=first, rest=" " * 10)
    place = finding.new or finding.old
    where = f"{at(place)}  " if place else ""
    told = line(" " * 10, Span(where, "path"), Span(shorten(visible(finding.rule), 60), "dim"))
    yield told
