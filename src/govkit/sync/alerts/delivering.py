"""Delivery: messages leave, each until it is taken or is dead, by webhooks that are signed or as lines of a file.

A message may be delivered twice, where a process dies right behind its delivery; it bears the same identifier then.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Row

from govkit.client import Clock, Headers, Request, Timeouts
from govkit.client.errors import ClientError
from govkit.client.messages import Content
from govkit.client.steps import Discard, Send, Steps
from govkit.client.transport import Transport
from govkit.sync.alerts.filing import Pile
from govkit.sync.alerts.sinks import Sink
from govkit.sync.alerts.wording import Words
from govkit.sync.inbox.cloudevents import MEDIA_TYPE
from govkit.sync.inbox.keeping import bounded, json_text
from govkit.sync.store.database import Database
from govkit.sync.store.states import MessageState
from govkit.sync.store.tables import MESSAGES

TYPE: Final = "govkit.alert"
MOST_TRIES: Final = 12
"""Tries after which a message is dead: the last of them some hours behind the first."""

_FIRST, _GROWTH, _LONGEST = 5.0, 3.0, 3600.0
_LEASE = 60.0
"""Seconds for which a message is its process's own: longer than a try may last."""
_AT_ONCE = 50
_DAY = 86_400.0
_GONE = 410


class Undelivered(Exception):
    """A try that failed; says why, in words without secrets. `for_good`: nothing is to be tried again."""

    def __init__(self, because: str, *, for_good: bool = False) -> None:
        super().__init__(because)
        self.for_good = for_good


Deliver = Callable[[Sink, str, bytes, float], None]
"""Delivers a body under a name at a moment. Raises Undelivered."""


@dataclass(frozen=True)
class Delivering:
    """Delivers the messages of a database. `folder` is where paths of files start."""

    database: Database
    sinks: Mapping[str, Sink]
    words: Callable[[], Words]
    now: Callable[[], float]
    deliver: Deliver

    def deliver_due(self) -> int:
        """Tries the messages that are due; how many were taken. Of a sink that fails no more is tried for a while."""
        self._let_go()
        sent, failed = 0, set[str]()
        for row in self._due():
            if row.sink in failed:
                continue
            body = self._claimed(row)
            if body is None:
                continue
            try:
                self.deliver(self.sinks[row.sink], row.name, body.encode(), self.now())
            except Undelivered as error:
                failed.add(row.sink)
                self._failed(row, error)
            else:
                self._set(row, state=MessageState.SENT, sent_at=self.now(), error=None)
                sent += 1
        return sent

    def _due(self) -> list[Row[Any]]:
        asked = (
            sa.select(MESSAGES)
            .where(
                MESSAGES.c.state == MessageState.WAITING,
                MESSAGES.c.due <= self.now(),
                MESSAGES.c.sink.in_(list(self.sinks)),
            )
            .order_by(MESSAGES.c.due, MESSAGES.c.id)
            .limit(_AT_ONCE)
        )
        with self.database.reading() as connection:
            return list(connection.execute(asked))

    def _let_go(self) -> None:
        """What waits for somebody whom the settings name no more is dead after a day, and then seen by people."""
        old = (
            MESSAGES.c.state == MessageState.WAITING,
            MESSAGES.c.due <= self.now() - _DAY,
            MESSAGES.c.sink.not_in(list(self.sinks)),
        )
        with self.database.reading() as connection:
            if connection.execute(sa.select(MESSAGES.c.id).where(*old).limit(1)).first() is None:
                return
        values = {"state": MessageState.DEAD, "error": "`sync.alerts` in govkit.yaml names nobody so any more"}
        with self.database.begin() as connection:
            connection.execute(MESSAGES.update().where(*old).values(values))

    def _claimed(self, row: Row[Any]) -> str | None:
        """The body of a message that is ours from now on; None where it is somebody else's."""
        mine = (MESSAGES.c.id == row.id, MESSAGES.c.state == MessageState.WAITING, MESSAGES.c.tries == row.tries)
        with self.database.begin() as connection:
            values = {"tries": row.tries + 1, "due": self.now() + _LEASE}
            if not connection.execute(MESSAGES.update().where(*mine).values(values)).rowcount:
                return None
            now = connection.execute(sa.select(MESSAGES).where(MESSAGES.c.id == row.id)).one()
            if now.body is not None:
                return str(now.body)
            body = message(now, self.words())
            connection.execute(MESSAGES.update().where(MESSAGES.c.id == row.id).values(body=body))
        return body

    def _failed(self, row: Row[Any], error: Undelivered) -> None:
        """Another try later, after a longer time each; what waits for the same sink waits as well."""
        tries = row.tries + 1
        said = bounded(str(error), 300)
        if error.for_good or tries >= MOST_TRIES:
            self._set(row, state=MessageState.DEAD, error=said)
            return
        due = self.now() + min(_FIRST * _GROWTH ** (tries - 1), _LONGEST)
        self._set(row, due=due, error=said)
        others = (MESSAGES.c.sink == row.sink, MESSAGES.c.state == MessageState.WAITING, MESSAGES.c.due < due)
        with self.database.begin() as connection:
            connection.execute(MESSAGES.update().where(*others).values(due=due))

    def _set(self, row: Row[Any], **values: Any) -> None:
        mine = (MESSAGES.c.id == row.id, MESSAGES.c.tries == row.tries + 1)
        with self.database.begin() as connection:
            connection.execute(MESSAGES.update().where(*mine).values(values))


def message(row: Row[Any], words: Words) -> str:
    """A message as a CloudEvent: its text, and what it is about."""
    pile = Pile.parse(row._mapping["count"], row.told)
    first = pile.first[0]
    many = pile.count > 1 and bool(first.get("workflow"))
    text = words.several(row.kind, first, pile.count, pile.amounts) if many else words.one(row.kind, first)
    event = {
        "specversion": "1.0",
        "id": row.name,
        "source": "/govkit/alerts",
        "type": f"{TYPE}.{row.kind}",
        "subject": row.heap if pile.count > 1 else first["subject"],
        "time": instant(row.made_at),
        "datacontenttype": "application/json",
        "data": {
            "text": text,
            "kind": row.kind,
            "count": pile.count,
            "amounts": {currency: f"{amount:f}" for currency, amount in pile.amounts.items()},
            "alerts": [{**one, "at": instant(float(one["at"]))} for one in pile.first],
        },
    }
    return json_text(event)


def instant(at: float) -> str:
    """A moment as RFC 3339 writes it."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


# -------------------------------------------------------------------------------------------------------------- outlets


@dataclass
class Outlets:
    """The two ways out: a webhook, a file. `environment` has the secrets."""

    environment: Mapping[str, str]
    timeout: float = 10.0

    def __call__(self, sink: Sink, name: str, body: bytes, at: float) -> None:
        """Delivers. Raises Undelivered."""
        if sink.url is not None:
            self._post(sink, name, body, at)
        elif sink.file is not None:
            append(sink.file, body)

    @cached_property
    def _transport(self) -> Transport:
        return Transport(Clock(), None, True, None)

    def unready(self, sink: Sink) -> str:
        """Why a sink cannot be told anything; empty where it can."""
        try:
            if sink.url is not None:
                secret_of(sink, self.environment)
        except Undelivered as error:
            return str(error)
        return ""

    def _post(self, sink: Sink, name: str, body: bytes, at: float) -> None:
        headers = {"Content-Type": MEDIA_TYPE, **signed(secret_of(sink, self.environment), name, body, int(at))}
        try:
            status = self._transport.run(_posting(str(sink.url), headers, body, self.timeout))
        except ClientError as error:
            raise Undelivered(str(error)) from error
        if status == _GONE:
            raise Undelivered("the receiver says that it is gone for good (410)", for_good=True)
        if not 200 <= status < 300:
            raise Undelivered(f"the receiver answered {status}")


def _posting(url: str, headers: Mapping[str, str], body: bytes, seconds: float) -> Steps[int]:
    """Sends a body; the status that came. What is answered besides is not read, and nothing leads elsewhere."""
    request = Request("POST", url, Headers(headers.items()), Content(data=body))
    answer = yield Send(request, Timeouts().within(seconds), read=False)
    yield Discard(answer)
    return int(answer.status)


def secret_of(sink: Sink, environment: Mapping[str, str]) -> bytes:
    """The secret of a webhook. Raises Undelivered where there is none that can be used."""
    text = environment.get(sink.secret_env or "", "").strip()
    if not text:
        raise Undelivered(f"the environment variable {sink.secret_env} is not set")
    try:
        found = base64.b64decode(text.removeprefix("whsec_"), validate=True)
    except ValueError:
        found = b""
    if not found:
        raise Undelivered(f"what {sink.secret_env} holds is no secret of Standard Webhooks: base64 behind whsec_")
    return found


def signed(secret: bytes, name: str, body: bytes, seconds: int) -> dict[str, str]:
    """The headers of Standard Webhooks that sign a body."""
    made = hmac.new(secret, f"{name}.{seconds}.".encode() + body, hashlib.sha256).digest()
    return {
        "webhook-id": name,
        "webhook-timestamp": str(seconds),
        "webhook-signature": f"v1,{base64.b64encode(made).decode()}",
    }


def append(file: Path, line: bytes) -> None:
    """Adds a line to a file, whole or not at all. Raises Undelivered."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        number = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o640)
        try:
            os.write(number, line + b"\n")
            os.fsync(number)
        finally:
            os.close(number)
    except OSError as error:
        raise Undelivered(f"{file} cannot be written: {error.strerror or error}") from error
