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
    why: str = ""
    """What is told in the place of a long body."""


_CONTRACT = "/erp/contracts/CT-2026-0001/obligations"
TAX = {
    "legalEntity": "DE01", "name": "Netherlands, reverse charge", "kind": "reverseCharge", "country": "NL",
    "rate": "0.0000", "validFrom": "2026-09-01", "ledgerAccountNumber": "2320", "status": "active",
}  # fmt: skip
"""What lets the ERP tax sales to the Netherlands."""
_OBLIGATION = {
    "productCode": "fleet-platform", "quantity": "100", "recognitionMethod": "straightLine",
    "allocatedAmount": "24000.00", "servicePeriod": {"startDate": "2026-09-15", "endDate": "2029-01-01"},
}  # fmt: skip
_AMENDED = {
    "customerNumber": "C-10001", "externalReference": "amd_5001", "currency": "EUR", "effectiveDate": "2026-09-15",
    "reason": "amendment", "entities": [{"customerNumber": "C-10003", "obligations": [_OBLIGATION]}],
}  # fmt: skip
_UNTAXED = {"system": "erp", "state": "the amendment of CT-2026-0001 has not reached the books"}
_LISTENER = {"url": "http://127.0.0.1:9/", "system": "erp"}
"""Nobody listens there: the log of deliveries tells what would arrive."""

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
    _Asked("POST", "/__govkit__/webhooks", 200, ("id",), _LISTENER),
    _Asked("POST", "/__govkit__/states", 200, ("contract",), _UNTAXED),
    _Asked("PUT", _CONTRACT, 422, ("title", "country"), _AMENDED, "100 devices for Utrecht"),
    _Asked("PUT", "/erp/tax-configurations/NL-VAT-RC", 201, ("name", "status"), TAX, "finance adds the tax"),
    _Asked("PUT", _CONTRACT, 200, ("documentNumber", "status"), _AMENDED, "once more"),
    _Asked("GET", "/__govkit__/deliveries", 200, ("event", "system")),
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
        last = said[-1] if isinstance(said, list) and said else said
        return answer.status, last if isinstance(last, dict) else {}
    finally:
        connection.close()


def _told(asked: _Asked, status: int, body: dict[str, Any]) -> Iterator[Line]:
    width = output.terminal_width()
    sent = asked.why or ("" if asked.body is None else json.dumps(asked.body))
    yield ()
    yield from wrap(
        [Span(sent)], width, first=line("  ", Span(f"{asked.method} {asked.path}", "code"), " "), rest="    "
    )
    said = ", ".join(f"{key}: {body[key]}" for key in asked.told if key in body)
    style = "good" if status < 400 else "warning"
    yield from wrap([Span(said)], width, first=line("  ", Span(str(status), style), "  "), rest=" " * 7)
