"""Where every value came from that was written to a platform."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from govkit.cli import output
from govkit.cli.sync.desk import Desk, number_of, sync_options
from govkit.cli.sync.shown import as_json
from govkit.errors import GovkitError, UsageError
from govkit.sync.words import moment

if TYPE_CHECKING:
    from govkit.reports.spans import Line
    from govkit.sync.lineage.tracing import Lineage, Write
    from govkit.sync.lineage.values import Source, Written

_LONGEST = 60


@click.command(
    short_help="Where values came from that were written.",
    epilog="""\b
Examples:
  govkit sync lineage customer cus_1001
  govkit sync lineage customer crm:company:co_1001 --field billingAddress
  govkit sync lineage invoice in_2001 --system erp --format json
  govkit sync lineage --effect 12
""",
)
@click.argument("entity", metavar="[ENTITY", required=False)
@click.argument("identifier", metavar="IDENTIFIER]", required=False)
@click.option("--field", metavar="NAME", help="Only this field: a canonical one, or one of the API (`/taxCode`).")
@click.option("--system", metavar="NAME", help="Only what was written to this system.")
@click.option("--effect", metavar="KEY|NUMBER", help="One write, by its number or its key.")
@sync_options
def lineage(
    desk: Desk, /, entity: str | None, identifier: str | None, field: str | None, system: str | None, effect: str | None
) -> int:
    """Shows each value that was written about an object: where it came from, what became of it; the last write first.

    The object is found by whatever any system calls it, as far as identifiers are linked.
    """
    if (effect is None) != (identifier is not None) or (effect is not None and (field or system)):
        raise UsageError(
            "say which object is meant, or which write",
            hint="as in `govkit sync lineage customer cus_1001`, or `--effect 12`; `govkit sync timeline` has numbers",
        )
    from govkit.sync.engine.durable import journal
    from govkit.sync.lineage.tracing import Tracer

    with desk.database() as database, database.reading() as connection:
        tracer = Tracer(connection, lambda run, stretches: journal(database, run, stretches))
        if effect is not None:
            found = tracer.effect(str(number_of(effect)) if effect.isdecimal() else effect)
        else:
            found = tracer.object(str(entity), str(identifier), field, system)
            if not found.writes:
                _require_known(str(entity))
    if desk.rows.is_json:
        desk.rows.document(lineage_as_json(found))
    else:
        desk.rows.lines(list(_lines(found)))
    return 0


def _require_known(entity: str) -> None:
    """Raises UsageError for what is no entity of the estate around; where there is none, nobody knows."""
    from govkit.gate import open_estate
    from govkit.gate.answers.report import guess

    try:
        known = list(open_estate().entities)
    except GovkitError:
        return
    if known and entity not in known:
        raise UsageError(f"there is no entity {entity!r}", hint=guess(entity, known, "the entities are"))


# ---------------------------------------------------------------------------------------------------------------- JSON


def lineage_as_json(found: Lineage) -> dict[str, Any]:
    """A lineage for JSON."""
    return {
        "about": found.about,
        "identifiers": list(found.identifiers),
        "notes": list(found.notes),
        "writes": [_write_as_json(one) for one in found.writes],
    }


def _write_as_json(one: Write) -> dict[str, Any]:
    event, run = one.event or {}, one.run or {}
    said = {name: value for name, value in as_json(one).items() if name not in ("event", "run", "values")}
    return {
        **said,
        "event": {
            "number": event["seq"],
            "source": event["source"],
            "id": event["event_id"],
            "type": event["type"],
            "channel": event["channel"],
            "receivedAt": moment(event["received_at"]),
            "occurredAt": event["occurred_at"],
        }
        if event
        else None,
        "run": {
            "number": run["id"],
            "workflow": run["workflow"],
            "replay": run["generation"],
            "key": run["key"],
            "state": run["state"],
            "pin": run["pin"],
        }
        if run
        else None,
        "values": [_value_as_json(value) for value in one.values],
    }


def _value_as_json(one: Written) -> dict[str, Any]:
    return {
        "pointer": one.pointer,
        "value": one.value,
        "field": one.field or None,
        "mapping": one.mapping or None,
        "how": one.how or None,
        "sources": [_source_as_json(source) for source in one.sources],
    }


def _source_as_json(one: Source) -> dict[str, Any]:
    from govkit.sync.values import MISSING

    said = {
        "kind": one.kind,
        "step": one.step,
        "call": one.call,
        "status": one.status,
        "at": moment(one.at),
        "pointer": one.pointer,
        "mapping": one.mapping,
        "how": one.how,
    }
    found: dict[str, Any] = {name: value for name, value in said.items() if value not in (None, "")}
    if one.value is not MISSING:
        found["value"] = one.value
    return found | ({} if one.is_kept else {"kept": False})


# ---------------------------------------------------------------------------------------------------------------- text


def _lines(found: Lineage) -> Iterator[Line]:
    from govkit.reports.spans import Span, line, visible, wrap

    yield line(Span(visible(found.about), "strong"))
    for note in found.notes:
        yield from wrap([Span(visible(note), "warning")], output.terminal_width(), first=line("  "), rest="  ")
    if found.identifiers:
        names = ", ".join(map(visible, found.identifiers))
        yield from wrap([Span(f"called {names}", "dim")], output.terminal_width(), first=line("  "), rest="  ")
    if not found.writes:
        yield line("  nothing was written about it that is kept")
    for one in found.writes:
        yield ()
        yield from _write_lines(one)


def _write_lines(one: Write) -> Iterator[Line]:
    from govkit.reports.spans import Span, line, visible, wrap

    status = f" {one.status}" if one.status is not None else ""
    style = {"committed": "good", "refused": "error", "unknown": "error"}.get(one.state, "")
    yield line(
        Span(f"Write {one.number}", "strong"),
        Span(f"  {visible(one.api)} {visible(one.operation)}  "),
        Span(f"{one.state}{status}", style),
        Span(f"  {moment(one.last_sent_at)}", "dim"),
    )
    facts = [(name, text) for name, text in _facts(one) if text]
    for name, text in facts:
        first = f"  {name:9}  "
        told = [Span(visible(text), "warning" if name in ("note", "undone", "mended") else "")]
        yield from wrap(told, output.terminal_width(), first=line(Span(first, "label")), rest=" " * len(first))
    for mended in one.mended:
        for text in mended.diff:
            yield line(Span(f"             {visible(text)}", "dim"))
    for value in one.values:
        yield from _value_lines(value)


def _facts(one: Write) -> Iterator[tuple[str, str]]:
    event, run = one.event, one.run
    if event is not None:
        came = f"came {moment(event['received_at'])} by {event['channel']}"
        yield "event", f"{event['seq']}, {event['type']} {event['event_id']} from {event['source']}, {came}"
    if run is not None:
        replay = f", replay {run['generation']}" if run["generation"] else ""
        yield "run", f"{run['id']} of {run['workflow']} for {run['key']}{replay}, step {one.step}"
        yield "pin", run["pin"]
    yield "key", f"{one.key}" + (f", try {one.tries}" if one.tries > 1 else "")
    yield "record", one.resource or ""
    if one.decided_by not in (None, "answer"):
        who = f" ({one.decided})" if one.decided else ""
        yield "decided", f"by {one.decided_by}{who}, {moment(one.decided_at)}"
    for mended in one.mended:
        yield "mended", f"by {mended.by}, {moment(mended.at)}, in exception {mended.exception}"
    yield "undoes", one.undoes or ""
    yield "undone", f"by write {one.undone_by}" if one.undone_by is not None else ""
    yield "later", f"written again by {', '.join(map(str, one.later))}" if one.later else ""
    for note in one.notes:
        yield "note", note


def _value_lines(one: Written) -> Iterator[Line]:
    """A value on a line, and a line below for each source of it."""
    from govkit.reports.spans import Span, line, visible, wrap

    width = output.terminal_width()
    how = f" ({one.how})" if one.how else ""
    told = [Span(visible(one.pointer or "(body)"), "path"), Span(f" = {visible(_short(one.value))}")]
    if one.mapping:
        told.append(Span(f"  {visible(one.field)}, by {visible(one.mapping)}{how}", "dim"))
    yield from wrap(told, width, first=line("  "), rest="      ")
    for source in one.sources:
        came = [Span(visible(_came(source, one)))]
        yield from wrap(came, width, first=line(Span("    from ", "label")), rest=" " * 9)
    if not one.sources:
        yield line(Span("    from ", "label"), Span("nothing that the workflow names", "dim"))


def _came(one: Source, written: Written) -> str:
    """Where a value came from, in words."""
    from govkit.sync.values import MISSING

    if one.kind == "constant":
        return "the workflow's text"
    if one.kind == "links":
        return "what the object is called, as identifiers are linked"
    where = "event" if one.kind == "event" else f"{one.step} ({one.call})"
    value = "" if one.value is MISSING or one.value == written.value else f" = {_short(one.value)}"
    value += "" if one.is_kept else ", not kept any more"
    opaque = ", a function: what it made is followed no further" if one.kind == "function" else ""
    by = f" by {one.mapping}{f' ({one.how})' if one.how else ''}" if one.mapping else ""
    return f"{where} {one.pointer}{value}{by}{opaque}"


def _short(value: Any) -> str:
    from govkit.reports.jsontext import dumps
    from govkit.reports.spans import shorten

    text = " ".join(dumps(value).split())
    return shorten(text, _LONGEST)


COMMANDS = (lineage,)
