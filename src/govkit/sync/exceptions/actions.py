"""What people do with exceptions: retry, mend, decide, replay, dismiss. Each act is whole or not, and audited.

Nobody acts on an exception that is not open any more: of two people who act at a time the second is told so. Of many
exceptions each is acted on by itself: what is refused of one holds none of the others up, and where the process dies,
those that were acted on are, and the others are not.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from govkit.errors import InputError, UsageError
from govkit.sync.effects.ledger import there
from govkit.sync.exceptions import audit
from govkit.sync.exceptions.diffs import Difference, differences
from govkit.sync.exceptions.listing import Listed, Narrowed, listed
from govkit.sync.exceptions.mending import Verdict, measured
from govkit.sync.exceptions.replaying import Again, Keep
from govkit.sync.exceptions.telling import tell_closed
from govkit.sync.exceptions.ways import steps_back
from govkit.sync.inbox.keeping import json_text
from govkit.sync.inbox.subscribing import Subscriptions
from govkit.sync.lanes import Lanes, lane_name
from govkit.sync.running.pins import Pin, Pins
from govkit.sync.store.database import Database
from govkit.sync.store.states import OPEN, EffectState, ExceptionState, RunState
from govkit.sync.store.tables import AUDIT, EFFECTS, EXCEPTIONS, RUNS
from govkit.sync.store.texts import as_value
from govkit.sync.values import MISSING, Json

Repin: TypeAlias = Callable[[Connection, int], str]
"""Keeps the workflow of a run, its mappings and contracts as they are now; the digest of that pin."""

Found: TypeAlias = Literal["committed", "absent"]

Held: TypeAlias = Callable[[Connection, Listed, Json, Json, Sequence[Difference]], Verdict]
"""Whether the call that an exception is about may be sent with another body; see `mending.Mending`."""

_HELD: Final = (RunState.PARKED, RunState.WAITING)
_OPEN: Final = (ExceptionState.OPEN, ExceptionState.RETRYING)
_AT_A_TIME: Final = 50


@dataclass(frozen=True, slots=True)
class Change:
    """What an action does to one exception, or would do; `refused` says why it does nothing.

    `diff` is what a mended request says differently, `verdict` who takes it as it is then.
    """

    exception: Listed
    does: str = ""
    refused: str = ""
    diff: tuple[Difference, ...] = ()
    verdict: str = ""


_Judge: TypeAlias = Callable[[Connection, Listed], Change]
_Do: TypeAlias = Callable[[Connection, Change], None]


class Actions:
    """The actions of one person. `dry_run` says of each what would happen, and does nothing."""

    def __init__(
        self, database: Database, *, actor: str, now: Callable[[], float] = time.time, dry_run: bool = False
    ) -> None:
        self._database = database
        self._lanes = Lanes(database)
        self._pins = Pins()
        self._actor = actor
        self._now = now
        self._dry_run = dry_run

    def retry(self, which: Narrowed, *, current: Repin | None = None, from_step: str | None = None) -> list[Change]:
        """Lets runs go on where they failed, or from an earlier step; with `current` as workflows are now."""
        resolution = {"action": "retry"} if from_step is None else {"action": "from", "step": from_step}
        started: set[int] = set()

        def judged(connection: Connection, one: Listed) -> Change:
            where = _goes_on(one) if from_step is None else f"goes on from {from_step}, made anew"
            now = ", as its workflow is now" if current is not None else ""
            refused = "" if from_step is None else self._no_way(connection, one, from_step)
            if current is not None and not refused:
                with connection.begin_nested() as trial:  # it raises InputError where it cannot be
                    current(connection, one.run)
                    trial.rollback()
            return Change(one, does=f"run {one.run} {where}{now}", refused=refused)

        def do(connection: Connection, change: Change) -> None:
            one = change.exception
            self._resolve(connection, one, resolution)
            pin = None
            if one.run not in started:
                pin = current(connection, one.run) if current is not None else None
                self._lanes.again(connection, one.run, due=self._now(), pin=pin, note=f"retried by {self._actor}")
                started.add(one.run)
            self._record(connection, one, "retry" if from_step is None else "replay", step=from_step, pin=pin)

        return self._act(which, self._known(judged), do)

    def mend(self, which: Narrowed, edit: Callable[[Json], Json], held: Held) -> list[Change]:
        """Changes the body of the requests that failed, and lets the runs go on with them.

        `edit` gets the body, MISSING where there is none, and gives the one to send; `held` says whether that may be.
        """
        bodies: dict[int, Json] = {}

        def judged(connection: Connection, one: Listed) -> Change:
            if not one.step:
                return Change(one, refused="no call failed, but the run itself: there is no request to mend")
            if one.run in bodies:
                return Change(one, refused=f"run {one.run} goes on with another of its requests")
            before = _body(connection, one.id)
            after = edit(before)
            refused = measured(after)
            if refused:
                return Change(one, refused=refused)
            diff = differences(before, after)
            if not diff:
                return Change(one, refused="the body is as it was: there is nothing to mend")
            verdict = held(connection, one, before, after, diff)
            if not verdict.refused:
                bodies[one.run] = after
            does = f"run {one.run} sends this at {one.step}"
            return Change(one, does, verdict.refused, diff, verdict.takes)

        def do(connection: Connection, change: Change) -> None:
            one = change.exception
            self._resolve(connection, one, {"action": "retry", "body": bodies[one.run]})
            self._lanes.again(connection, one.run, due=self._now(), note=f"mended by {self._actor}")
            self._record(connection, one, "mend", diff=[each.as_json() for each in change.diff])

        return self._act(which, self._known(judged), do)

    def decide(self, number: int, verdict: Found, answer: Json = MISSING) -> list[Change]:
        """Says whether a write was made of which nobody knew; where it was, `answer` is what it would have answered."""
        committed = verdict == "committed"
        resolution = {"action": "committed", "answer": None if answer is MISSING else answer}

        def judged(connection: Connection, one: Listed) -> Change:
            if not one.unknown:
                return Change(one, refused="it is no write of which nobody knows whether it was made: retry it")
            now = f"run {one.run} goes on behind {one.step}" if committed else f"run {one.run} makes the write again"
            return Change(one, does=now)

        def do(connection: Connection, change: Change) -> None:
            one = change.exception
            self._resolve(connection, one, resolution if committed else {"action": "retry"})
            known = (
                there(None if answer is MISSING else json_text(answer)) if committed else {"state": EffectState.ABSENT}
            )
            values = {**known, "decided_at": self._now(), "decided_by": "person"}
            connection.execute(EFFECTS.update().where(EFFECTS.c.key == one.effect).values(values))
            self._lanes.again(connection, one.run, due=self._now(), note=f"decided by {self._actor}")
            self._record(connection, one, "decide", verdict=verdict, effect=one.effect)

        return self._act(Narrowed(ids=(number,)), judged, do)

    def replay(self, which: Narrowed, subscriptions: Subscriptions, keep: Keep) -> list[Change]:
        """Sends the events of exceptions once more to their workflows, as these are now; runs that wait for people end.

        `keep` keeps what a subscription runs. What was written for an event before is not written again.
        """
        again = Again(self._lanes, subscriptions, keep, self._actor, self._now)

        first: dict[tuple[int, str], int] = {}

        def judged(connection: Connection, one: Listed) -> Change:
            planned = again.planned(connection, one)
            if not planned.refused and first.setdefault((one.event, one.workflow), one.id) != one.id:
                told = f"its event goes once more for exception {first[one.event, one.workflow]} already"
                return Change(one, refused=told)
            return Change(one, planned.does, planned.refused)

        def do(connection: Connection, change: Change) -> None:
            run, generation = again.enter(connection, change.exception)
            self._record(connection, change.exception, "replay", as_run=run, generation=generation)

        return self._act(which, self._known(judged), do, closed=True)

    def dismiss(self, which: Narrowed, reason: str) -> list[Change]:
        """Ends runs where they are; later runs of their keys go on. Raises UsageError without a reason."""
        if not reason.strip():
            raise UsageError("a dismissal needs a reason", hint="say why: others read it later")

        def judged(connection: Connection, one: Listed) -> Change:
            return Change(one, does=self._end(connection, one))

        def do(connection: Connection, change: Change) -> None:
            one = change.exception
            self._lanes.leave(connection, one.run, RunState.DISMISSED, now=self._now(), note=reason)
            unsettled = (ExceptionState.OPEN, ExceptionState.RETRYING)
            connection.execute(
                EXCEPTIONS.update()
                .where(EXCEPTIONS.c.run == one.run, EXCEPTIONS.c.state.in_(unsettled))
                .values(state=ExceptionState.DISMISSED, closed_at=self._now(), closed_by=self._actor, reason=reason)
            )
            self._record(connection, one, "dismiss", reason=reason)
            tell_closed(connection, [one.id], ExceptionState.DISMISSED, self._actor, self._now())

        return self._act(which, judged, do)

    # --------------------------------------------------------------------------------------------------- what is shared

    def _act(self, which: Narrowed, judge: _Judge, do: _Do, *, closed: bool = False) -> list[Change]:
        """Judges exceptions while it holds their lanes, and acts on those that are not refused, some at a time.

        The runtime writes, too: many in one transaction would keep it waiting. `closed`: those that were over as well.
        """
        with self._database.reading() as connection:
            found = {one.id: closed and one.state not in _OPEN for one in listed(connection, which)}
        self._check_there(which, list(found))
        over = {number for number, is_over in found.items() if is_over}
        changes: list[Change] = []
        for start in range(0, len(found), _AT_A_TIME):
            changes += self._some(list(found)[start : start + _AT_A_TIME], judge, do, over)
        return changes

    def _some(self, ids: Sequence[int], judge: _Judge, do: _Do, over: Container[int]) -> list[Change]:
        these = Narrowed(ids=tuple(ids))
        with self._database.begin() as connection:
            lanes = {lane_name(one.workflow, one.key) for one in listed(connection, these)}
            self._database.lock(connection, lanes)
            changes = [self._judged(connection, one, judge, over) for one in listed(connection, these)]
            for change in changes if not self._dry_run else ():
                if not change.refused:
                    do(connection, change)
        return changes

    def _judged(self, connection: Connection, one: Listed, judge: _Judge, over: Container[int]) -> Change:
        """What is done about an exception; what somebody closed meanwhile is not acted on as if it had been `over`."""
        refused = "" if one.id in over else self._refused(connection, one)
        try:
            return Change(one, refused=refused) if refused else judge(connection, one)
        except InputError as error:  # the others of a bulk go on
            return Change(one, refused=error.message)

    @staticmethod
    def _check_there(which: Narrowed, found: Sequence[int]) -> None:
        gone = sorted(set(which.ids) - set(found))
        if gone:
            numbers = ", ".join(map(str, gone[:5]))
            raise UsageError(
                f"there is no exception {numbers}", hint="`govkit sync exceptions` lists those that are open"
            )

    def _refused(self, connection: Connection, one: Listed) -> str:
        """Why nobody can act on an exception now; empty where somebody can."""
        if one.state != ExceptionState.OPEN:
            return f"it is {one.state} already{_who(connection, one)}"
        state = connection.execute(sa.select(RUNS.c.state).where(RUNS.c.id == one.run)).scalar()
        return "" if state in _HELD else f"its run is {state}"

    @staticmethod
    def _known(judge: _Judge) -> _Judge:
        """Refuses what would make a write twice: one of which nobody knows whether it was made."""

        def judged(connection: Connection, one: Listed) -> Change:
            if one.unknown:
                return Change(one, refused="nobody knows whether its write was made: decide that first")
            return judge(connection, one)

        return judged

    def _no_way(self, connection: Connection, one: Listed, step: str) -> str:
        """Why a run cannot go on from a step; empty where it can."""
        if one.compensated:
            return "what it had written was taken back: it can only begin anew, which a retry without a step does"
        try:
            steps = steps_back(self._pin(connection, one), one.step)
        except InputError as error:
            return error.message
        known = f"it can go on from {', '.join(steps)}" if steps else "no step failed, but the run itself"
        return "" if step in steps else f"{step} is no step that leads to {one.step or 'it'}: {known}"

    def _pin(self, connection: Connection, one: Listed) -> Pin:
        """What the run of an exception runs. Raises InputError where it was not kept."""
        digest = connection.execute(sa.select(RUNS.c.pin).where(RUNS.c.id == one.run)).scalar_one()
        return self._pins.get(connection, digest)

    @staticmethod
    def _resolve(connection: Connection, one: Listed, resolution: dict[str, Any]) -> None:
        connection.execute(
            EXCEPTIONS.update()
            .where(EXCEPTIONS.c.id == one.id)
            .values(state=ExceptionState.RETRYING, resolution=json_text(resolution))
        )

    def _record(self, connection: Connection, one: Listed, action: str, **detail: Any) -> None:
        audit.record(
            connection, at=self._now(), actor=self._actor, action=action, run=one.run, exception=one.id, **detail
        )

    @staticmethod
    def _end(connection: Connection, one: Listed) -> str:
        """What the end of a run means: which writes stay, and who waits behind it."""
        made = (EffectState.COMMITTED, EffectState.UNKNOWN, EffectState.SENDING)
        effects = connection.execute(
            sa.select(sa.func.count()).where(EFFECTS.c.run == one.run, EFFECTS.c.state.in_(made))
        ).scalar_one()
        behind = connection.execute(
            sa.select(sa.func.count()).where(
                RUNS.c.workflow == one.workflow,
                RUNS.c.key == one.key,
                RUNS.c.id > one.run,
                RUNS.c.state.in_(OPEN),
            )
        ).scalar_one()
        parts = [f"run {one.run} ends"]
        if effects:
            parts.append(f"{effects} of its writes may stand, and stay" if one.unknown else f"{effects} writes stay")
        if behind:
            parts.append(f"{behind} later of {one.key} can go on")
        return "; ".join(parts)


def _goes_on(one: Listed) -> str:
    """What a retry lets a run do."""
    if one.compensated:
        return "begins anew, since what it had written was taken back"
    return f"goes on at {one.step}" if one.step else "goes on"


def _who(connection: Connection, one: Listed) -> str:
    """Who acted on an exception, for whoever comes second."""
    asked = sa.select(AUDIT.c.actor).where(AUDIT.c.exception == one.id).order_by(AUDIT.c.id.desc()).limit(1)
    actor = connection.execute(asked).scalar() or one.closed_by
    return f", by {actor}" if actor else ""


def _body(connection: Connection, number: int) -> Json:
    text = connection.execute(sa.select(EXCEPTIONS.c.request).where(EXCEPTIONS.c.id == number)).scalar()
    request = as_value(text)
    return request.get("body", MISSING) if isinstance(request, dict) else MISSING
