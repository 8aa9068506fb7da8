"""What mocks send is what receivers verify: with the verifiers of generated clients, and with lines of their own."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import secrets
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml

from govkit.catalog.entries.kinds.system import Webhooks as Said
from govkit.client import SignatureMismatch, StaleDelivery
from govkit.client import webhooks as verifiers
from govkit.client.clock import Clock
from govkit.codegen.events import signing_of
from govkit.errors import UsageError
from govkit.gate.mocking import Mocks
from govkit.mocks.webhooks.signing import Key, Signer
from govkit.spec.documents import open_source
from govkit.spec.openapi import Contract
from govkit.spec.openapi.signatures import signature_of
from tests.mocks.receiver import Receiver
from tests.mocks.serving import ESTATE, serving
from tests.mocks.webhook_control import advance, control, deliveries, subscribed

pytestmark = pytest.mark.requirement("P2")

ORDERS = str(Path(__file__).with_name("webhooks.yaml"))
SYSTEMS = {
    "billing@2": ("billing_v2", "BILLING"),
    "billing@3": ("billing_v3", "BILLING"),
    "crm": ("crm_v4", "CRM"),
    "customer-success@1": ("customer_success_v1", "CUSTOMER_SUCCESS"),
    "customer-success@2": ("customer_success_v2", "CUSTOMER_SUCCESS"),
    "erp@1": ("erp_v1", "ERP"),
    "erp@2": ("erp_v2", "ERP"),
    "support": ("support_v1", "SUPPORT"),
}


def _secret() -> str:
    return f"whsec_{base64.b64encode(secrets.token_bytes(24)).decode()}"


@pytest.mark.parametrize("target", SYSTEMS)
def test_generated_clients_verify_and_read_all_that_their_platform_tells(
    target: str, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    package, name = SYSTEMS[target]
    secret = _secret()
    monkeypatch.setenv(f"{name}_WEBHOOK_SECRET", secret)
    client = import_module(f"{package}.webhooks")
    with serving(target) as served:
        control(served, "POST", "webhooks", {"url": receiver.url})
        for event in client.EVENTS:
            control(served, "POST", "events", {"event": event})
        advance(served)
        [source] = served.mocks.webhooks.sources.values()
        for came, event in zip(receiver.came, client.EVENTS, strict=True):
            delivery = client.verifier(secret).verify(came.body, came.headers)
            assert client.EVENTS[event].of(delivery) is not None
            hook = source.hooks.named(event)
            for one in hook.operation.parameters.values():
                text = came.headers[one.name.lower()]
                assert hook.accepts(one.name, text), (one.name, text)


def test_standard_webhooks_in_a_few_lines_of_the_receiver(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    newer, older = _secret(), _secret()
    monkeypatch.setenv("BILLING_WEBHOOK_SECRET", f"{newer} {older}")
    with serving("billing@3") as served:
        subscribed(served, receiver)
        control(served, "POST", "events", {"event": "invoice.paid"})
        advance(served)
        [came] = receiver.came
        signed = f"{came.headers['webhook-id']}.{came.headers['webhook-timestamp']}.".encode() + came.body
        for secret in (newer, older):
            digest = hmac.new(base64.b64decode(secret[6:]), signed, hashlib.sha256).digest()
            assert f"v1,{base64.b64encode(digest).decode()}" in came.headers["webhook-signature"].split(" ")
        assert came.headers["webhook-id"] == came.value["id"]
        assert int(came.headers["webhook-timestamp"]) == 1793707200
        assert (
            served.client.get("/__govkit__/webhooks/signing").json()["billing"]["secrets"]
            == [{"from": "BILLING_WEBHOOK_SECRET"}] * 2
        )


def test_each_try_has_the_same_id_and_a_time_and_signature_of_its_own(receiver: Receiver) -> None:
    with serving("billing@3") as served:
        subscribed(served, receiver)
        [key] = control(served, "GET", "webhooks/signing")["billing"]["secrets"]
        receiver.answer = lambda _: 500 if len(receiver.came) < 2 else 204
        control(served, "POST", "events", {"event": "invoice.paid"})
        advance(served, 20)
        first, second = receiver.came
        assert first.headers["webhook-id"] == second.headers["webhook-id"]
        assert 5 <= int(second.headers["webhook-timestamp"]) - int(first.headers["webhook-timestamp"]) <= 6
        assert first.headers["webhook-signature"] != second.headers["webhook-signature"]
        for came in receiver.came:
            clock = _At(int(came.headers["webhook-timestamp"]))
            verifiers.StandardWebhooks(key["secret"], clock=clock).verify(came.body, came.headers)


class _At(Clock):
    """A clock that stands still."""

    def __init__(self, moment: float) -> None:
        self._moment = moment

    def time(self) -> float:
        return self._moment


def test_what_was_signed_long_ago_comes_once_where_it_is_ordered(receiver: Receiver) -> None:
    with serving("billing@3") as served:
        control(served, "POST", "webhooks", {"url": receiver.url})
        [key] = control(served, "GET", "webhooks/signing")["billing"]["secrets"]
        verifier = verifiers.StandardWebhooks(key["secret"])

        def verified(came: Any) -> int:
            try:
                verifier.verify(came.body, came.headers)
            except StaleDelivery:
                return 400
            return 204

        receiver.answer = verified
        control(served, "PUT", "webhooks/odds", {"stale": 1})
        control(served, "POST", "events", {"event": "invoice.paid"})
        advance(served, 10)
        assert [one["status"] for one in deliveries(served)[0]["tries"]] == [400, 204]


def test_a_subscriber_may_ask_for_the_time_of_the_machine(receiver: Receiver) -> None:
    secret = _secret()
    with serving("billing@3") as served:
        subscribed(served, receiver, time="machine", secret=secret)
        control(served, "POST", "events", {"event": "invoice.paid"})
        advance(served)
        [came] = receiver.came
        verifiers.StandardWebhooks(secret).verify(came.body, came.headers)


def test_no_secret_is_written_anywhere(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    known, given = _secret(), _secret()
    monkeypatch.setenv("BILLING_WEBHOOK_SECRET", known)
    with serving("billing@3", "erp") as served:
        made = control(served, "GET", "webhooks/signing")["erp"]["secrets"][0]["secret"]
        told = [control(served, "POST", "webhooks", {"url": receiver.url, "secret": given, "system": "billing"})]
        told.append(control(served, "POST", "webhooks", {"url": receiver.url}))
        for system, event in (("billing", "invoice.paid"), ("erp", "invoice.paid")):
            control(served, "POST", "events", {"system": system, "event": event})
        advance(served)
        assert len(receiver.came) == 3
        told += [control(served, "GET", name) for name in ("webhooks", "deliveries", "journal", "ledger")]
        told.append(repr(served.mocks.webhooks.sources) + repr(list(served.mocks.webhooks.subscriptions)))
    text = json.dumps(told) + "".join(capfd.readouterr())
    for secret in (known, given, made):
        assert secret not in text
        assert secret.removeprefix("whsec_") not in text


def test_a_secret_that_cannot_sign_is_refused_without_being_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"no base64 {secrets.token_hex(8)}"
    monkeypatch.setenv("BILLING_WEBHOOK_SECRET", text)
    with pytest.raises(UsageError, match="BILLING_WEBHOOK_SECRET") as refused:
        Mocks(["billing@3"], cwd=ESTATE)
    assert text not in str(refused.value)
    monkeypatch.delenv("BILLING_WEBHOOK_SECRET")
    with serving("billing@3") as served:
        order = {"url": "http://127.0.0.1:9/", "secret": text}
        answer = served.client.post("/__govkit__/webhooks", json=order)
        assert answer.status_code == 422
        assert text not in answer.text


# ------------------------------------------------------------------------------------------------- spellings

_HEX64 = "[0-9a-f]{64}"
SPELLINGS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "hex, by the pattern": ({"X-Sign": {"pattern": f"^{_HEX64}$"}}, {}, f"^{_HEX64}$"),
    "hex, by nothing": ({"X-Sign": {}}, {}, f"^{_HEX64}$"),
    "a prefix, by the pattern": ({"X-Sign": {"pattern": f"^sha256={_HEX64}$"}}, {}, f"^sha256={_HEX64}$"),
    "a prefix, by the example": ({"X-Sign": {}}, {"X-Sign": {"example": "sha256=" + "0a" * 32}}, f"^sha256={_HEX64}$"),
    "a prefix, by the words": (
        {"X-Sign": {}}, {"X-Sign": {"description": "`sha256=` and the HMAC in hex."}}, f"^sha256={_HEX64}$",
    ),
    "base64, by the words": (
        {"X-Sign": {}}, {"X-Sign": {"description": "HMAC-SHA256 of the body, Base64 encoded."}}, "^[0-9A-Za-z+/]{43}=$",
    ),
    "base64, by the pattern": ({"X-Sign": {"pattern": "^[A-Za-z0-9+/]+={0,2}$"}}, {}, "^[0-9A-Za-z+/]{43}=$"),
    "a time inside": ({"X-Sign": {"pattern": f"^t=[0-9]+,v1={_HEX64}$"}}, {}, f"^t=1793707200,v1={_HEX64}$"),
    "a time beside": ({"X-Sign": {"pattern": f"^{_HEX64}$"}, "X-Sign-Timestamp": {}}, {}, f"^{_HEX64}$"),
    "the name of a key": (
        {"X-Sign": {"pattern": f"^[a-z0-9]+={_HEX64}$"}, "X-Time-Stamp": {}, "X-Timestamp": {}}, {}, f"^key1={_HEX64}$",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SPELLINGS)
def test_a_signature_is_spelled_as_the_contract_shows_and_its_verifier_reads_it(name: str, tmp_path: Path) -> None:
    schemas, more, expected = SPELLINGS[name]
    contract = _contract(tmp_path, schemas, more)
    signature = signature_of(contract, "hmac-sha256", "X-Sign")
    secret = secrets.token_hex(16)
    headers = Signer(signature).headers([Key(secret, "test")], "evt_1", 1793707200, b'{"a":1}')
    assert re.fullmatch(expected, headers["X-Sign"]), headers
    said = Said.model_validate({"scheme": "hmac-sha256", "header": "X-Sign", "secretEnv": "A_SECRET"})
    signing = signing_of(contract, said)
    assert signing is not None
    clock = {} if signing.verifier == "PlainHmac" else {"clock": _At(1793707200)}
    verifier = getattr(verifiers, signing.verifier)(secret, **signing.headers, **clock)
    assert verifier.verify(b'{"a":1}', headers).body == b'{"a":1}'
    with pytest.raises(SignatureMismatch):
        verifier.verify(b'{"a":2}', headers)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (["webhook-id", "webhook-timestamp", "webhook-signature"], "StandardWebhooks"),
        (["svix-id", "svix-timestamp", "svix-signature"], "StandardWebhooks"),
        (["X-Hub-Signature-256"], "PlainHmac"),
        (["X-Shop-Hmac-SHA256"], "PlainHmac"),
        (["Signature", "Signature-Timestamp"], "SeparateHmac"),
        (["X-Request-Id"], None),
        ([], None),
    ],
)
def test_without_a_catalog_the_headers_say_how_a_contract_signs(
    headers: list[str], expected: str | None, tmp_path: Path
) -> None:
    found = signature_of(_contract(tmp_path, {name: {} for name in headers}, {}), None)
    assert (found.form.value if found is not None else None) == expected


def test_who_signs_nothing_says_so_whatever_the_headers_show(tmp_path: Path) -> None:
    assert signature_of(_contract(tmp_path, {"X-Signature": {}}, {}), "none") is None


def _contract(folder: Path, schemas: dict[str, Any], more: dict[str, Any]) -> Contract:
    parameters = [
        {"name": name, "in": "header", "schema": {"type": "string", **schema}, **more.get(name, {})}
        for name, schema in schemas.items()
    ]
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Signed", "version": "1"},
        "webhooks": {"happened": {"post": {"parameters": parameters, "responses": {"200": {"description": "Taken."}}}}},
    }
    path = folder / "signed.yaml"
    path.write_text(yaml.safe_dump(document))
    library, read = open_source(str(path))
    return Contract(library, read)


def test_a_file_that_belongs_to_the_estate_signs_as_its_system_does(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = _secret()
    monkeypatch.setenv("ERP_WEBHOOK_SECRET", secret)
    verify = import_module("erp_v2.webhooks").verifier(secret).verify
    with serving("specs/erp/2.2.0/openapi.yaml", str(ESTATE / "specs/billing/3.0.0/openapi.yaml")) as served:
        control(served, "POST", "webhooks", {"url": receiver.url, "system": "alderway-erp-api"})
        control(served, "POST", "events", {"event": "invoice.paid", "system": "alderway-erp-api"})
        advance(served)
        [came] = receiver.came
        verify(came.body, came.headers)
        told = control(served, "GET", "webhooks/signing")
        assert told["alderway-erp-api"]["secrets"] == [{"from": "ERP_WEBHOOK_SECRET"}]
        limits = control(served, "GET", "rate-limits")
        assert {one["system"]: one["requests"] for one in limits}["alderway-erp-api"] == 600
        assert served.mocks.notes == []


def test_a_file_of_a_broken_estate_is_served_and_why_it_lacks_its_secret_is_noted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_SECRET", _secret())
    spec = (Path(__file__).parent / "webhooks.yaml").read_text("utf-8")
    api = """\
apiVersion: govkit/v1
kind: API
metadata: {name: orders}
spec:
  system: shop
  owner: team:nobody
  audience: internal
  versions: [{version: 1.0.0, definition: specs/orders.yaml, lifecycle: actve}]
"""
    for name, text in {"specs/orders.yaml": spec, "catalog/apis/orders.yaml": api, "govkit.yaml": ""}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    with serving("specs/orders.yaml", cwd=tmp_path) as served:
        [note] = served.mocks.notes
        assert "is served without what it says of its System" in note
        assert "catalog/apis/orders.yaml:4:1" in note
        [signing] = control(served, "GET", "webhooks/signing").values()
        assert {"from": "SHOP_SECRET"} not in signing["secrets"]
