"""How far systems agree: each reconciliation, how its agreement went, and the differences that stand."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from govkit.portal.drawing.sparkline import sparkline
from govkit.portal.page import Absent, Ask, Page, Section
from govkit.portal.pages._reconciling import acted, work_of
from govkit.portal.pages._runtime import of_runtime, reading
from govkit.portal.rows import cut, words_in
from govkit.portal.security.roles import Role
from govkit.sync.words import percent

if TYPE_CHECKING:
    from govkit.sync.reconciling.listing import Ran

_PATH = "/reconciliation"
_RUNS = 30


@of_runtime("Reconciliation")
def _list(ask: Ask) -> dict[str, Any]:
    from govkit.sync.reconciling.listing import runs
    from govkit.sync.reconciling.standing import standings

    now = time.time()
    with reading(ask) as connection:
        found = standings(connection, ask.state.estate.reconciliations, now)
        courses = {one.entry.name: _course(runs(connection, one.entry.name, _RUNS)) for one in found}
    rows = [
        {
            "name": one.entry.name,
            "title": one.entry.title,
            "entity": one.entry.spec.entity.name,
            "systems": [each.name for each in one.entry.spec.systems],
            "newest": one.newest,
            "agreement": _agreement(one.done),
            "course": courses[one.entry.name],
            "count": one.count,
            "due": one.due,
        }
        for one in found
    ]
    return {"title": "Reconciliation", "now": now, "rows": rows}


def _agreement(ran: Ran | None) -> str | None:
    return percent(ran.figures.agreement) if ran is not None and ran.figures is not None else None


def _course(ran: list[Ran]) -> str:
    """How agreement went, the oldest run first."""
    values = [one.figures.agreement for one in reversed(ran) if one.figures is not None]
    return sparkline(values, f"agreement over the last {len(values)} runs") if len(values) > 1 else ""


@of_runtime("Reconciliation")
def _one(ask: Ask) -> dict[str, Any]:
    from govkit.sync.reconciling.cutting import Standing
    from govkit.sync.reconciling.listing import last_done, runs

    name = ask.parts["name"]
    entry = ask.state.estate.reconciliations.get(name)
    if entry is None:
        raise Absent(f"The catalog has no reconciliation `{name}`.")
    work = work_of(ask.state, name)
    is_running = work is not None and work.is_running  # before it is read: what is told to be over has been kept
    with reading(ask) as connection:
        done = last_done(connection, name)
        ran = runs(connection, name, _RUNS)
        figures = done.figures if done is not None else None
        system = ask.said("system")
        standing = Standing(connection, name, figures, system=system, words=words_in(ask))
        rows = cut(ask, f"{_PATH}/{name}", standing.cut, standing.total, standing.all)
        systems = standing.systems
    return {
        "title": entry.title,
        "trail": [("Reconciliation", _PATH)],
        "work": work,
        "is_running": is_running,
        "may": ask.person is not None and ask.person.may(Role.OPERATOR),
        "name": name,
        "now": time.time(),
        "entry_of": entry,
        "done": done,
        "figures": figures,
        "agreement": _agreement(done),
        "course": _course(ran),
        "system": system,
        "systems": systems,
        "rows": rows,
    }


@of_runtime("Reconciliation")
def _act(ask: Ask) -> dict[str, Any]:
    name = ask.parts["name"]
    if name not in ask.state.estate.reconciliations:
        raise Absent(f"The catalog has no reconciliation `{name}`.")
    return acted(ask, name, f"{_PATH}/{name}")


PAGES = (
    Page(
        name="reconciliation",
        path=_PATH,
        make=_list,
        menu="Reconciliation",
        section=Section.OPERATIONS,
        order=30,
        exported=False,
        needs=Role.VIEWER,
    ),
    Page(name="differences", path=f"{_PATH}/{{name}}", make=_one, act=_act, exported=False, needs=Role.VIEWER),
)
