"""The receiver of webhooks, an ASGI application: what is verified is kept before it is answered."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from govkit.client.errors import MalformedDelivery, SignatureMismatch, StaleDelivery, WebhookError
from govkit.spec.documents import format_pointer
from govkit.spec.openapi.wire.spelling import is_json
from govkit.spec.schemas.validators import Refusal
from govkit.sync.inbox.intake import Intake
from govkit.sync.inbox.refusals import RETRY_AFTER, Ledger, Refused, places
from govkit.sync.inbox.senders import Sender, UnknownEvent
from govkit.sync.inbox.subscribing import webhook_type
from govkit.sync.store.database import is_lost
from govkit.sync.telemetry.traces import span
from govkit.sync.values import Arrived, Json, Taken

_LOG = logging.getLogger("govkit.sync.inbox")
_DEEPEST = 200
"""Levels of a body; whoever reads, validates and writes it needs some of Python's stack for each."""
_TRACE = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a delivery may be, in bytes, and how many seconds it may take to come."""

    size: int = 1024 * 1024
    seconds: float = 30.0


class Receiver:
    """Takes deliveries: `POST /webhooks/{system}`. `taken` hears of each event that was kept."""

    def __init__(
        self,
        senders: Mapping[str, Sender],
        intake: Intake,
        ledger: Ledger,
        *,
        limits: Limits | None = None,
        taken: Callable[[Arrived, Taken], None] = lambda *_: None,
    ) -> None:
        self._senders = senders
        self._intake = intake
        self._ledger = ledger
        self._limits = limits or Limits()
        self._taken = taken

    @property
    def routes(self) -> list[Route]:
        """What it answers; `/webhooks` and below are its own."""
        return [Route("/webhooks/{rest:path}", self._answer, methods=["GET", "POST", "PUT", "PATCH", "DELETE"])]

    def application(self) -> Starlette:
        """The receiver on its own."""
        return Starlette(routes=self.routes)

    async def _answer(self, request: Request) -> Response:
        system = ""
        try:
            sender = self._sender(request)
            system = sender.system
            raw = await self._read(request)
            await run_in_threadpool(self._take, sender, raw, request.headers)
        except Refused as refused:
            await run_in_threadpool(self._ledger.add, system, refused)
            return _problem(refused)
        except ClientDisconnect:
            return Response(status_code=400)
        return Response(status_code=204)

    def _sender(self, request: Request) -> Sender:
        """The system that is said to have sent it. Raises Refused."""
        name = request.path_params["rest"]
        if "/" in name or not name:
            raise Refused("address", "deliveries are sent to /webhooks/{system}")
        sender = self._senders.get(name)
        if sender is None:
            raise Refused("system", "no system of that name sends webhooks")
        if request.method != "POST":
            raise Refused("method", f"{request.method} is not taken here")
        if sender.verify is None:
            raise Refused("unready", "the receiver is not set up for this system", sender.unready)
        media = request.headers.get("content-type", "")
        if not is_json(media.partition(";")[0].strip().lower()):
            raise Refused("content-type", "its content type is application/json")
        if request.headers.get("content-encoding", "identity").lower() != "identity":
            raise Refused("content-type", "it is sent without any content encoding")
        return sender

    async def _read(self, request: Request) -> bytes:
        """The body, read no further than it may be long. Raises Refused."""
        most = self._limits.size
        said = request.headers.get("content-length", "0")
        if said.isascii() and said.isdigit() and int(said[:15]) > most:
            raise Refused("size", f"a delivery has at most {most} bytes")
        parts: list[bytes] = []
        size = 0
        try:
            async with asyncio.timeout(self._limits.seconds):
                async for part in request.stream():
                    size += len(part)
                    if size > most:
                        raise Refused("size", f"a delivery has at most {most} bytes")
                    parts.append(part)
        except TimeoutError:
            raise Refused("slow", f"it was not there within {self._limits.seconds:g} seconds") from None
        return b"".join(parts)

    def _take(self, sender: Sender, raw: bytes, headers: Mapping[str, str]) -> None:
        """Keeps a delivery: durable when this returns. Raises Refused."""
        with span(f"delivery of {sender.system}", _trace_in(headers)) as spanned:
            arrived = replace(arrived_of(sender, raw, headers), trace=spanned.traceparent)
            taken = self._kept(sender, arrived)
            spanned.tell(event=taken.seq, type=arrived.type, repeated=taken.repeated)
        self._taken(arrived, taken)

    def _kept(self, sender: Sender, arrived: Arrived) -> Taken:
        try:
            return self._intake.take(arrived)
        except (DBAPIError, PoolTimeout) as error:
            if isinstance(error, PoolTimeout) or is_lost(error):
                _LOG.warning("an event of %s cannot be kept: %s", sender.system, _said(error))
                raise Refused("database", "nothing was kept; send it again later", _said(error)) from error
            raise self._failed(sender, error) from error
        except Exception as error:
            raise self._failed(sender, error) from error

    @staticmethod
    def _failed(sender: Sender, error: Exception) -> Refused:
        """What is told of a fault of ours; the whole of it is in the log."""
        _LOG.error("an event of %s was not taken", sender.system, exc_info=error)
        return Refused("failed", "nothing was kept; the log of the receiver says why", type(error).__name__)


def arrived_of(sender: Sender, raw: bytes, headers: Mapping[str, str]) -> Arrived:
    """The event of a delivery, verified and held against its description. Raises Refused."""
    assert sender.verify is not None, "only those are asked that can verify"
    try:
        delivery = sender.verify(raw, headers)
    except SignatureMismatch as error:
        raise Refused("signature", str(error)) from error
    except StaleDelivery as error:
        raise Refused("stale", str(error)) from error
    except WebhookError as error:
        raise Refused("unsigned", str(error)) from error
    try:
        body: Json = delivery.json()
    except MalformedDelivery as error:
        raise Refused("json", str(error), "it is no JSON") from error
    if raw.count(b"[") + raw.count(b"{") > _DEEPEST and not _is_shallow(body):
        raise Refused("json", f"the body nests deeper than {_DEEPEST} levels", "it nests too deep")
    if b"\\u" in raw and not _is_text(body):
        raise Refused("json", "half of a surrogate pair is no character", "it is no JSON")
    try:
        told = sender.told(body, raw, headers, delivery.id)
    except UnknownEvent as error:
        raise Refused("event", str(error)) from error
    version, flaws = sender.flaws(told.name, _plain(raw))
    if flaws:
        where = f"{told.name} is not as {version} has it"
        raise Refused("body", f"{where}: {_shown(flaws)}", f"{where}: {places(flaws)}")
    return Arrived(
        source=sender.system,
        id=told.id,
        type=webhook_type(sender.system, told.name),
        channel="webhook",
        body=body,
        occurred_at=told.occurred_at,
        trace=_trace_in(headers),
    )


def _trace_in(headers: Mapping[str, str]) -> str | None:
    found = headers.get("traceparent", "")
    return found if _TRACE.fullmatch(found) else None


def _is_shallow(body: Json) -> bool:
    """Whether a body nests no deeper than whoever looks at it next can follow."""
    level: list[Any] = [body]
    for _ in range(_DEEPEST + 1):
        level = [one for one in level if isinstance(one, dict | list)]
        if not level:
            return True
        level = [inner for one in level for inner in (one.values() if isinstance(one, dict) else one)]
    return False


def _is_text(body: Json) -> bool:
    """Whether all texts of a body can be written: JSON has escapes for halves of characters."""
    try:
        json.dumps(body, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError:
        return False
    return True


def _plain(raw: bytes) -> Json:
    """The body as validators take it, with numbers of the machine."""
    return json.loads(raw)


def _shown(flaws: list[Refusal]) -> str:
    return "; ".join(f"{format_pointer(one.path) or 'the whole'}: {one.message[:200]}" for one in flaws)


def _said(error: Exception) -> str:
    """What the driver says, without the statement and its values."""
    orig = error.orig if isinstance(error, DBAPIError) else error
    return " ".join(str(orig).split())[:300]


def _problem(refused: Refused) -> Response:
    headers = {}
    if refused.status == 503:
        headers["Retry-After"] = str(RETRY_AFTER)
    if refused.status == 405:
        headers["Allow"] = "POST"
    if refused.status in (408, 413):
        headers["Connection"] = "close"  # what is still to come is not read
    return JSONResponse(refused.problem(), refused.status, headers, "application/problem+json")
