"""What a report on the estate is: data with typed columns, which every renderer shows; and how reports are found."""

from __future__ import annotations

import difflib
import importlib
import pkgutil
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from govkit.catalog.entries import Estate
from govkit.errors import Place, UsageError
from govkit.findings import Finding
from govkit.gate.answers.picture import Picture
from govkit.gate.options import Options
from govkit.gate.outcome import Outcome

if TYPE_CHECKING:
    from govkit.sync.store.database import Database

PACKAGE = "govkit.gate.answers.reports"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A measured value: a `share` from 0 to 1, `seconds`, or a number of what `unit` names."""

    value: float
    unit: str

    def __str__(self) -> str:
        """For people, with no more digits than matter: `98.4 %`, `3 h 12 min`, `1.5`."""
        number = self.value
        if self.unit == "share":
            return f"{100 * number:.1f}".removesuffix(".0") + " %"
        if self.unit != "seconds":
            return f"{number:,.1f}".removesuffix(".0")
        for (name, size), (below, part) in pairwise((*_SIZES, ("s", 1))):
            if number >= size:
                first, rest = divmod(int(number), size)
                word = "day" if (first, name) == (1, "days") else name
                return f"{first:,} {word}" + (f" {rest // part} {below}" if rest // part else "")
        return f"{number:.1f}".removesuffix(".0") + " s"


_SIZES = (("days", 86_400), ("h", 3_600), ("min", 60))

Cell: TypeAlias = str | int | date | tuple[str, ...] | Quantity | None
"""A value of a table; None where there is none to tell."""


class ColumnType(StrEnum):
    """What a column holds: prose, a name as files write it, names, a day, a count that may be negative, a quantity."""

    TEXT = "text"
    NAME = "name"
    NAMES = "names"
    DAY = "day"
    COUNT = "count"
    QUANTITY = "quantity"

    @property
    def is_number(self) -> bool:
        """Whether its values stand below each other by their last digits."""
        return self in (ColumnType.COUNT, ColumnType.QUANTITY)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `name` is its member in the JSON document, `title` its heading."""

    name: str
    title: str
    type: ColumnType = ColumnType.TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of one sort, each with a cell for every column; `empty` says what it means that there are none."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...] = ()
    empty: str = "none"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that matters; `bad` where it should be zero and is not."""

    name: str
    title: str
    value: int
    bad: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A version of an API and what changed in it: `outcome` is the comparison with `before`, None for the first."""

    version: str
    lifecycle: str
    released: date | None = None
    before: str | None = None
    outcome: Outcome | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """An answer about the estate on a day. What is wrong stands in `findings`; `line_of` as in an Outcome.

    `about` is what was asked of it (`billing@2, GET /invoices`), empty for all there is.
    """

    name: str
    title: str
    on: date
    about: str = ""
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    releases: tuple[Release, ...] = ()
    pictures: tuple[Picture, ...] = ()
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    command: str = ""
    line_of: Callable[[Place], str | None] | None = field(default=None, compare=False, repr=False)

    @property
    def outcome(self) -> Outcome:
        """What is wrong, for the formats that show findings, and for the exit code."""
        return Outcome(
            command=self.command or f"report {self.name}",
            findings=self.findings,
            new=self.about or None,
            notes=self.notes,
            line_of=self.line_of,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The period that is asked for: its first moment, the first behind it, or its name; nothing for the usual one."""

    since: float | None = None
    until: float | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a report is made of and for: the estate, the day, and what it is narrowed to.

    `database` opens that of the runtime, for reports on what happened in it.
    """

    estate: Estate
    on: date
    options: Options = field(default_factory=Options)
    api: str | None = None
    operation: str | None = None
    field: str | None = None
    workflow: str | None = None
    owner: str | None = None
    period: Period = Period()
    database: Callable[[], AbstractContextManager[Database]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportKind:
    """A report that there is: `name` is that of its module. `takes` names the members of Asked that narrow it.

    What is in `needs` must be given; what of the API, as an argument.
    """

    name: str
    summary: str
    make: Callable[[Asked], Report]
    takes: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


def report_names() -> list[str]:
    """The names of all reports, sorted, without importing one."""
    package = importlib.import_module(PACKAGE)
    return sorted(info.name for info in pkgutil.iter_modules(package.__path__) if not info.name.startswith("_"))


@cache
def report_named(name: str) -> ReportKind:
    """The report of that name.

    Raises:
        UsageError: there is no such report.
        RuntimeError: its module defines none of that name. That is a mistake of ours.
    """
    if name not in report_names():
        raise UsageError(f"there is no report {name!r}", hint=guess(name, report_names(), "the reports are"))
    found = getattr(importlib.import_module(f"{PACKAGE}.{name}"), "REPORT", None)
    if not isinstance(found, ReportKind) or found.name != name:
        raise RuntimeError(f"{PACKAGE}.{name} must define the REPORT named {name}")
    return found


def guess(name: str, known: list[str], otherwise: str) -> str:
    """The hint for a name that there is not: the nearest that there is, or some of all."""
    folded = {one.casefold(): one for one in known}
    near = difflib.get_close_matches(name.casefold(), folded, 1, cutoff=0.6)
    if near:
        return f"did you mean `{folded[near[0]]}`?"
    some = ", ".join(known[:10])
    return f"{otherwise} {some}{', …' if len(known) > 10 else ''}" if known else "there are none yet"


def counts(values: Mapping[str, int]) -> str:
    """Counts in words: `2 active, 1 deprecated`."""
    return ", ".join(f"{value} {name}" for name, value in values.items() if value)
