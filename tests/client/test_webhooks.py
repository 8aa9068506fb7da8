"""Deliveries that are true, and those that are not."""

from __future__ import annotations

import base64
import hashlib
import hmac
from secrets import token_bytes, token_hex
from typing import Any

import pytest
from pydantic import BaseModel

from govkit.client import (
    Event,
    MalformedDelivery,
    PlainHmac,
    SeparateHmac,
    SignatureMismatch,
    StaleDelivery,
    StandardWebhooks,
    TimestampedHmac,
    WebhookError,
)
from tests.client.recorder import TurnedClock

RAW = token_bytes(24)
STANDARD = "whsec_" + base64.b64encode(RAW).decode()
PLAIN = token_hex(16)
BODY = b'{"type":"invoice.paid","total":1.10}'
NOW = 1_800_000_000


def standard(body: bytes = BODY, *, at: int = NOW, key: bytes = RAW, name: str = "msg_1") -> dict[str, str]:
    signature = base64.b64encode(hmac.digest(key, f"{name}.{at}.".encode() + body, "sha256")).decode()
    return {"Webhook-Id": name, "Webhook-Timestamp": str(at), "Webhook-Signature": f"v1a,x v1,{signature}"}


def timestamped(body: bytes = BODY, *, at: int = NOW, key: str = PLAIN) -> dict[str, str]:
    signature = hmac.new(key.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return {"x-signature": f"t={at},v0=00,v1={'0' * 64},v1={signature}"}


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock(float(NOW))


def test_a_standard_webhook(clock: TurnedClock) -> None:
    delivery = StandardWebhooks(STANDARD, clock=clock).verify(BODY, standard())
    assert (delivery.id, delivery.signed_at, str(delivery.json()["total"])) == ("msg_1", NOW, "1.10")


def test_a_timestamped_signature_in_one_header(clock: TurnedClock) -> None:
    delivery = TimestampedHmac(PLAIN, header="X-Signature", clock=clock).verify(BODY, timestamped())
    assert (delivery.id, delivery.signed_at, delivery.body) == (None, NOW, BODY)


@pytest.mark.parametrize("start", ["", "key1={other},key2=", "key1="])
def test_a_time_and_a_signature_in_headers_of_their_own(clock: TurnedClock, start: str) -> None:
    signature = hmac.new(PLAIN.encode(), f"{NOW}.".encode() + BODY, hashlib.sha256).hexdigest()
    headers = {"X-Time": str(NOW), "X-Sig": start.format(other="0" * 64) + signature}
    verifier = SeparateHmac([token_hex(8), PLAIN], header="x-sig", timestamp_header="x-time", clock=clock)
    assert verifier.verify(BODY, headers).signed_at == NOW
    with pytest.raises(SignatureMismatch):
        verifier.verify(BODY, headers | {"X-Time": str(NOW + 1)})
    with pytest.raises(StaleDelivery):
        verifier.verify(BODY, headers | {"X-Time": str(NOW + 999)})


@pytest.mark.parametrize("encoding", ["hex", "base64"])
@pytest.mark.parametrize("digest", ["sha1", "sha256", "sha512"])
def test_a_signature_of_the_body_alone(encoding: Any, digest: Any) -> None:
    made = hmac.digest(PLAIN.encode(), BODY, digest)
    text = made.hex() if encoding == "hex" else base64.b64encode(made).decode()
    verifier = PlainHmac(PLAIN, header="X-Sig", prefix="sig=", encoding=encoding, digest=digest, id_header="X-Id")
    assert verifier.verify(BODY, {"x-sig": f"sig={text}", "x-id": "7"}).id == "7"
    with pytest.raises(SignatureMismatch):
        verifier.verify(BODY + b" ", {"x-sig": f"sig={text}", "x-id": "7"})
    with pytest.raises(MalformedDelivery):
        verifier.verify(BODY, {"x-sig": text, "x-id": "7"})


def test_either_of_two_secrets_may_have_signed(clock: TurnedClock) -> None:
    other = base64.b64encode(token_bytes(24)).decode()
    StandardWebhooks([other, STANDARD], clock=clock).verify(BODY, standard())
    with pytest.raises(SignatureMismatch):
        StandardWebhooks([other], clock=clock).verify(BODY, standard())


@pytest.mark.parametrize("drift", [-301, 301])
def test_a_delivery_of_another_time_is_stale(clock: TurnedClock, drift: int) -> None:
    with pytest.raises(StaleDelivery):
        StandardWebhooks(STANDARD, clock=clock).verify(BODY, standard(at=NOW + drift))
    with pytest.raises(StaleDelivery):
        TimestampedHmac(PLAIN, header="X-Signature", clock=clock).verify(BODY, timestamped(at=NOW + drift))
    StandardWebhooks(STANDARD, clock=clock, tolerance=400).verify(BODY, standard(at=NOW + drift))


@pytest.mark.parametrize(
    "change",
    [
        {"Webhook-Id": "msg_2"},
        {"Webhook-Timestamp": str(NOW + 1)},
        {"Webhook-Signature": "v1,"},
        {"Webhook-Signature": "v1,!!!"},
        {"Webhook-Signature": ""},
        {"Webhook-Signature": "v2,AAAA"},
    ],
)
def test_whatever_is_changed_is_noticed(clock: TurnedClock, change: dict[str, str]) -> None:
    with pytest.raises(SignatureMismatch):
        StandardWebhooks(STANDARD, clock=clock).verify(BODY, standard() | change)


@pytest.mark.parametrize("change", [{"Webhook-Timestamp": "now"}, {"Webhook-Timestamp": "9" * 40}])
def test_what_cannot_be_read_is_malformed(clock: TurnedClock, change: dict[str, str]) -> None:
    with pytest.raises(MalformedDelivery):
        StandardWebhooks(STANDARD, clock=clock).verify(BODY, standard() | change)


@pytest.mark.parametrize("header", ["", "v1=00", "t=,v1=00", f"t={NOW},t={NOW},v1=00", "garbage"])
def test_a_header_without_its_parts_is_malformed(clock: TurnedClock, header: str) -> None:
    with pytest.raises(WebhookError):
        TimestampedHmac(PLAIN, header="X-Signature", clock=clock).verify(BODY, {"X-Signature": header})


def test_a_missing_header_is_named(clock: TurnedClock) -> None:
    with pytest.raises(MalformedDelivery, match="webhook-id"):
        StandardWebhooks(STANDARD, clock=clock).verify(BODY, {})


@pytest.mark.parametrize("secrets", ["", [], [STANDARD, ""]])
def test_no_secret_verifies_nothing(secrets: Any) -> None:
    with pytest.raises(ValueError, match="at least one secret"):
        StandardWebhooks(secrets)


def test_a_secret_is_not_shown() -> None:
    with pytest.raises(ValueError, match="base64") as caught:
        StandardWebhooks("whsec_no base64!")
    assert "no base64!" not in str(caught.value)
    assert PLAIN not in repr(TimestampedHmac(PLAIN, header="x"))


class Paid(BaseModel):
    type: str
    total: float


def test_a_verified_delivery_becomes_the_event_that_the_contract_describes(clock: TurnedClock) -> None:
    delivery = StandardWebhooks(STANDARD, clock=clock).verify(BODY, standard())
    assert Event[Paid]("invoicePaid", Paid).of(delivery).type == "invoice.paid"
    with pytest.raises(MalformedDelivery, match="invoicePaid is not as promised: the whole"):
        Event[Any]("invoicePaid", list[int]).of(delivery)


def test_a_body_that_is_no_json_is_malformed(clock: TurnedClock) -> None:
    delivery = StandardWebhooks(STANDARD, clock=clock).verify(b"<", standard(b"<"))
    with pytest.raises(MalformedDelivery):
        delivery.json()
