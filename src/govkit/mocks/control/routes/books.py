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

_SAMPLE = Sample(query={"system": "billing"})


def routes(control: Control) -> tuple[Route, ...]:
    """Ledger and journal."""

    def ledger(asked: Asked) -> Any:
        since = asked.number("since") or 0
        found = _of(control.books.ledger, asked, "system", "operation", "key")
        return [entry for entry in found if entry["seq"] > since]

    def journal(asked: Asked) -> Any:
        since = asked.number("since") or 0
        found = _of(control.books.journal, asked, "system", "operation", "method", "fault")
        return [entry for entry in found if entry["seq"] > since]

    since = Parameter("since", "Entries after this number only.", NUMBER)
    key = Parameter("key", "Entries with this idempotency key only.")
    narrowing = (Parameter("method", "Entries of this method only."), Parameter("fault", "Struck by this fault only."))
    writes, requests = {"type": "array", "items": _WRITE}, {"type": "array", "items": _REQUEST}
    return (
        Route(
            "GET", "ledger", "Every write", ledger, writes, parameters=(since, _SYSTEM, _OPERATION, key), sample=_SAMPLE
        ),
        Route(
            "GET",
            "journal",
            "Every request",
            journal,
            requests,
            parameters=(since, _SYSTEM, _OPERATION, *narrowing),
            sample=_SAMPLE,
        ),
    )


def _of(entries: Any, asked: Asked, *names: str) -> list[JsonObject]:
    wanted = [(name, asked.query[name]) for name in names if name in asked.query]
    return [entry for entry in entries if all(entry[name] == value for name, value in wanted)]
