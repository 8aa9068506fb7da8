"""The queue of exceptions: by cause, those about most money first; one cause; one exception with all about it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from govkit.errors import InputError, UsageError
from govkit.portal.page import Absent, Ask, Page, Section
from govkit.portal.pages._acting import acted
from govkit.portal.pages._runtime import number_in, of_runtime, reading
from govkit.portal.rows import cut, paged, shown_as, words_in
from govkit.portal.security.roles import Role

if TYPE_CHECKING:
    from govkit.sync.exceptions.listing import Listed, Narrowed, Whole
    from govkit.sync.exceptions.sums import Shown, Sum
    from govkit.sync.store.database import Reading

_PATH = "/exceptions"
_STATES = ("open", "retrying", "resolved", "dismissed", "superseded")
_SAID = ("workflow", "system", "customer", "owner", "region")
"""What the list is narrowed by, beside the state."""


def _narrowed(ask: Ask) -> Narrowed:
    from govkit.sync.exceptions.listing import Narrowed
    from govkit.sync.store.states import ExceptionState

    said = {name: ask.said(name) or None for name in _SAID}
    state = ask.said("state")
    states = tuple(ExceptionState) if state == "all" else (ExceptionState(state if state in _STATES else "open"),)
    return Narrowed(
        states=states,
        workflow=said["workflow"],
        system=said["system"],
        customer=said["customer"],
        owner=said["owner"],
        region=said["region"],
    )


def _filters(ask: Ask) -> dict[str, Any]:
    estate = ask.state.estate
    return {
        "now": time.time(),
        "said": {name: ask.said(name) for name in (*_SAID, "state")},
        "states": _STATES,
        "workflows": sorted(one.id for one in estate.workflows),
        "systems": sorted(estate.systems),
        "owners": sorted(estate.teams),
    }


@of_runtime("Exceptions")
def _groups(ask: Ask) -> dict[str, Any]:
    from govkit.sync.exceptions.sums import shown, sums, total

    narrowed = _narrowed(ask)
    with reading(ask) as connection:
        found = sums(connection, narrowed)
        if ask.said("by") == "age":
            found = sorted(found, key=lambda one: one.since)
        groups = paged(ask, _PATH, found)
        beside = shown(connection, narrowed, groups.rows)
    return {
        **_filters(ask),
        "title": "Exceptions",
        "by": ask.said("by"),
        "total": sum(one.count for one in found),
        "amounts": total(found),
        "oldest": time.time() - min(one.since for one in found) if found else None,
        "groups": shown_as(groups, [_group(one, beside[one.cause]) for one in groups.rows]),
    }


def _group(one: Sum, beside: Shown) -> dict[str, Any]:
    return {
        "cause": one.cause,
        "count": one.count,
        "amounts": one.amounts,
        "since": one.since,
        "owners": beside.owners,
        "customers": beside.customers,
        "workflow": beside.workflow,
    }


@of_runtime("Exceptions")
def _one_group(ask: Ask) -> dict[str, Any]:
    from govkit.sync.exceptions import sums

    cause, narrowed, words = ask.said("cause"), _narrowed(ask), words_in(ask)
    with reading(ask) as connection:
        found = sums.sums(connection, narrowed, exactly=cause)
        count = sum(one.count for one in found)
        total = sums.having(connection, narrowed, words, exactly=cause) if words else count

        def read(start: int, size: int) -> list[Listed]:
            return sums.cut(connection, narrowed, words, start, size, exactly=cause)

        rows = cut(ask, f"{_PATH}/group", read, total, count)
        numbers = sums.open_numbers(connection, narrowed, exactly=cause)
    return {
        **_filters(ask),
        "title": cause or "Exceptions",
        "trail": [("Exceptions", _PATH)],
        "cause": cause,
        "amounts": sums.total(found),
        "rows": rows,
        "ids": ",".join(map(str, numbers)),
        "open": len(numbers),
        "unknown": sum(one.unknown for one in found),
    }


@of_runtime("Exceptions")
def _act_on_group(ask: Ask) -> dict[str, Any]:
    return acted(ask, _ids(ask.sent("ids")), f"{_PATH}/group", _PATH)


def _ids(text: str) -> tuple[int, ...]:
    """The numbers that a form names; those that were shown when it was, and no others that came since."""
    numbers = []
    for one in text.split(","):
        try:
            numbers.append(number_in(one, "exception"))
        except Absent:
            return ()
    return tuple(numbers)


@of_runtime("Exception")
def _one(ask: Ask) -> dict[str, Any]:
    from govkit.sync.exceptions.escalating import asked_of
    from govkit.sync.exceptions.listing import whole
    from govkit.sync.telemetry.timeline import timeline

    number = number_in(ask.parts["number"], "exception")
    with reading(ask) as connection:
        try:
            found = whole(connection, number)
        except UsageError as error:
            raise Absent(f"There is no exception {number}.") from error
        one = found.listed
        asked = asked_of(connection, [number]).get(number)
        happened = timeline(connection, str(one.event)) if found.event else []
        steps = _steps(connection, found)
    return {
        "title": f"Exception {number}",
        "trail": [("Exceptions", _PATH)],
        "now": time.time(),
        "whole": found,
        "one": one,
        "asked": asked.asked if asked is not None else None,
        "system": str((found.request or {}).get("api", "")) if isinstance(found.request, dict) else "",
        "body": found.request.get("body") if isinstance(found.request, dict) else None,
        "has_body": isinstance(found.request, dict) and "body" in found.request,
        "happened": [each for each in happened if each.run in (None, one.run)],
        "steps": steps,
        "may_act": one.state == "open",
    }


def _steps(connection: Reading, found: Whole) -> Sequence[str]:
    """The steps before the one that failed, which its run may go on from; none where nobody knows what it runs."""
    from govkit.sync.exceptions.ways import steps_back
    from govkit.sync.running.pins import Pins

    if not found.run or found.listed.compensated:
        return ()
    try:
        return steps_back(Pins().get(connection, str(found.run["pin"])), found.listed.step)
    except InputError:
        return ()


@of_runtime("Exception")
def _act_on_one(ask: Ask) -> dict[str, Any]:
    number = number_in(ask.parts["number"], "exception")
    path = f"{_PATH}/{number}"
    return acted(ask, (number,), path, path)


PAGES = (
    Page(
        name="exceptions",
        path=_PATH,
        make=_groups,
        menu="Exceptions",
        section=Section.OPERATIONS,
        order=10,
        exported=False,
        needs=Role.VIEWER,
    ),
    Page(
        name="exception-group",
        path=f"{_PATH}/group",
        make=_one_group,
        act=_act_on_group,
        exported=False,
        needs=Role.VIEWER,
    ),
    Page(
        name="exception",
        path=f"{_PATH}/{{number}}",
        make=_one,
        act=_act_on_one,
        exported=False,
        needs=Role.VIEWER,
    ),
)
