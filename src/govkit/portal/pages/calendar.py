"""What ends when: a month at a time, as a list, and as a calendar that other programs read."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from govkit.gate.answers.report import Report
from govkit.portal.page import Ask, Page, Section
from govkit.portal.pages.report import report_of
from govkit.reports.format import RenderOptions
from govkit.reports.tables.ics import render

PATH = "/calendar"
_FIRST, _LAST = date(1970, 1, 1), date(9990, 12, 31)


@dataclass(frozen=True, slots=True)
class Ending:
    """A day of a version: from it on it is deprecated, or may be gone."""

    day: date
    version: str
    what: str


def _make(ask: Ask) -> dict[str, Any]:
    report = report_of(ask, "deprecations")
    endings = sorted(_endings(report), key=lambda one: (one.day, one.version))
    today = ask.state.on
    month = _month(ask.said("month")) or today.replace(day=1)
    months = sorted({one.day.replace(day=1) for one in endings} | {today.replace(day=1)})
    earlier, later = [one for one in months if one < month], [one for one in months if one > month]
    return {
        "title": f"{calendar.month_name[month.month]} {month.year}",
        "trail": [("Deprecations", "/deprecations")],
        "weekdays": list(calendar.day_abbr),
        "weeks": _weeks(month, endings, today),
        "endings": endings,
        "earlier": earlier[-1] if earlier else None,
        "later": later[0] if later else None,
        "this": today.replace(day=1),
        "month": month,
        "path": PATH,
    }


def _month(text: str) -> date | None:
    """The first day of a month: `2026-12`. None for anything else, and for what no calendar holds."""
    year, _, number = text.partition("-")
    if not (year.isascii() and year.isdigit() and number.isascii() and number.isdigit() and len(text) <= 7):
        return None
    try:
        found = date(int(year), int(number), 1)
    except ValueError:
        return None
    return found if _FIRST <= found <= _LAST else None


def _endings(report: Report) -> Iterator[Ending]:
    table = next(one for one in report.tables if one.name == "deprecations")
    names = [column.name for column in table.columns]
    for row in table.rows:
        said = dict(zip(names, row, strict=True))
        for member, what in (("deprecated", "is deprecated"), ("sunset", "may be gone")):
            day = said[member]
            if isinstance(day, date):
                yield Ending(day, f"{said['api']}@{said['version']}", what)


def _weeks(month: date, endings: list[Ending], today: date) -> list[list[dict[str, Any]]]:
    """The weeks of a month, Monday first; days of its neighbours fill them up."""
    by_day: dict[date, list[Ending]] = {}
    for one in endings:
        by_day.setdefault(one.day, []).append(one)
    days = calendar.Calendar().monthdatescalendar(month.year, month.month)
    return [
        [
            {"day": day, "outside": day.month != month.month, "today": day == today, "endings": by_day.get(day, [])}
            for day in week
        ]
        for week in days
    ]


def _ics(ask: Ask) -> dict[str, Any]:
    text = render(report_of(ask, "deprecations"), RenderOptions())
    return {"file": text.encode(), "media": "text/calendar; charset=utf-8"}


PAGES = (
    Page(name="calendar", path=PATH, make=_make, menu="Calendar", section=Section.GOVERNANCE, order=35),
    Page(name="deprecations-ics", path="/deprecations.ics", make=_ics),
)
