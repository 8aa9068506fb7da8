"""Platforms that sign what they send, as the reference estate has them, and a receiver that takes it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from govkit.catalog.workflows.check import read_all
from govkit.catalog.workflows.contracts import Contracts
from govkit.sync.inbox.intake import Intake
from govkit.sync.inbox.receiver import Limits, Receiver
from govkit.sync.inbox.refusals import Ledger
from govkit.sync.inbox.senders import Sender, senders_of
from govkit.sync.inbox.subscribing import Plan
from govkit.sync.store.database import Database
from govkit.sync.store.tables import REFUSED
from tests.sync.inbox.asking import Client
from tests.sync.inbox.estates import example
from tests.sync.inbox.stage import NOW, Fake, Listed, Moving, rows


@dataclass
class Platform:
    """A platform that signs with secrets of its own, as the reference estate has it."""

    name: str
    secret: str
    key: bytes
    body: dict[str, Any]

    def headers(self, raw: bytes, at: float = NOW, key: bytes | None = None) -> dict[str, str]:
        key, stamp = self.key if key is None else key, str(int(at))

        def signed(*parts: bytes) -> bytes:
            return hmac.new(key, b".".join(parts), hashlib.sha256).digest()

        plain = {"content-type": "application/json"}
        if self.name == "erp":
            return {**plain, "X-Erp-Timestamp": stamp, "X-Erp-Signature": f"key1={signed(stamp.encode(), raw).hex()}"}
        if self.name == "customer-success":
            return {**plain, "X-Success-Signature": f"t={stamp},v1={signed(stamp.encode(), raw).hex()}"}
        identifier = self.body["id"]
        made = base64.b64encode(signed(identifier.encode(), stamp.encode(), raw)).decode()
        return {
            **plain,
            "webhook-id": identifier,
            "webhook-timestamp": stamp,
            "webhook-signature": f"v1,{made}",
        }


SENT = {
    "billing": ("billing@3.0.0", "payment.failed"),
    "crm": ("crm@4.2.0", "deal.won"),
    "customer-success": ("customer-success@2.0.0", "renewal.dueSoon"),
    "erp": ("erp@2.2.0", "invoice.paid"),
    "support": ("support@1.3.0", "serviceStatus.changed"),
}


def platforms_of(contracts: Contracts) -> dict[str, Platform]:
    """The platforms by their names, each with an event as its description shows it."""
    found = {}
    for name, (version, webhook) in SENT.items():
        standard = name in ("billing", "crm", "support")
        key = secrets.token_bytes(24)
        text = f"whsec_{base64.b64encode(key).decode()}" if standard else key.hex()
        body = example(contracts, version, webhook)
        found[name] = Platform(name, text, key if standard else text.encode(), body)
    return found


def senders_by(contracts: Contracts, platforms: Mapping[str, Platform], clock: Moving) -> Mapping[str, Sender]:
    """What a receiver knows of the platforms."""
    environment = {f"{one.name.upper().replace('-', '_')}_WEBHOOK_SECRET": one.secret for one in platforms.values()}
    return senders_of(contracts, read_all(contracts.estate.workflow_documents).documents, environment, clock)


@dataclass
class Door:
    """A receiver, with what it counted."""

    client: Client
    database: Database
    clock: Moving
    ledger: Ledger
    told: list[tuple[str, str]] = field(default_factory=list)

    def send(self, platform: Platform, body: Any = None, at: float | None = None, **changes: str) -> Any:
        raw = json.dumps(platform.body if body is None else body).encode() if not isinstance(body, bytes) else body
        headers = platform.headers(raw, self.clock.at if at is None else at)
        for name, value in changes.items():
            headers[name.replace("_", "-")] = value
        return self.client.post(f"/webhooks/{platform.name}", content=raw, headers=headers)

    def refused(self) -> list[tuple[str, str, int]]:
        self.ledger.flush()
        return [(one.system, one.reason, one.count) for one in rows(self.database, REFUSED)]


def open_door(database: Database, senders: Mapping[str, Sender], clock: Moving, **limits: Any) -> Door:
    """A receiver on a database."""
    told: list[tuple[str, str]] = []
    ledger = Ledger(database, clock, lambda system, reason: told.append((system, reason)))
    workflows = Listed({"erp.invoice.paid": [Fake("invoice-paid", planner=_plan)]})
    intake = Intake(database, workflows, clock)
    receiver = Receiver(senders, intake, ledger, limits=Limits(**limits))
    return Door(Client(receiver.application()), database, clock, ledger, told)


def _plan(body: Any) -> Any:
    return Plan(body["data"]["invoiceNumber"], {})


def problem(answer: Any) -> tuple[int, str]:
    """The status and the reason of a refusal."""
    assert answer.headers["content-type"] == "application/problem+json"
    said = answer.json()
    assert said["status"] == answer.status_code
    return answer.status_code, said["type"].rpartition(":")[2]


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
