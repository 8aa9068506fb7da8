"""An act of the demonstration: the platforms of the estate served on loopback, and some requests to them."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from govkit.cli import output
from govkit.cli.demo.stage import Stage
from govkit.cli.waiting import waiting
from govkit.reports import Line, Span
from govkit.reports.spans import line, wrap

_PATIENCE = 30.0  # seconds


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request, the status that must be answered, and the members of the answer that are told."""

    method: str
    path: str
    status: int
    told: tuple[str, ...]
    body: Any = None


_REQUESTS = (
    _Asked("GET", "/erp/invoices/INV-2026-000123", 200, ("customerNumber", "currency", "totalAmount", "status")),
    _Asked("GET", "/billing/payments/pay_6101", 200, ("customer_id", "currency", "status")),
    _Asked(
        "POST",
        "/support/tickets",
        400,
        ("title", "detail"),
        {"organizationId": "org-1101", "subject": "Card declined", "description": "Again.", "priority": "sky-high"},
    ),
)


def platforms(stage: Stage) -> bool:
    """Starts all platforms, asks them, and tells what they answer."""
    from govkit.gate.mock_server import Mock

    with waiting("starting the platforms"):
        mocks = Mock(cwd=stage.estate)
    with mocks:
        stage.show([line(f"  {name.ljust(17)} ", Span(address, "path")) for name, address in mocks.addresses.items()])
        port = int(mocks.address.rpartition(":")[2])
        answers = [(asked, *_answer(port, asked)) for asked in _REQUESTS]
    for asked, status, body in answers:
        stage.show(list(_told(asked, status, body)))
    return all(status == asked.status for asked, status, _ in answers)


def _answer(port: int, asked: _Asked) -> tuple[int, dict[str, Any]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
    body = None if asked.body is None else json.dumps(asked.body)
    headers = {"Authorization": "Bearer demo", "Accept": "application/json, application/problem+json"}
    if body is not None:
        headers["Content-Type"] = "application/json"
    try:
        connection.request(asked.method, asked.path, body, headers)
        answer = connection.getresponse()
        said = json.loads(answer.read() or b"{}")
        return answer.status, said if isinstance(said, dict) else {}
    finally:
        connection.close()


def _told(asked: _Asked, status: int, body: dict[str, Any]) -> Iterator[Line]:
    width = output.terminal_width()
    sent = "" if asked.body is None else json.dumps(asked.body)
    yield ()
    yield from wrap(
        [Span(sent)], width, first=line("  ", Span(f"{asked.method} {asked.path}", "code"), " "), rest="    "
    )
    said = ", ".join(f"{key}: {body[key]}" for key in asked.told if key in body)
    style = "good" if status < 400 else "warning"
    yield from wrap([Span(said)], width, first=line("  ", Span(str(status), style), "  "), rest=" " * 7)
