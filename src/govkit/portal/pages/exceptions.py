"""The queue of exceptions: by cause, those about most money first; one cause; one exception with all about it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from govkit.errors import InputError, UsageError
from govkit.portal.page import Absent, Ask, Page, Section
from govkit.portal.pages._acting import acted
from govkit.portal.pages._runtime import number_in, of_runtime, reading
from govkit.portal.rows import paged
from govkit.portal.security.roles import Role

if TYPE_CHECKING:
    from govkit.sync.exceptions.listing import Group, Listed, Narrowed, Whole
    from govkit.sync.store.database import Reading

_PATH = "/exceptions"
_STATES = ("open", "retrying", "resolved", "dismissed", "superseded")
_SAID = ("workflow", "system", "customer", "owner", "region")
"""What the list is narrowed by, beside the state."""


def _narrowed(ask: Ask, cause: str | None = None) -> Narrowed:
    from govkit.sync.exceptions.listing import Narrowed
    from govkit.sync.store.states import ExceptionState

    said = {name: ask.said(name) or None for name in _SAID}
    state = ask.said("state")
    states = tuple(ExceptionState) if state == "all" else (ExceptionState(state if state in _STATES else "open"),)
    return Narrowed(
        states=states,
        cause=cause,
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
    from govkit.sync.exceptions.listing import amounts_of, grouped, listed

    with reading(ask) as connection:
        found = listed(connection, _narrowed(ask))
    now = time.time()
    groups = grouped(found)
    if ask.said("by") == "age":
        groups = sorted(groups, key=lambda one: one.since)
    return {
        **_filters(ask),
        "title": "Exceptions",
        "by": ask.said("by"),
        "total": len(found),
        "amounts": amounts_of(found),
        "oldest": now - min(one.raised_at for one in found) if found else None,
        "groups": paged(ask, _PATH, [_group(one) for one in groups]),
    }


def _group(group: Group) -> dict[str, Any]:
    owners = sorted({one.owner.removeprefix("team:") for one in group.members})
    customers = {one.customer for one in group.members if one.customer}
    return {
        "cause": group.cause,
        "count": len(group.members),
        "amounts": group.amounts,
        "since": group.since,
        "owners": owners,
        "customers": len(customers),
        "workflow": group.members[0].workflow,
    }


@of_runtime("Exceptions")
def _one_group(ask: Ask) -> dict[str, Any]:
    from govkit.sync.exceptions.listing import amounts_of

    cause = ask.said("cause")
    members = _of_cause(ask, cause)
    return {
        **_filters(ask),
        "title": cause or "Exceptions",
        "trail": [("Exceptions", _PATH)],
        "cause": cause,
        "amounts": amounts_of(members),
        "rows": paged(ask, f"{_PATH}/group", members, _text),
        "ids": ",".join(str(one.id) for one in members if one.state == "open"),
        "open": sum(1 for one in members if one.state == "open"),
        "unknown": sum(1 for one in members if one.unknown),
    }


def _of_cause(ask: Ask, cause: str) -> list[Listed]:
    from govkit.sync.exceptions.listing import listed

    with reading(ask) as connection:
        found = listed(connection, _narrowed(ask, cause or None))
    # those about most first: amounts of several currencies are held beside each other, as there is nothing better
    return sorted(
        (one for one in found if not cause or one.cause == cause),
        key=lambda one: (one.currency or "~", -abs(one.amount or Decimal(0)), one.raised_at),
    )


def _text(one: Listed) -> str:
    return " ".join(filter(None, (str(one.id), one.customer, one.contract, one.region, one.key, one.detail)))


@of_runtime("Exceptions")
def _act_on_group(ask: Ask) -> dict[str, Any]:
    return acted(ask, _ids(ask.sent("ids")), _PATH)


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
    return acted(ask, (number,), f"{_PATH}/{number}")


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
