"""Values of the runtime as JSON, and exceptions as lines for a terminal."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from govkit.cli import output
from govkit.reports.layout import lay_out
from govkit.reports.spans import Span, line, visible, wrap
from govkit.sync.words import moment, money, span

if TYPE_CHECKING:
    from govkit.cli.rows import Rows
    from govkit.reports.spans import Line
    from govkit.sync.exceptions.actions import Change
    from govkit.sync.exceptions.listing import Group, Listed, Whole

_MOMENTS = ("_at", "since", "due", "expect_by", "held_until", "at")
_INDENT = "  "


def as_json(value: Any, name: str = "") -> Any:
    """A value for JSON: members in camel case, moments as ISO 8601 writes them, amounts as exact texts."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {_camel(one.name): as_json(getattr(value, one.name), one.name) for one in dataclasses.fields(value)}
    if isinstance(value, float) and name.endswith(_MOMENTS):
        return moment(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, list | tuple):
        return [as_json(one) for one in value]
    return value


def row_as_json(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of a table for JSON; what was kept in JSON itself stays as it is."""
    return {_camel(name): as_json(value, name) for name, value in row.items()}


def group_as_json(group: Group) -> dict[str, Any]:
    """A group of exceptions for JSON."""
    return {
        "cause": group.cause,
        "count": len(group.members),
        "since": moment(group.since),
        "amounts": {currency: format(amount, "f") for currency, amount in group.amounts.items()},
        "ids": [one.id for one in group.members],
        "owners": sorted({one.owner for one in group.members}),
    }


def whole_as_json(found: Whole) -> dict[str, Any]:
    """One exception with everything for JSON."""
    return {
        **as_json(found.listed),
        "asked": found.asked,
        "context": found.context,
        "request": found.request,
        "answer": found.answer,
        "resolution": found.resolution,
        "event": row_as_json(found.event),
        "run": row_as_json(found.run),
        "effects": [row_as_json(one) for one in found.effects],
        "others": as_json(found.others),
        "audit": as_json(found.audit),
    }


def change_as_json(change: Change) -> dict[str, Any]:
    """What an action did for JSON."""
    one = change.exception
    said = {"id": one.id, "run": one.run, "does": change.does, "refused": change.refused, "verdict": change.verdict}
    return {name: value for name, value in said.items() if value != ""} | (
        {"diff": [each.as_json() for each in change.diff]} if change.diff else {}
    )


def amount_of(one: Listed) -> str:
    """What an exception is about."""
    return "" if one.amount is None else money({one.currency or "": one.amount})


def numbers(ids: Sequence[int], most: int = 6) -> str:
    """The numbers of exceptions, the first of them where there are many."""
    more = f" and {len(ids) - most} more" if len(ids) > most else ""
    return ", ".join(map(str, ids[:most])) + more


def whole_lines(found: Whole, rows: Rows, now: float) -> Iterator[Line]:
    """One exception for a terminal."""
    one = found.listed
    age = span(now - one.raised_at)
    style = "error" if one.state == "open" else "good"
    yield line(Span(f"Exception {one.id}", "strong"), "  ", Span(one.state, style), Span(f"  raised {age} ago", "dim"))
    yield from _wrapped(one.cause)
    if one.detail:
        yield from _wrapped(one.detail)
    yield ()
    yield from _facts(found)
    yield from _message("Request", found.request)
    yield from _message(f"Answer {one.status or ''}".rstrip(), found.answer)
    yield from _tables(found, rows)
    yield from _ways_on(one)


def _facts(found: Whole) -> Iterator[Line]:
    one = found.listed
    event = found.event
    facts = {
        "customer": one.customer,
        "contract": one.contract,
        "region": one.region,
        "amount": amount_of(one),
        "owner": one.owner.removeprefix("team:"),
        "asked": found.asked,
        "blocked": ", ".join(one.blocked),
        "unknown": "whether the write was made" if one.unknown else None,
        "undone": "what was written before it" if one.compensated else None,
        "run": f"{one.run}, {found.run.get('state', 'gone')}, for {one.key}",
        "event": f"{one.event}, {event.get('type', 'gone')} {event.get('event_id', '')}".strip(),
        "raised": moment(one.raised_at),
        "closed": f"{moment(one.closed_at)} by {one.closed_by}" if one.closed_at is not None else None,
        "reason": one.reason,
    }
    said = {name: value for name, value in facts.items() if value}
    label = max(map(len, said))
    for name, value in said.items():
        first = f"{_INDENT}{name:{label}}  "
        yield from wrap(
            [Span(visible(value))], output.terminal_width(), first=line(Span(first, "label")), rest=" " * len(first)
        )


def _message(title: str, value: Any) -> Iterator[Line]:
    if value is None:
        return
    yield ()
    yield line(Span(title, "strong"))
    for laid in lay_out(value, output.terminal_width() - len(_INDENT)):
        yield (Span(_INDENT), *laid)


def _tables(found: Whole, rows: Rows) -> Iterator[Line]:
    if found.effects:
        columns = [("step", "step"), ("what", "call"), ("state", "state"), ("status", "status"), ("tries", "try")]
        effects = [{**one, "what": f"{one['api']} {one['operation']}"} for one in found.effects]
        yield ()
        yield from rows.table_lines("Writes of this event", columns, effects, "none")
    if found.others:
        columns = [("id", "no."), ("step", "step"), ("kind", "kind"), ("state", "state"), ("at", "raised")]
        others = [{**as_json(one), "at": moment(one.raised_at)} for one in found.others]
        yield ()
        yield from rows.table_lines("Other exceptions of this event", columns, others, "none")
    if found.audit:
        columns = [("at", "at"), ("actor", "who"), ("action", "did"), ("exception", "to no."), ("reason", "because")]
        acts = [{**as_json(one), "reason": one.detail.get("reason")} for one in found.audit]
        yield ()
        yield from rows.table_lines("What was done", columns, acts, "nothing")


def _ways_on(one: Listed) -> Iterator[Line]:
    """What people can do about it, as commands."""
    if one.state != "open":
        return
    ways = [f"retry {one.id}", f"mend {one.id} --patch '{{…}}'", f"replay {one.id}"]
    if one.unknown:
        ways = [f"decide {one.id} --committed --answer '{{…}}'", f"decide {one.id} --absent"]
    yield ()
    yield line(Span("What can be done", "strong"))
    for way in (*ways, f"dismiss {one.id} --reason '…'"):
        yield line(_INDENT, Span(f"govkit sync {way}", "path"))


def _wrapped(text: str) -> list[Line]:
    return wrap([Span(visible(text))], output.terminal_width(), first=line(_INDENT), rest=_INDENT)


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))
