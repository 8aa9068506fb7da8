"""What happened: the ledger of writes and the journal of requests, whole or what is asked for of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from govkit.mocks.control.route import INSTANT, NUMBER, TEXT, Asked, Parameter, Route, Sample, described
from govkit.mocks.messages import JsonObject

if TYPE_CHECKING:
    from govkit.mocks.control.control import Control

_MAYBE = {"type": ["string", "null"]}
_WRITE = described(
    seq=NUMBER,
    at=INSTANT,
    system=TEXT,
    operation=TEXT,
    key=_MAYBE,
    path=TEXT,
    body={},
    status=NUMBER,
    committed={"type": "boolean"},
    cause={"type": "string", "description": "`request`, or what wrote by itself: `timer due`."},
)
_FLAW = described(**{"in": TEXT, "pointer": TEXT, "reason": TEXT})
_REQUEST = described(
    seq=NUMBER,
    at=INSTANT,
    system=TEXT,
    method=TEXT,
    path=TEXT,
    operation=_MAYBE,
    status={**NUMBER, "description": "0 where nothing was answered."},
    refused=_MAYBE,
    flaws={"type": "array", "items": _FLAW},
    fault=_MAYBE,
    seconds={"type": ["number", "null"]},
)
_SYSTEM = Parameter("system", "Entries of this system only.")
_OPERATION = Parameter("operation", "Entries of this operationId only.")

_SINCE = Parameter("since", "Entries after this number only.", NUMBER)
_LIMIT = Parameter("limit", "The latest so many.", NUMBER)
_KEY = Parameter("key", "Entries with this idempotency key only.")
_CAUSE = Parameter("cause", "Entries with this cause only: `request`, or `timer due`.")
_METHOD = Parameter("method", "Entries of this method only.")
_FAULT = Parameter("fault", "Requests that a fault of this kind struck.")
_SAMPLE = Sample(query={"system": "billing"})


def routes(control: Control) -> tuple[Route, ...]:
    """Ledger and journal: reading, and beginning them anew."""

    def ledger(asked: Asked) -> Any:
        return _of(control.books.ledger, asked, "system", "operation", "key", "cause")

    def journal(asked: Asked) -> Any:
        return _of(control.books.journal, asked, "system", "operation", "method", "fault")

    def forget_writes(_: Asked) -> Any:
        control.books.forget_writes()
        return []

    def forget_requests(_: Asked) -> Any:
        control.books.forget_requests()
        return []

    of_ledger = (_SINCE, _LIMIT, _SYSTEM, _OPERATION, _KEY, _CAUSE)
    of_journal = (_SINCE, _LIMIT, _SYSTEM, _OPERATION, _METHOD, _FAULT)
    writes, requests = {"type": "array", "items": _WRITE}, {"type": "array", "items": _REQUEST}
    return (
        Route("GET", "ledger", "Every write", ledger, writes, parameters=of_ledger, sample=_SAMPLE),
        Route("GET", "journal", "Every request", journal, requests, parameters=of_journal, sample=_SAMPLE),
        Route("DELETE", "ledger", "Begins the ledger anew, and nothing else", forget_writes, writes),
        Route("DELETE", "journal", "Begins the journal anew, and nothing else", forget_requests, requests),
    )


def _of(entries: list[JsonObject], asked: Asked, *names: str) -> list[JsonObject]:
    """The entries that are asked for."""
    since, limit = asked.number("since") or 0, asked.number("limit")
    wanted = [(name, asked.query[name]) for name in names if name in asked.query]
    found = [
        entry for entry in entries if entry["seq"] > since and all(_fits(entry[name], value) for name, value in wanted)
    ]
    return found if limit is None else found[len(found) - min(limit, len(found)) :]


def _fits(held: str | None, wanted: str) -> bool:
    """Whether an entry has a value, or has it among several."""
    return held is not None and (held == wanted or wanted in held.split(", "))
