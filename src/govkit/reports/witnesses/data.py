"""An exchange as JSON, for scripts that replay it."""

from __future__ import annotations

import base64
from typing import Any

import govkit
from govkit.gate.replay import Answer, Exchange
from govkit.spec.openapi.wire.bodies import Body


def data_of(exchange: Exchange) -> dict[str, Any]:
    """All that is needed to send an exchange, and what to expect of either side."""
    finding, witness, request = exchange.finding, exchange.finding.witness, exchange.request
    assert witness is not None
    if exchange.carrier == "request":
        classes = {"accepts": "2xx", "refuses": "4xx"}
        expect = {"old": classes[witness.old], "new": classes[witness.new]}
    else:
        expect = {"old": witness.old, "new": witness.new}
    return {
        "govkit": govkit.__version__,
        "fingerprint": finding.fingerprint,
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": finding.message,
        "operation": exchange.operation,
        "kind": exchange.kind,
        "carrier": exchange.carrier,
        "expect": expect,
        "because": witness.because,
        "request": {
            "method": request.method,
            "url": request.target,
            "headers": [{"name": name, "value": text} for name, text in request.headers],
            "credentials": [{"in": place, "name": name, "value": text} for place, name, text in request.credentials],
            "body": _body(request.body),
        },
        "success": list(exchange.success),
        "answer": _answer(exchange.answer),
        "promised": _answer(exchange.promised),
        "witness": {"part": witness.part, "value": witness.value},
        "notes": list(exchange.notes),
    }


def _answer(answer: Answer | None) -> dict[str, Any] | None:
    if answer is None:
        return None
    headers = [{"name": name, "value": text} for name, text in answer.headers]
    return {"status": answer.status, "headers": headers, "body": _body(answer.body)}


def _body(body: Body | None) -> dict[str, Any] | None:
    if body is None:
        return None
    try:
        return {"contentType": body.content_type, "text": body.content.decode("utf-8")}
    except UnicodeDecodeError:
        return {"contentType": body.content_type, "base64": base64.b64encode(body.content).decode("ascii")}
