"""The ledger of writes: an entry before a request leaves, its outcome after, and what to do with one in between.

A write is identified by its event and its step, never by the run, so that a replay finds what was done before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from govkit.sync.effects.echoes import mark_of
from govkit.sync.inbox.keeping import bounded
from govkit.sync.records import record_id
from govkit.sync.store.database import Database
from govkit.sync.store.states import EffectState
from govkit.sync.store.tables import EFFECTS
from govkit.sync.store.texts import as_text, as_value
from govkit.sync.values import MISSING, Answered, Asked, Json, Traits

_MOST_VARIANTS = 1000


@dataclass(frozen=True, slots=True)
class Intent:
    """A write that a step wants: the `number`-th try of it.

    `looked`: since the try before, the workflow looked whether the write is there, and did not find it.
    """

    run: int
    event: int
    event_name: str
    workflow: str
    step: str
    number: int
    asked: Asked
    traits: Traits
    looked: bool = False
    undoes: str | None = None

    def has_looked_since(self, entry: Entry) -> bool:
        """Whether the look came after the last try of an entry: this one may have been sent before its process died."""
        return self.looked and entry.tries < self.number

    @property
    def base_key(self) -> str:
        """The key of the event and the step."""
        said = as_text([self.event_name, self.workflow, self.step])
        return f"gk-{hashlib.sha256(said.encode()).hexdigest()[:40]}"

    @property
    def request(self) -> str:
        """What is sent, as JSON."""
        body = {} if self.asked.body is MISSING else {"body": self.asked.body}
        return as_text({"parameters": {name: value for name, _, value in self.asked.parameters}, **body})

    @property
    def digest(self) -> str:
        """What tells the request from any other."""
        said = f"{self.asked.api} {self.asked.operation} {self.request}"
        return hashlib.sha256(said.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the ledger. `in_doubt`: an earlier try of it may have been done, whatever becomes of this one."""

    key: str
    state: EffectState
    digest: str
    tries: int
    variant: int
    first_sent_at: float
    last_sent_at: float
    status: int | None = None
    answer: Json = MISSING
    in_doubt: bool = False

    @property
    def sent_key(self) -> str:
        """The idempotency key on the wire: another one after a refusal, since platforms repeat what they answered."""
        return self.key if not self.variant else f"{self.key}.{self.variant}"

    @property
    def is_open(self) -> bool:
        """Whether nobody knows if it was done."""
        return self.state in (EffectState.SENDING, EffectState.UNKNOWN)


class Ledger:
    """The ledger in a database."""

    def __init__(self, database: Database, now: Callable[[], float]) -> None:
        self._database = database
        self._now = now

    def find(self, intent: Intent) -> Entry | None:
        """The entry that a try concerns: that of the same request, else the last one; None where there is none."""
        with self._database.reading() as connection:
            return self._found(connection, intent)[0]

    def last(self, event: int, workflow: str, step: str) -> Entry | None:
        """The last entry of a step, whatever it wrote; None where there is none."""
        of_step = EFFECTS.c.event == event, EFFECTS.c.step == step, EFFECTS.c.workflow == workflow
        with self._database.reading() as connection:
            row = connection.execute(sa.select(EFFECTS).where(*of_step).order_by(EFFECTS.c.id.desc())).first()
        return None if row is None else _entry(row, row.run)

    def _found(self, connection: Connection, intent: Intent) -> tuple[Entry | None, int]:
        """The entry that a try concerns, and how many there are of its step."""
        known = EFFECTS.c
        of_step = known.event == intent.event, known.step == intent.step, known.workflow == intent.workflow
        rows = connection.execute(sa.select(EFFECTS).where(*of_step).order_by(known.id)).all()
        entries = [_entry(row, intent.run) for row in rows]
        same = [one for one in entries if one.digest == intent.digest]
        last = entries[-1] if entries else None
        return (same[-1] if same else last), len(entries)

    def begin(self, intent: Intent) -> Entry:
        """The entry of a try that is about to be sent. The caller asked `find` whether it may be."""
        with self._database.begin() as connection:
            self._database.lock(connection, [intent.base_key])
            entry, count = self._found(connection, intent)
            now = self._now()
            if entry is None or entry.digest != intent.digest:
                if entry is not None and entry.is_open and intent.has_looked_since(entry):
                    self._decide(connection, entry.key, EffectState.ABSENT, "look-up", now)
                return self._new(connection, intent, count, now)
            values: dict[str, Any] = {"state": EffectState.SENDING, "tries": intent.number, "last_sent_at": now}
            values["run"] = intent.run
            connection.execute(EFFECTS.update().where(EFFECTS.c.key == entry.key).values(**values))
            in_doubt = entry.is_open and not intent.has_looked_since(entry)
            sending = EffectState.SENDING
            return replace(entry, state=sending, tries=intent.number, last_sent_at=now, in_doubt=in_doubt)

    def _new(self, connection: Connection, intent: Intent, count: int, now: float) -> Entry:
        if count >= _MOST_VARIANTS:
            raise RuntimeError(f"{intent.step} of run {intent.run} wants to write a {count}th other thing")
        key = intent.base_key if not count else f"{intent.base_key}-{count + 1}"
        connection.execute(
            EFFECTS.insert().values(
                key=key,
                run=intent.run,
                event=intent.event,
                workflow=intent.workflow,
                step=intent.step,
                system=intent.traits.system,
                api=intent.asked.api,
                operation=intent.asked.operation,
                request=intent.request,
                digest=intent.digest,
                state=EffectState.SENDING,
                tries=intent.number,
                first_sent_at=now,
                last_sent_at=now,
                undoes=intent.undoes,
            )
        )
        return Entry(key, EffectState.SENDING, intent.digest, intent.number, 0, now, now)

    def end(self, entry: Entry, answered: Answered, undoes: str | None = None) -> Entry:
        """Writes down what came of a try. One that was not sent tells nothing of those before it."""
        state = _state(answered)
        if state is EffectState.ABSENT and entry.in_doubt:
            state = EffectState.UNKNOWN
        now = self._now()
        variant = entry.variant + (state is EffectState.REFUSED)
        values: dict[str, Any] = {
            "state": state,
            "variant": variant,
            "status": answered.status,
            "answer": None if answered.body is MISSING else as_text(answered.body),
        }
        if state is not EffectState.UNKNOWN:
            values |= {"decided_at": now, "decided_by": "answer"}
        if state is EffectState.COMMITTED:
            values |= {"resource": bounded(record_id(answered.body)) or None, "mark": mark_of(answered.body)}
        with self._database.begin() as connection:
            connection.execute(EFFECTS.update().where(EFFECTS.c.key == entry.key).values(**values))
            if undoes is not None and state is EffectState.COMMITTED:
                self._taken_back(connection, undoes, now)
        return replace(entry, state=state, variant=variant, status=answered.status, answer=answered.body)

    @staticmethod
    def _decide(connection: Connection, key: str, state: EffectState, by: str, now: float) -> None:
        values = {"state": state, "decided_at": now, "decided_by": by}
        connection.execute(EFFECTS.update().where(EFFECTS.c.key == key).values(**values))

    @staticmethod
    def _taken_back(connection: Connection, key: str, now: float) -> None:
        """An effect that was undone is not there any more; who wants it again needs another key."""
        values = {
            "state": EffectState.ABSENT,
            "decided_at": now,
            "decided_by": "undo",
            "variant": EFFECTS.c.variant + 1,
        }
        connection.execute(EFFECTS.update().where(EFFECTS.c.key == key).values(**values))

    @staticmethod
    def found(connection: Connection, event: int, workflow: str, found: Mapping[str, Json], now: float) -> None:
        """Writes that got no answer were looked for, and are there: by their steps the records that the looks found.

        A record stands for the answer that never came, where there is one. It tells of no echo: somebody may have
        changed it since it was written.
        """
        states = (EffectState.SENDING, EffectState.UNKNOWN)
        known = EFFECTS.c
        of_steps = known.event == event, known.workflow == workflow, known.step.in_(found), known.state.in_(states)
        for row in connection.execute(sa.select(known.key, known.step).where(*of_steps)).all():
            record = found[row.step]
            values = there(None if record is MISSING else as_text(record)) | {
                "resource": bounded(record_id(record)) or None
            }
            values |= {"decided_at": now, "decided_by": "look-up"}
            connection.execute(EFFECTS.update().where(known.key == row.key).values(**values))


def there(answer: str | None) -> dict[str, Any]:
    """The columns of a write that is there although no answer said so, with the JSON of what stands for its answer.

    A platform that failed behind the write has answered with a status and a body: they are no answer to who asks again.
    """
    return {"state": EffectState.COMMITTED, "status": None, "answer": answer}


_NOT_DONE = frozenset({425, 429})
"""Statuses of requests that were not looked at (RFC 8470, section 5.2; RFC 6585, section 4)."""


def _state(answered: Answered) -> EffectState:
    """What an answer tells of a write."""
    if answered.status is None:
        return EffectState.UNKNOWN if answered.sent else EffectState.ABSENT
    if answered.is_success:
        return EffectState.COMMITTED
    if answered.status in _NOT_DONE:
        return EffectState.ABSENT
    return EffectState.REFUSED if answered.status < 500 else EffectState.UNKNOWN


def _entry(row: Row[Any], run: int) -> Entry:
    """An entry as a run sees it: tries are counted within a run, and those of an earlier one are before its first."""
    return Entry(
        row.key,
        EffectState(row.state),
        row.digest,
        row.tries if row.run == run else 0,
        row.variant,
        row.first_sent_at,
        row.last_sent_at,
        row.status,
        MISSING if row.answer is None else as_value(row.answer),
    )


def recorded(entry: Entry, headers: Mapping[str, str] | None = None) -> Answered:
    """What an entry says that was answered."""
    return Answered(entry.status if entry.status is not None else 200, entry.answer, headers or {})
