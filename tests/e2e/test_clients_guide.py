"""docs/clients.md: its samples run, one after the other, against a real server."""

from __future__ import annotations

import base64
import contextlib
import hmac
import io
import json
import time
from pathlib import Path
from secrets import token_bytes, token_hex
from typing import Any

import pytest
import yaml

from tests.client.recorder import Arrived, Recorder, Reply
from tests.test_readme import blocks


@pytest.fixture
def examples(repository: Path) -> dict[str, Any]:
    text = (repository / "specs/billing/3.0.0/openapi.yaml").read_text(encoding="utf-8")
    document = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    found = {name: example["value"] for name, example in document["components"]["examples"].items()}
    return dict(json.loads(json.dumps(found, default=str)))


def answer(customer: dict[str, Any], arrived: Arrived) -> Reply:
    if arrived.path == "/token":
        return Reply.json({"access_token": "a-token", "expires_in": 60})
    assert arrived.header("authorization") in ("Bearer a-token", None)
    if arrived.path == "/customers/cus_9":
        problem = {"type": "urn:x", "title": "Not found", "status": 404, "request_id": "r"}
        return Reply.json(problem, 404, "application/problem+json", Request_Id="req-7")
    if arrived.path == "/customers":
        return Reply.json({"data": [customer], "has_more": False, "next_cursor": None})
    return Reply.json(customer | {"status": "dormant"})


def test_every_sample_runs(repository: Path, examples: dict[str, Any]) -> None:
    raw = token_bytes(24)
    body = json.dumps(examples["EventInvoicePaid"]).encode()
    now = str(int(time.time()))
    signature = base64.b64encode(hmac.digest(raw, f"m1.{now}.".encode() + body, "sha256")).decode()
    samples = blocks((repository / "docs/clients.md").read_text(encoding="utf-8"), "python")
    assert len(samples) == 5
    with Recorder().serving() as server, contextlib.redirect_stdout(io.StringIO()) as printed:
        server.answer = lambda arrived: answer(examples["CustomerBrightwater"], arrived)
        names = {
            "BASE_URL": server.url,
            "TOKEN_URL": f"{server.url}/token",
            "SECRET": token_hex(8),
            "WEBHOOK_SECRET": "whsec_" + base64.b64encode(raw).decode(),
            "body": body,
            "headers": {"webhook-id": "m1", "webhook-timestamp": now, "webhook-signature": f"v1,{signature}"},
            "new_trace": lambda: "00-trace",
        }
        first, error, settings, unknown, webhook = samples
        with_error = first + "".join(
            f"    {line}" if line.strip() else line for line in error.splitlines(keepends=True)
        )
        for sample in (with_error, settings, unknown, webhook):
            exec(compile(sample, "docs/clients.md", "exec"), names)
        assert server.last.header("traceparent") == "00-trace"
    lines = printed.getvalue().splitlines()
    assert lines[:3] == ["Brightwater Holding 2025", examples["CustomerBrightwater"]["id"], "404 Not found req-7"]
    assert lines[3] == "the provider has learnt a new word: dormant"
    assert len(lines) == 5
