"""Who is told of events: endpoints that an API keeps, callbacks of requests, and nobody beyond what was allowed."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re
import shutil
import ssl
import subprocess
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from govkit.errors import UsageError
from govkit.gate.mocking import Mocks
from govkit.mocks.webhooks.expressions import Exchange, Unsaid, evaluated
from govkit.mocks.webhooks.reach import Reach, Unreachable
from tests.mocks.receiver import Came, Receiver, receiving
from tests.mocks.serving import Served, serving
from tests.mocks.webhook_control import advance, control, deliveries, subscribed

ORDERS = str(Path(__file__).with_name("webhooks.yaml"))


def _endpoint(served: Served, receiver: Receiver, *events: str) -> Any:
    answer = served.client.post("/hook-endpoints", json={"url": receiver.url, "enabled_events": list(events)})
    assert answer.status_code == 201, answer.text
    return answer.json()


def _signed_by(came: Came, secret: str) -> bool:
    digest = hmac.new(secret.encode(), came.body, hashlib.sha256).hexdigest()
    return came.headers["x-hub-signature"] == f"sha256={digest}"


# ----------------------------------------------------------------------------------------------------------- endpoints


def test_an_endpoint_that_an_api_keeps_is_told_what_it_asked_for(orders: Served, receiver: Receiver) -> None:
    made = _endpoint(orders, receiver, "order_created")
    orders.client.post("/orders", json={"item": "pump"})
    control(orders, "POST", "events", {"event": "orderShipped"})
    advance(orders)
    [came] = receiver.came
    assert came.value["type"] == "order.created"
    assert _signed_by(came, made["secret"])


def test_each_endpoint_has_a_secret_of_its_own(orders: Served, receiver: Receiver) -> None:
    with receiving() as other:
        secrets = [_endpoint(orders, one, "*")["secret"] for one in (receiver, other)]
        control(orders, "POST", "events", {"event": "orderShipped"})
        advance(orders)
        assert secrets[0] != secrets[1]
        assert _signed_by(receiver.came[0], secrets[0])
        assert _signed_by(other.came[0], secrets[1])


def test_an_endpoint_that_is_off_or_deleted_is_told_nothing(orders: Served, receiver: Receiver) -> None:
    made = _endpoint(orders, receiver, "*")
    for status, expected in (("disabled", 0), ("enabled", 1)):
        orders.client.patch(f"/hook-endpoints/{made['id']}", json={"status": status})
        control(orders, "POST", "events", {"event": "orderShipped"})
        advance(orders)
        assert len(receiver.came) == expected
    orders.client.delete(f"/hook-endpoints/{made['id']}")
    control(orders, "POST", "events", {"event": "orderShipped"})
    advance(orders)
    assert len(receiver.came) == 1


def test_an_endpoint_whose_receiver_is_gone_says_that_it_is_off(orders: Served, receiver: Receiver) -> None:
    made = _endpoint(orders, receiver, "*")
    receiver.answer = lambda _: 410
    control(orders, "POST", "events", {"event": "orderCreated"})
    advance(orders)
    assert orders.client.get(f"/hook-endpoints/{made['id']}").json()["status"] == "disabled"


def test_endpoints_come_back_with_a_snapshot_and_go_with_a_reset(orders: Served, receiver: Receiver) -> None:
    made = _endpoint(orders, receiver, "*")
    control(orders, "POST", "snapshot", {"id": "with"})
    orders.client.delete(f"/hook-endpoints/{made['id']}")
    assert control(orders, "GET", "webhooks") == []
    control(orders, "POST", "restore", {"id": "with"})
    control(orders, "POST", "events", {"event": "orderShipped"})
    advance(orders)
    assert _signed_by(receiver.came[0], made["secret"])
    orders.client.patch(f"/hook-endpoints/{made['id']}", json={"status": "disabled"})
    assert [one["active"] for one in control(orders, "GET", "webhooks")] == [False]
    control(orders, "POST", "reset")
    assert control(orders, "GET", "webhooks") == []


HEADERS = {"Authorization": "Bearer t", "Idempotency-Key": "a-key-of-this-test"}


@pytest.mark.parametrize(
    ("target", "path", "body", "rotation", "way", "event", "package"),
    [
        (
            "billing@3", "/webhook_endpoints", {"event_types": ["customer.updated"]},
            "/webhook_endpoints/{}/rotate_secret", ("endpoint", "id"), "customer.updated", "billing_v3",
        ),
        (
            "erp@2", "/webhook-subscriptions", {"eventTypes": ["customer.updated"]},
            "/webhook-subscriptions/{}/secret", ("subscriptionId",), "customer.updated", "erp_v2",
        ),
        (
            "customer-success@2", "/webhook-subscriptions", {"eventTypes": ["renewal.closed"], "description": "All."},
            "/webhook-subscriptions/{}/secret-rotation", ("subscription", "subscriptionId"), "renewal.closed",
            "customer_success_v2",
        ),
    ],
)  # fmt: skip
def test_endpoints_of_the_estate_rotate_their_secrets_and_both_sign_for_a_day(
    target: str, path: str, body: Any, rotation: str, way: tuple[str, ...], event: str, package: str,
    receiver: Receiver,
) -> None:  # fmt: skip
    """The contracts take https only; what is addressed to a host is delivered to this machine, as was allowed."""
    client = import_module(f"{package}.webhooks")
    local = receiver.url.removesuffix("/hooks")
    with serving(target, reach=[f"hooks.integration.example={local}"]) as served:
        order = {"url": "https://hooks.integration.example/hooks", **body}
        found = served.client.post(path, json=order, headers=HEADERS).json()
        secrets = [_secret_in(found)]
        for part in way:
            found = found[part]
        for number in range(2):
            headers = HEADERS | {"Idempotency-Key": f"a-key-of-this-test-{number}"}
            answer = served.client.post(rotation.format(found), headers=headers)
            assert answer.status_code == 200, answer.text
            assert way[-1] not in answer.text or str(found) in answer.text
            secrets.append(_secret_in(answer.json()))
        secrets = [one for one in secrets if one is not None]
        assert len(set(secrets)) == len(secrets) >= 2
        control(served, "POST", "events", {"event": event})
        advance(served)
        for secret in secrets[-2:]:
            client.verifier(secret).verify(receiver.came[0].body, receiver.came[0].headers)
        advance(served, 86_401)
        control(served, "POST", "events", {"event": event})
        advance(served)
        assert [_signatures(one) for one in receiver.came] == [2, 1]


def _signatures(came: Came) -> int:
    header = next(text for name, text in came.headers.items() if name.endswith("signature"))
    return len(re.findall(r"(?:v1,|[a-z0-9]+=)[0-9A-Za-z+/]{40,}", header))


def _secret_in(answer: Any) -> Any:
    return next((text for name, text in answer.items() if name in ("secret", "signingSecret")), None)


# ----------------------------------------------------------------------------------------------------------- callbacks


def test_a_request_is_called_back_where_it_asked_to_be(orders: Served, receiver: Receiver) -> None:
    asked = {"item": "pump", "callbackUrl": f"{receiver.url}/back"}
    made = orders.client.post("/orders?asked=a%26b", json=asked).json()
    other = orders.client.post("/orders", json={"item": "valve", "callbackUrl": f"{receiver.url}/other"}).json()
    control(orders, "POST", "events", {"event": "progress", "key": made["id"], "body": {"step": "packed"}})
    advance(orders)
    [came] = receiver.came
    assert (came.method, came.path) == ("PUT", f"/hooks/back/orders/{made['id']}?asked=a%26b")
    assert came.value == {"step": "packed"}
    assert other["id"] != made["id"]
    control(orders, "POST", "events", {"event": "progress", "key": "ord_unknown"})
    advance(orders)
    assert len(receiver.came) == 1


def test_who_asked_to_be_called_back_is_told_of_its_own_record_only(orders: Served, receiver: Receiver) -> None:
    mine, other = (
        orders.client.post("/orders", json={"item": "pump", "callbackUrl": f"{receiver.url}/{name}"}).json()
        for name in ("mine", "other")
    )
    silent = orders.client.post("/orders", json={"item": "pump"}).json()
    for one in (mine, silent):
        assert orders.client.post(f"/orders/{one['id']}/return").status_code == 200
    advance(orders)
    [came] = receiver.came
    assert (came.path, came.value["id"]) == ("/hooks/mine/returned", mine["id"])
    assert other["id"] not in [one["key"] for one in deliveries(orders)]


EXCHANGE = Exchange(
    "http://api.example/orders?x=1", "POST", 201, {"id": "o/1"}, {"x": 1, "on": True}, {"x-back": "http://b.example/"},
    {"url": "http://a.example/cb", "list": [{"u": "first"}], "a/b": "slash", "n": None}, {"location": "/orders/7"},
    {"id": 7},
)  # fmt: skip


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("$request.body#/url", "http://a.example/cb"),
        ("{$request.body#/url}/{$response.body#/id}", "http://a.example/cb/7"),
        ("{$request.body#/url}?next={$request.query.on}", "http://a.example/cb?next=true"),
        ("http://c.example/{$request.body#/list/0/u}", "http://c.example/first"),
        ("{$request.header.X-Back}", "http://b.example/"),
        ("http://c.example{$response.header.Location}", "http://c.example/orders/7"),
        ("http://c.example/{$method}/{$statusCode}", "http://c.example/POST/201"),
        ("http://c.example/?at={$request.header.X-Back}", "http://c.example/?at=http%3A%2F%2Fb.example%2F"),
        ("{$url}", "http://api.example/orders?x=1"),
        ("http://c.example/{$request.body#/a~1b}", "http://c.example/slash"),
        ("http://c.example/fixed", "http://c.example/fixed"),
    ],
)
def test_a_runtime_expression_says_where_to_call_back(expression: str, expected: str) -> None:
    assert evaluated(expression, EXCHANGE) == expected


@pytest.mark.parametrize(
    "expression",
    [
        "$request.body#/none",
        "{$request.body#/n}",
        "{$request.query.none}",
        "{$response.path.id}",
        "{$nonsense}",
        "$request.body",
    ],
)
def test_an_expression_that_says_nothing_calls_nobody_back(expression: str) -> None:
    with pytest.raises(Unsaid):
        evaluated(expression, EXCHANGE)


# --------------------------------------------------------------------------------------------------------------- reach


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "http://127.7.7.7/", "https://[::1]:9/x", "http://localhost/"])
def test_this_machine_is_within_reach(url: str) -> None:
    assert asyncio.run(Reach().target(url)).addresses


@pytest.mark.parametrize(
    "url",
    [
        "http://10.0.0.1/", "http://169.254.169.254/latest/meta-data", "http://0.0.0.0:9/", "http://[::ffff:10.0.0.1]/",
        "http://[::]/", "http://192.0.2.1@198.51.100.1/", "http://user:word@203.0.113.9/", "http://2130706434.example/",
        "ftp://127.0.0.1/", "file:///etc/hosts", "http://127.0.0.1:99999/", "http:///x", "http://127.0.0.1/\r\nX: y", "http://h\u00f6st.example/",
    ],
)  # fmt: skip
def test_nothing_else_is(url: str) -> None:
    with pytest.raises(Unreachable):
        asyncio.run(Reach().target(url))


def test_the_log_says_what_was_out_of_reach_and_how_to_allow_it(orders: Served) -> None:
    control(orders, "POST", "webhooks", {"url": "http://198.51.100.7/hooks"})
    control(orders, "POST", "events", {"event": "orderShipped"})
    advance(orders)
    [log] = deliveries(orders)
    assert log["state"] == "given up"
    assert "--webhooks-to 198.51.100.7" in log["tries"][0]["error"]


def test_a_receiver_on_this_machine_needs_no_certificate_that_anybody_signed(orders: Served, tmp_path: Path) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not there to make a certificate")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = ["-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=nobody", "-keyout", key, "-out", certificate]
    subprocess.run([openssl, "req", *map(str, made)], check=True, capture_output=True, timeout=30)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with receiving(context) as receiver:
        control(orders, "POST", "webhooks", {"url": receiver.url})
        control(orders, "POST", "webhooks", {"url": receiver.url.replace("https", "http")})
        control(orders, "POST", "events", {"event": "orderShipped"})
        advance(orders)
        assert [one["state"] for one in deliveries(orders)] == ["taken", "pending"]
        assert len(receiver.came) == 1


def test_an_endpoint_goes_with_its_records(orders: Served, receiver: Receiver) -> None:
    _endpoint(orders, receiver, "*")
    control(orders, "POST", "seed", {"collection": "/hook-endpoints", "records": [], "replace": True})
    control(orders, "POST", "events", {"event": "orderShipped"})
    advance(orders)
    assert receiver.came == []


def test_an_allowed_host_may_stand_elsewhere() -> None:
    target = asyncio.run(Reach(["hooks.example=http://127.0.0.1:8123"]).target("https://hooks.example:9443/a?b=c"))
    assert (target.addresses, target.port, target.host) == (("127.0.0.1",), 8123, "hooks.example:9443")
    assert (target.path, target.tls) == ("/a?b=c", None)
    assert asyncio.run(Reach(["192.0.2.8"]).target("http://192.0.2.8/")).addresses == ("192.0.2.8",)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"webhooks": ["orders"]}, "no address to deliver to"),
        ({"webhooks": ["ordres=http://127.0.0.1/"]}, "no system 'ordres'"),
        ({"webhooks": ["orders=ftp://127.0.0.1/"]}, "no address to deliver to"),
        ({"reach": ["http://hooks.example/"]}, "is no HOST"),
        ({"reach": ["hooks.example=nowhere"]}, "is no HOST"),
    ],
)
def test_what_the_command_line_cannot_mean_is_refused_with_a_hint(options: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message) as refused:
        Mocks([ORDERS], **options)
    assert refused.value.hint


def test_an_address_out_of_reach_is_told_at_the_start() -> None:
    urls = ["http://hooks.example/", "http://127.0.0.1/", "http://allowed.example/"]
    mocks = Mocks([ORDERS], webhooks=urls, reach=["allowed.example"])
    mocks.serving.close()
    assert [note for note in mocks.notes if "--webhooks-to hooks.example" in note] == mocks.notes


def test_what_the_control_api_cannot_mean_is_refused(orders: Served) -> None:
    for body in (
        {"url": "nowhere"},
        {"url": "http://127.0.0.1/", "system": 7},
        {},
        {"url": "http://127.0.0.1/", "x": 1},
    ):
        assert orders.client.post("/__govkit__/webhooks", json=body).status_code in (400, 422), body
    assert orders.client.delete("/__govkit__/webhooks/sub_9").status_code == 404
    assert subscribed(orders, Receiver("http://127.0.0.1:9/"), system="none")["system"] == "none"
