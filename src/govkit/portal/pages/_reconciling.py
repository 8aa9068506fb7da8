"""What operators start about reconciliations: a run or a dry run behind the server, and repairs, told before made."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govkit.errors import GovkitError, UsageError
from govkit.portal.page import Ask, Moved
from govkit.portal.pages._runtime import NoRuntime, runtime
from govkit.portal.state import State

if TYPE_CHECKING:
    from govkit.sync.reconciling.listing import Listed
    from govkit.sync.reconciling.repairing import Sent
    from govkit.sync.reconciling.running import Outcome

_log = logging.getLogger(__name__)
_SHOWN = 200
"""Repairs of which an outcome tells one by one."""
_NAMED = 5_000
"""Differences that a form names one by one."""


@dataclass
class Work:
    """A run that was started here: what it does now, what it came to, and why it failed, where it did."""

    name: str
    by: str
    is_dry: bool
    started_at: float
    doing: str = "looking at the estate"
    failed: str = ""
    outcome: Outcome | None = None
    thread: threading.Thread | None = field(default=None, repr=False)

    @property
    def is_running(self) -> bool:
        """Whether it is on its way."""
        return self.thread is not None and self.thread.is_alive()


_works: dict[tuple[Path, str], Work] = {}
"""The last run that was started here, by the estate and the reconciliation."""
_guard = threading.Lock()


def work_of(state: State, name: str) -> Work | None:
    """The last run of a reconciliation that was started here."""
    return _works.get((state.top, name))


def acted(ask: Ask, name: str, path: str) -> dict[str, Any]:
    """What a form of a reconciliation does, or would do. Raises Moved once a run is started, NoRuntime."""
    does, sure = ask.sent("does"), ask.sent("sure") == "yes"
    values: dict[str, Any] = {
        "template": "reconciling",
        "trail": [("Reconciliation", "/reconciliation"), (name, path)],
        "title": "What would happen",
        "name": name,
        "back": path,
        "does": does,
        "which": ask.sent("which"),
        "sure": sure,
        "wrong": "",
        "sent": [],
        "total": 0,
        "entry_of": ask.state.estate.reconciliations[name],
    }
    try:
        if does == "try" or (does == "run" and sure):
            _start(ask, name, is_dry=does == "try")
            raise Moved(f"{path}#started")
        if does == "repair":
            found = _repaired(ask, name, ask.sent("which"), dry=not sure)
            values |= {"sent": found[:_SHOWN], "total": len(found), "which": _shown(found) or ask.sent("which")}
            values["title"] = "Repairs on the way" if sure else "What would be repaired"
        elif does != "run":
            raise UsageError("the form does not say what is to be done")
    except NoRuntime:
        raise
    except GovkitError as error:
        values["wrong"] = " ".join(filter(None, (f"{error.message}.", error.hint)))
    return values


# ---------------------------------------------------------------------------------------------------------------- runs


def _start(ask: Ask, name: str, *, is_dry: bool) -> None:
    """Starts a run behind the server. Raises UsageError where one is on its way."""
    ask.state.estate.refuse_problems()
    with runtime(ask):
        pass  # without a database nothing is begun
    key = (ask.state.top, name)
    with _guard:
        other = _works.get(key)
        if other is not None and other.is_running:
            raise UsageError(f"{name} is being reconciled, as {other.by} asked", hint="Wait until it is through.")
        work = _works[key] = Work(name, ask.actor.name, is_dry, time.time())
        work.thread = threading.Thread(target=_run, args=(ask, work), name="govkit-portal-reconcile", daemon=True)
        work.thread.start()
    if ask.access is not None:
        ask.access.trail.note(ask.actor.name, "reconcile", what=name, dry="yes" if is_dry else "")


def _run(ask: Ask, work: Work) -> None:
    """One run, in a thread of its own."""
    from govkit.gate.reconciling import place_of, scratch
    from govkit.gate.runtime import source_of
    from govkit.sync.reconciling.running import Reconciling

    def tell(text: str) -> None:
        work.doing = text

    try:
        source = source_of(ask.state.top)
        with scratch(runtime(ask)) if work.is_dry else runtime(ask) as database, place_of(source, database) as place:
            reconciling = Reconciling(place, tell)
            work.outcome = reconciling.try_out(work.name) if work.is_dry else reconciling.run(work.name, work.by)
    except (GovkitError, NoRuntime) as error:
        work.failed = " ".join(filter(None, (str(error), getattr(error, "hint", ""))))
    except Exception:  # noqa: BLE001 - whoever looks is told
        _log.exception("the reconciliation %s failed", work.name)
        work.failed = "an error of govkit: the log of the portal says why"


# ------------------------------------------------------------------------------------------------------------- repairs


def _repaired(ask: Ask, name: str, which: str, *, dry: bool) -> list[Sent]:
    """Sends repairs of differences: of one by number, of a `system`, of `all` that are open."""
    from govkit.gate.reconciling import place_of
    from govkit.gate.runtime import source_of
    from govkit.sync.reconciling.listing import differences
    from govkit.sync.reconciling.repairing import settle

    ask.state.estate.refuse_problems()
    with runtime(ask) as database, place_of(source_of(ask.state.top), database) as place:
        settle(database, time.time())
        with database.reading() as connection:
            numbers = _numbers(which, differences(connection, name))
        return place.repairs.send(name, numbers, ask.actor.name, dry=dry) if numbers else []


def _shown(found: Sequence[Sent]) -> str:
    """The differences that a confirmation names: those that were shown. Empty where they are too many for a form."""
    numbers = [number for one in found if not one.refused for number in one.differences]
    return ",".join(map(str, numbers)) if len(numbers) <= _NAMED else ""


def _numbers(which: str, listed: Sequence[Listed]) -> list[int]:
    """The differences that are meant. Raises UsageError."""
    named = which.split(",")
    if all(one.isascii() and one.isdecimal() and len(one) < 19 for one in named):
        return [int(one) for one in named]
    if not which:
        raise UsageError("say which differences are to be repaired")
    open_ = [one for one in listed if one.state == "open" and one.is_repairable]
    return [one.id for one in open_ if which in ("all", one.system)]
