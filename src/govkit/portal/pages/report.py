"""Reports on the estate, each as a page: what `govkit report` tells."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from govkit.gate.answers.report import Asked, Cell, Report, report_named, report_names
from govkit.portal.page import Absent, Ask, Page, Section
from govkit.portal.rows import paged
from govkit.portal.state import State
from govkit.reports.tables.cells import pieces

_MENU = {
    "ownership": ("Ownership", 10),
    "records": ("Systems of record", 20),
    "deprecations": ("Deprecations", 30),
    "scorecard": ("Scorecards", 50),
    "consumers": ("Who uses what", 60),
    "access": ("Access", 70),
    "coverage": ("Coverage", 80),
    "drift": ("Drift", 90),
    "duplicates": ("Duplicates", 95),
}
"""The reports of the menu, what it calls them, and their order in it."""


def _make(name: str, path: str, ask: Ask) -> dict[str, Any]:
    report = report_of(ask, name)
    return {"title": report.title, "template": "report", "report": report, "tables": tables_of(ask, report, path)}


def tables_of(ask: Ask, report: Report, path: str) -> list[dict[str, Any]]:
    """The tables of a report, each with the page of its rows that is asked for; `path` is that of the page."""
    return [
        {"table": table, "rows": paged(ask, path, table.rows, _text, parameter=f"{table.name}-page")}
        for table in report.tables
    ]


def report_of(ask: Ask, name: str) -> Report:
    """A report on the whole estate, made once. Raises Absent where there is none of that name."""
    if name not in report_names():
        raise Absent(f"There is no report {name}.")
    state = ask.state
    return state.kept(("told", name), lambda: _with_lines(state, state.worked(("report", name), _made, name)))


def _made(state: State, name: str) -> Report:
    """A report, without the lines of the entries that it is about: each process has those."""
    return replace(report_named(name).make(Asked(estate=state.estate, on=state.on)), line_of=None)


def _with_lines(state: State, report: Report) -> Report:
    return replace(report, line_of=state.estate.line_of)


def rows_about(
    ask: Ask, name: str, table: str, column: str, value: str, *, is_above: bool = False
) -> list[dict[str, Cell]] | None:
    """The rows of a table of a report whose column names something, each by the names of its columns.

    `is_above`: the column names what lies in it, `customer/name` in `customer`. None where a server is asked and the
    report is still being made: in a large estate that takes seconds.
    """

    def make() -> dict[str, list[dict[str, Cell]]]:
        found: dict[str, list[dict[str, Cell]]] = {}
        for one in report_of(ask, name).tables:
            if one.name == table:
                names = [each.name for each in one.columns]
                for row in one.rows:
                    said = dict(zip(names, row, strict=True))
                    cell = said[column]
                    texts = cell if isinstance(cell, tuple) else (str(cell),)
                    for text in dict.fromkeys(one.partition("/")[0] if is_above else one for one in texts):
                        found.setdefault(text, []).append(said)
        return found

    key = ("rows", name, table, column, is_above)
    found = ask.state.soon(key, make) if ask.links.live else ask.state.kept(key, make)
    return found.get(value, []) if found is not None else None


def _text(row: tuple[Cell, ...]) -> str:
    return " ".join(text for cell in row for text in pieces(cell))


def _page(name: str) -> Page:
    called, order = _MENU[name]
    path = f"/{name if name != 'consumers' else 'who-uses-what'}"  # /consumers lists them
    return Page(
        name=f"report-{name}",
        path=path,
        make=partial(_make, name, path),
        menu=called,
        section=Section.GOVERNANCE,
        order=order,
    )


PAGES = tuple(_page(name) for name in _MENU)
