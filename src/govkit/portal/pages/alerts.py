"""What people were told, and what does not get through: dead messages are tried anew, or taken away."""

from __future__ import annotations

import time
from typing import Any

from govkit.errors import UsageError
from govkit.portal.page import Ask, Page, Section
from govkit.portal.pages._runtime import of_runtime, reading, runtime
from govkit.portal.security.roles import Role

_MOST = 200
_STATES = ("waiting", "sent", "dead")
_ACTS = {"again": "Try them anew", "drop": "Take them away"}


@of_runtime("Alerts")
def _make(ask: Ask) -> dict[str, Any]:
    from govkit.sync.alerts.listing import deaf, messages
    from govkit.sync.store.states import MessageState

    state = ask.said("state")
    states = (MessageState(state),) if state in _STATES else ()
    with reading(ask) as connection:
        found = messages(connection, states=states, limit=_MOST)[::-1]
        silent = deaf(connection)
    return {
        "title": "Alerts",
        "now": time.time(),
        "messages": found,
        "most": _MOST,
        "state": state,
        "states": _STATES,
        "deaf": silent,
        "acts": _ACTS,
        "asked": None,
        "told": "",
    }


@of_runtime("Alerts")
def _act(ask: Ask) -> dict[str, Any]:
    from govkit.sync.alerts.listing import again, deaf, let_go

    does, sink = ask.sent("does"), ask.sent("sink")
    if does not in _ACTS or not sink:
        raise UsageError("the form does not say what is to be done")
    if ask.sent("sure") != "yes":
        with reading(ask) as connection:
            count = next((one.dead for one in deaf(connection) if one.sink == sink), 0)
        return {**_make(ask), "asked": {"does": does, "sink": sink, "count": count}}
    with runtime(ask) as database, database.begin() as connection:
        count = (again if does == "again" else let_go)(connection, (sink,), actor=ask.actor.name, now=time.time())
    told = "tried anew" if does == "again" else "taken away"
    return {**_make(ask), "told": f"{count:,} to {sink} {'is' if count == 1 else 'are'} {told}"}


PAGES = (
    Page(
        name="alerts",
        path="/alerts",
        make=_make,
        act=_act,
        menu="Alerts",
        section=Section.OPERATIONS,
        order=40,
        exported=False,
        needs=Role.VIEWER,
    ),
)
