"""Reconciliations as reports for a terminal, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from govkit.cli.sync.shown import as_json
from govkit.reports.spans import Span, line
from govkit.sync.words import moment, percent, span

if TYPE_CHECKING:
    from govkit.catalog.entries import Estate
    from govkit.cli.sync.desk import Desk
    from govkit.reports.spans import Line
    from govkit.sync.reconciling.findings import Figures
    from govkit.sync.reconciling.listing import Listed, Ran
    from govkit.sync.store.database import Database

_LONGEST = 60


def difference_as_json(one: Listed) -> dict[str, Any]:
    """A difference for JSON."""
    return {name: value for name, value in as_json(one).items() if value is not None}


def run_as_json(one: Ran) -> dict[str, Any]:
    """A run for JSON."""
    figures = one.figures.as_json() if one.figures is not None else None
    agreement = one.figures.agreement if one.figures is not None else None
    return {
        "run": one.id,
        "reconciliation": one.reconciliation,
        "state": one.state,
        "startedBy": one.started_by,
        "startedAt": moment(one.started_at),
        "finishedAt": moment(one.finished_at),
        "note": one.note,
        "agreement": None if agreement is None else f"{agreement:.6f}",
        "figures": figures,
    }


def report_of(desk: Desk, name: str, figures: Figures, at: float, listed: Sequence[Listed]) -> Iterator[Line]:
    """The report of a run: objects, agreement, and the differences that stand, the worst first."""
    from govkit.sync.reconciling.listing import worst_first

    agreement = percent(figures.agreement)
    style = "good" if not listed else "error"
    yield line(
        Span(name, "strong"),
        f"  {figures.entity}, record {figures.base}, read {moment(at)}  ",
        Span(f"{agreement} agree" if agreement else "no values were compared", style),
    )
    yield ()
    yield from desk.rows.table_lines("Objects", _OBJECTS, list(_objects(figures)), "none")
    yield ()
    yield from desk.rows.table_lines("Agreement", _FIELDS, list(_fields(figures)), "nothing was compared")
    yield ()
    rows = [_row(one, desk.now()) for one in worst_first(listed, figures)]
    yield from desk.rows.table_lines("Differences", _DIFFERENCES, rows, "none")
    for note in figures.notes:
        yield line(Span("note  ", "label"), note)


_OBJECTS = (
    ("system", "system"), ("records", "records"), ("both", "with record"), ("absent", "not there"),
    ("extra", "unknown to record"), ("several", "several"), ("unfit", "unfit"), ("double", "maybe twice"),
)  # fmt: skip
_FIELDS = (
    ("field", "field"), ("record", "record"), ("system", "system"), ("both", "compared"), ("equal", "equal"),
    ("percent", "agree"), ("differs", "differ"), ("missing", "missing"), ("surplus", "surplus"),
)  # fmt: skip
_DIFFERENCES = (
    ("id", "no."), ("system", "system"), ("object", "object"), ("what", "what"), ("expected", "record says"),
    ("found", "system says"), ("age", "since"), ("state", "state"),
)  # fmt: skip


def _objects(figures: Figures) -> Iterator[dict[str, Any]]:
    for name, one in figures.systems.items():
        is_base = name == figures.base
        yield {
            "system": f"{name} (record)" if is_base else name,
            "records": one.records,
            "both": None if is_base else one.both,
            "absent": None if is_base else one.absent,
            "extra": None if is_base else one.extra,
            "several": one.several,
            "unfit": one.unfit,
            "double": one.double,
        }


def _fields(figures: Figures) -> Iterator[dict[str, Any]]:
    found = [
        (of.equal / of.both if of.both else 1.0, field, name, of)
        for name, one in figures.systems.items()
        for field, of in one.fields.items()
    ]
    for part, field, name, of in sorted(found, key=lambda one: one[:3]):
        yield {
            "field": field,
            "record": of.record,
            "system": name,
            "both": of.both,
            "equal": of.equal,
            "percent": percent(part) if of.both else None,
            "differs": of.differs,
            "missing": of.missing,
            "surplus": of.surplus,
        }


def _row(one: Listed, now: float) -> dict[str, Any]:
    return {
        "id": one.id or None,
        "system": one.system,
        "object": one.object,
        "what": one.what,
        "expected": _short(one.expected) if one.kind != "double" else None,
        "found": _short(one.found if one.detail is None or one.found is not None else one.detail),
        "age": span(now - one.first_seen),
        "state": one.stands,
    }


def _short(text: str | None) -> str | None:
    if text is None:
        return "–"
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST else f"{flat[: _LONGEST - 1]}…"


def standing_of(database: Database, estate: Estate, now: float) -> list[dict[str, Any]]:
    """How each reconciliation of an estate stands."""
    from govkit.sync.reconciling.standing import standings

    with database.reading() as connection:
        found = standings(connection, estate.reconciliations, now)
    rows = []
    for one in found:
        newest, done, spec = one.newest, one.done, one.entry.spec
        at = f"{span(now - newest.started_at)} ago" if newest is not None else "never"
        ended = f", {newest.state}" if newest is not None and newest.state != "done" else ""
        rows.append(
            {
                "name": one.entry.name,
                "entity": str(spec.entity),
                "systems": tuple(map(str, spec.systems)),
                "repair": spec.repair,
                "ran": f"{at}{ended}",
                "agreement": percent(done.figures.agreement) if done is not None and done.figures is not None else None,
                "differences": one.count,
                "next": moment(one.due),
            }
        )
    return rows


def trend_of(found: Sequence[Ran]) -> tuple[list[dict[str, Any]], list[tuple[str, str]]]:
    """How far each system agreed, run by run, the newest first; and the columns of that."""
    done = [one for one in found if one.figures is not None]
    systems = dict.fromkeys(name for one in done if one.figures is not None for name in one.figures.systems)
    rows = []
    for one in done:
        assert one.figures is not None, "those that were done have some"
        row: dict[str, Any] = {
            "run": one.id,
            "at": moment(one.started_at),
            "all": percent(one.figures.agreement),
            "differ": one.figures.found,
        }
        for name, of in one.figures.systems.items():
            both = sum(each.both for each in of.fields.values())
            row[name] = percent(sum(each.equal for each in of.fields.values()) / both) if both else None
        rows.append(row)
    columns = [
        ("run", "run"),
        ("at", "began"),
        ("all", "all"),
        *((name, name) for name in systems),
        ("differ", "differ"),
    ]
    return rows, columns
