"""What came in, cut into pages by the database; what became of an event, and of all that concerned one key."""

from __future__ import annotations

from typing import Any

from govkit.errors import UsageError
from govkit.portal.page import Absent, Ask, Page, Section
from govkit.portal.pages._runtime import number_in, of_runtime, reading
from govkit.portal.security.roles import Role

_PATH = "/events"


@of_runtime("Events")
def _list(ask: Ask) -> dict[str, Any]:
    from govkit.sync.inbox.events import Wanted, kept

    said = {name: ask.said(name) for name in ("type", "source", "key")}
    last = before_in(ask)
    wanted = Wanted(
        type=said["type"] or None,
        source=said["source"] or None,
        key=said["key"] or None,
        last=last - 1 if last is not None else None,
    )
    with reading(ask) as connection:
        found = kept(connection, wanted, ask.size + 1)[::-1]
    return {
        "title": "Events",
        "said": said,
        "sources": sorted(ask.state.estate.systems),
        "events": found[: ask.size],
        "is_first": last is None,
        "older": found[ask.size - 1].seq if len(found) > ask.size else None,
    }


def before_in(ask: Ask) -> int | None:
    """The number behind which a page begins; None for the first page, and for what is none."""
    try:
        return number_in(ask.said("before"), "event")
    except Absent:
        return None


@of_runtime("Event")
def _one(ask: Ask) -> dict[str, Any]:
    from govkit.sync.inbox.events import Wanted, kept
    from govkit.sync.store.texts import as_value
    from govkit.sync.telemetry.timeline import timeline

    number = number_in(ask.parts["number"], "event")
    with reading(ask) as connection:
        found = kept(connection, Wanted(seqs=(number,)))
        if not found:
            raise Absent(f"There is no event {number}.")
        happened = timeline(connection, str(number))
    return {
        "title": f"Event {number}",
        "trail": [("Events", _PATH)],
        "event": found[0],
        "body": as_value(found[0].body),
        "happened": happened,
    }


@of_runtime("What happened")
def _of_key(ask: Ask) -> dict[str, Any]:
    from govkit.sync.telemetry.timeline import timeline_of_key

    key = ask.said("key")
    with reading(ask) as connection:
        try:
            happened = timeline_of_key(connection, key)
        except UsageError as error:
            raise Absent(f"Nothing is known of {key[:80] or 'no key'}.") from error
    return {
        "title": key,
        "trail": [("Events", _PATH)],
        "happened": happened,
        "key": key,
        "entities": list(ask.state.estate.entities),
    }


PAGES = (
    Page(
        name="events",
        path=_PATH,
        make=_list,
        menu="Events",
        section=Section.OPERATIONS,
        order=20,
        exported=False,
        needs=Role.VIEWER,
    ),
    Page(name="events-of", path=f"{_PATH}/of", make=_of_key, exported=False, needs=Role.VIEWER),
    Page(name="event", path=f"{_PATH}/{{number}}", make=_one, exported=False, needs=Role.VIEWER),
)
