"""Cells of tables as text, and as JSON."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from govkit.gate.answers.report import Quantity
from govkit.reports.spans import elide

if TYPE_CHECKING:
    from govkit.gate.answers.report import Cell, Report

NOTHING = "–"
_LONGEST = 2_000


def pieces(cell: Cell) -> list[str]:
    """The texts of a cell, several where it lists names; none where there is nothing to tell."""
    if cell is None or cell == "":
        return []
    if isinstance(cell, tuple):
        return [elide(one, _LONGEST, word=_LONGEST) for one in cell if one]
    if isinstance(cell, date):
        return [cell.isoformat()]
    if isinstance(cell, Quantity):
        return [str(cell)]
    return [elide(cell, _LONGEST, word=_LONGEST) if isinstance(cell, str) else str(cell)]


def value(cell: Cell) -> str | int | list[str] | dict[str, Any] | None:
    """A cell as a value of JSON: days as ISO 8601 writes them."""
    if isinstance(cell, tuple):
        return list(cell)
    if isinstance(cell, Quantity):
        return {"value": cell.value, "unit": cell.unit}
    return cell.isoformat() if isinstance(cell, date) else cell


def heading(report: Report) -> str:
    """The day that a report speaks of, and what it is narrowed to."""
    narrowed = f", {report.about}" if report.about and report.about not in report.title else ""
    return f"on {report.on.isoformat()}{narrowed}"
