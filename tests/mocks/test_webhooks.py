"""Events are delivered on the mocks' clock, again until they are taken, and what befalls them follows from a seed."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from govkit.gate.mocking import Mocks
from govkit.mocks.webhooks.event import Event, NoSuchEvent
from govkit.mocks.webhooks.odds import WebhooksForm
from tests.mocks.receiver import Came, Receiver, receiving
from tests.mocks.serving import Served, serving
from tests.mocks.webhook_control import NOON, advance, control, deliveries, subscribed

ORDERS = str(Path(__file__).with_name("webhooks.yaml"))


def tries(served: Served) -> list[list[Any]]:
    return [[one.get("status", one.get("error")) for one in item["tries"]] for item in deliveries(served)]


# ---------------------------------------------------------------------------------------------------------- deliveries


def test_what_happens_is_told_to_whoever_subscribed(orders: Served, receiver: Receiver) -> None:
    subscribed(orders, receiver)
    made = orders.client.post("/orders", json={"item": "pump"}).json()
    orders.client.patch(f"/orders/{made['id']}", json={"item": "pumps"})
    orders.client.post(f"/orders/{made['id']}/ship")
    orders.client.delete(f"/orders/{made['id']}")
    advance(orders)
    told = [one.value for one in receiver.came]
    assert [one.get("type") for one in told] == ["order.created", "order.updated", "order.shipped", None]
    assert told[0]["data"]["object"] == made
    assert told[0]["created"] == NOON
    assert told[1]["data"]["object"]["item"] == "pumps"
    assert told[2]["data"]["object"]["status"] == "shipped"
    assert told[3]["order"]["id"] == made["id"]
    assert len({one.get("id", one.get("eventId")) for one in told}) == 4
    log = deliveries(orders)
    assert [(one["event"], one["state"], one["key"]) for one in log] == [
        (name, "taken", made["id"]) for name in ("orderCreated", "orderUpdated", "orderShipped", "orderDeleted")
    ]
    assert log[0]["tries"][0] | {"duration": 0} == {
        "at": "2026-11-03T12:00:00.000Z", "url": receiver.url, "status": 204, "duration": 0, "undeclared": True,
    }  # fmt: skip


def test_nobody_is_told_of_what_was_refused_or_only_read(orders: Served, receiver: Receiver) -> None:
    subscribed(orders, receiver)
    orders.client.post("/orders", json={})
    orders.client.get("/orders")
    orders.client.delete("/orders/none")
    orders.client.post("/orders", json={"item": "a"}, headers={"Prefer": "code=201"})
    advance(orders)
    assert receiver.came == []
    assert deliveries(orders) == []


def test_a_commit_that_the_caller_does_not_hear_of_is_told_all_the_same(orders: Served, receiver: Receiver) -> None:
    subscribed(orders, receiver)
    control(orders, "POST", "faults", {"fault": "error", "times": 1, "afterCommit": True})
    assert orders.client.post("/orders", json={"item": "pump"}).status_code == 503
    control(orders, "POST", "faults", {"fault": "error", "times": 1})
    assert orders.client.post("/orders", json={"item": "valve"}).status_code == 503
    advance(orders)
    assert [one.value["data"]["object"]["item"] for one in receiver.came] == ["pump"]


def test_a_delivery_is_tried_again_until_it_is_taken_on_a_clock_that_is_moved(
    orders: Served, receiver: Receiver
) -> None:
    subscribed(orders, receiver)
    answers = iter([500, 503, 429, 202])
    receiver.answer = lambda _: next(answers)
    begun = time.monotonic()
    orders.client.post("/orders", json={"item": "pump"})
    advance(orders, 24 * 3600)
    assert time.monotonic() - begun < 5
    [log] = deliveries(orders)
    assert [one["status"] for one in log["tries"]] == [500, 503, 429, 202]
    assert log["state"] == "taken"
    at = [_seconds(one["at"]) for one in log["tries"]]
    pauses = [later - earlier for earlier, later in pairwise(at)]
    for pause, least in zip(pauses, (5, 300, 1800), strict=True):
        assert least <= pause <= least * 1.1
    assert [one.headers["x-attempt"] for one in receiver.came] == ["1", "2", "3", "4"]
    assert len({one.body for one in receiver.came}) == 1


def _slowly(seconds: float, status: int) -> Callable[[Came], int]:
    def answer(_: Came) -> int:
        time.sleep(seconds)
        return status

    return answer


def _seconds(text: str) -> float:
    hours, minutes, seconds = text[11:-1].split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def test_after_the_last_try_it_is_given_up(orders: Served, receiver: Receiver) -> None:
    subscribed(orders, receiver)
    receiver.answer = lambda _: 500
    orders.client.post("/orders", json={"item": "pump"})
    advance(orders, 6 * 86_400)
    [log] = deliveries(orders)
    assert (log["state"], len(log["tries"]), len(receiver.came)) == ("given up", 10, 10)
    assert "10 tries" in log["problem"]
    receiver.answer = lambda _: 202
    control(orders, "POST", f"deliveries/{log['id']}/redeliver")
    advance(orders)
    [log] = deliveries(orders)
    assert (log["state"], len(log["tries"])) == ("taken", 11)


def test_a_receiver_says_when_to_come_again(orders: Served, receiver: Receiver) -> None:
    subscribed(orders, receiver)
    answers: Iterator[Any] = iter([(503, {"Retry-After": "120"}), 202])
    receiver.answer = lambda _: next(answers)
    orders.client.post("/orders", json={"item": "pump"})
    advance(orders, 119)
    assert len(receiver.came) == 1
    advance(orders, 1)
    assert tries(orders) == [[503, 202]]


def test_redirects_are_not_followed(orders: Served, receiver: Receiver) -> None:
    subscribed(orders, receiver)
    receiver.answer = lambda _: (307, {"Location": receiver.url + "/elsewhere"})
    orders.client.post("/orders", json={"item": "pump"})
    advance(orders)
    assert tries(orders) == [[307]]
    assert [one.path for one in receiver.came] == ["/hooks"]


def test_a_receiver_that_is_gone_is_told_nothing_more(orders: Served, receiver: Receiver) -> None:
    subscribed(orders, receiver)
    receiver.answer = _slowly(0.2, 410)
    for _ in range(2):
        orders.client.post("/orders", json={"item": "pump"})
    advance(orders, 60)
    assert [one["state"] for one in deliveries(orders)] == ["given up", "given up"]
    assert len(receiver.came) == 1
    assert control(orders, "GET", "webhooks")[0]["active"] is False
    orders.client.post("/orders", json={"item": "pump"})
    advance(orders)
    assert len(receiver.came) == 1


def test_gone_means_nothing_where_the_contract_does_not_say_so(orders: Served, receiver: Receiver) -> None:
    subscribed(orders, receiver, events=["orderShipped"])
    answers = iter([410, 202])
    receiver.answer = lambda _: next(answers)
    control(orders, "POST", "events", {"event": "orderShipped"})
    advance(orders, 10)
    assert tries(orders) == [[410, 202]]


def test_nobody_at_the_address_is_a_failure_like_others(orders: Served) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/"
    control(orders, "POST", "clock", {"now": NOON})
    control(orders, "POST", "webhooks", {"url": url})
    orders.client.post("/orders", json={"item": "pump"})
    advance(orders, 10)
    [log] = deliveries(orders)
    assert log["state"] == "pending"
    assert ["no connection" in one["error"] for one in log["tries"]] == [True, True]


def test_a_slow_receiver_never_slows_the_answers_of_the_api(orders: Served, receiver: Receiver) -> None:
    receiver.answer = _slowly(0.5, 202)
    control(orders, "POST", "webhooks", {"url": receiver.url})
    begun = time.monotonic()
    for _ in range(4):
        assert orders.client.post("/orders", json={"item": "pump"}).status_code == 201
    assert time.monotonic() - begun < 0.4
    with receiving() as other:
        control(orders, "POST", "webhooks", {"url": other.url})
        orders.client.post("/orders", json={"item": "quick"})
        assert other.wait(1, 1.0)[0].value["data"]["object"]["item"] == "quick"


def test_a_receiver_that_never_answers_is_timed_out(orders: Served, receiver: Receiver) -> None:
    webhooks = orders.mocks.webhooks
    webhooks.declare("orders", WebhooksForm.model_validate({"retries": {"timeout": 0.1, "after": ["PT7S"]}}))
    subscribed(orders, receiver)
    receiver.answer = _slowly(0.4, 202)
    orders.client.post("/orders", json={"item": "pump"})
    advance(orders, 10)
    [log] = deliveries(orders)
    assert log["state"] == "given up"
    assert [one["error"] for one in log["tries"]] == ["no answer within 0.1 seconds"] * 2
    webhooks.declare("orders", WebhooksForm())


def test_what_breaks_the_contract_never_leaves(orders: Served, receiver: Receiver) -> None:
    subscribed(orders, receiver)
    order = {"event": "orderCreated", "body": {"id": "no uuid", "type": "order.created"}}
    refused = orders.client.post("/__govkit__/events", json=order)
    assert refused.status_code == 422
    assert "schema refuses" in refused.json()["detail"]
    [delivery] = orders.mocks.webhooks.emit(Event("orders", "orderCreated", {"id": 1}))
    assert delivery.state.value == "invalid"
    advance(orders)
    assert receiver.came == []
    assert [one["state"] for one in deliveries(orders)] == ["invalid", "invalid"]


def test_an_event_that_the_contract_does_not_know_is_refused_with_those_that_it_knows(orders: Served) -> None:
    with pytest.raises(NoSuchEvent, match="orderCreated"):
        orders.mocks.webhooks.emit(Event("orders", "orderMade"))
    answer = orders.client.post("/__govkit__/events", json={"event": "orderMade"})
    assert answer.status_code == 404
    assert "orderCreated" in answer.json()["detail"]


def test_events_are_emitted_by_hand_and_found_again(orders: Served, receiver: Receiver) -> None:
    subscribed(orders, receiver)
    [made] = control(orders, "POST", "events", {"event": "orderShipped", "key": "ord_7"})
    control(orders, "POST", "events", {"event": "orderCreated"})
    advance(orders)
    assert receiver.came[0].value["type"] == "order.shipped"
    [found] = control(orders, "GET", "deliveries?key=ord_7&state=taken&event=orderShipped&system=orders")
    assert found["id"] == made["id"]
    assert control(orders, "GET", f"deliveries/{made['id']}")["body"] == receiver.came[0].value
    assert [one["event"] for one in control(orders, "GET", "deliveries?limit=1")] == ["orderCreated"]
    assert orders.client.get("/__govkit__/deliveries/none").status_code == 404


def test_without_a_subscriber_an_event_is_noted_and_goes_nowhere(orders: Served) -> None:
    assert control(orders, "POST", "events", {"event": "orderShipped"})[0]["state"] == "unsubscribed"


def test_events_reach_those_who_want_them(orders: Served, receiver: Receiver) -> None:
    subscribed(orders, receiver, events=["order*ed"])
    with receiving() as other:
        one = control(orders, "POST", "webhooks", {"url": other.url, "events": ["orderShipped"]})
        for name in ("orderCreated", "orderShipped"):
            control(orders, "POST", "events", {"event": name})
        advance(orders)
        assert len(receiver.came) == 2
        assert [came.value["type"] for came in other.came] == ["order.shipped"]
        control(orders, "DELETE", f"webhooks/{one['id']}")
        control(orders, "POST", "events", {"event": "orderShipped"})
        advance(orders)
        assert len(other.came) == 1


def test_a_reset_forgets_deliveries_and_retries_but_not_the_command_line(receiver: Receiver) -> None:
    with serving(ORDERS, webhooks=[f"orders={receiver.url}"]) as served:
        control(served, "POST", "clock", {"now": NOON})
        control(served, "POST", "webhooks", {"url": receiver.url + "/more"})
        receiver.answer = lambda _: 500
        served.client.post("/orders", json={"item": "pump"})
        advance(served)
        assert len(receiver.came) == 2
        control(served, "POST", "reset")
        assert deliveries(served) == []
        advance(served, 86_400)
        assert len(receiver.came) == 2
        assert [one["origin"] for one in control(served, "GET", "webhooks")] == ["command line"]
        receiver.answer = lambda _: 202
        first = served.client.post("/orders", json={"item": "pump"})
        assert first.status_code == 201
        advance(served)
        assert [one["id"] for one in deliveries(served)] == ["dlv_000001"]


@pytest.mark.parametrize(
    ("spec", "count"),
    [
        ("adyen-transfer-webhooks/4-2024-07-26-6a6dc267ce.json", 2),
        ("apideck-accounting/5-2025-12-17-8a1b31956e.yaml", 27),
        ("apideck-crm/6-2026-08-07-89f7bc84d3.yaml", 18),
        pytest.param("github/2-2026-npm-23.0.2.json.gz", 270, marks=pytest.mark.long),
    ],
)
def test_every_webhook_of_published_apis_can_be_told_of(spec: str, count: int, shared_specs: Path) -> None:
    mocks = Mocks([str(shared_specs / spec)])
    mocks.serving.close()
    [source] = mocks.webhooks.sources.values()
    made = [mocks.webhooks.emit(Event(source.system.name, name))[0] for name in source.hooks.by_name]
    assert [(one.hook.name, one.problem) for one in made] == [(name, None) for name in source.hooks.by_name]
    assert len({one.message for one in made}) == len(made) == count


OTHERS = """
openapi: 3.1.0
info: {title: Others, version: '1'}
webhooks:
  form:
    post:
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema: {type: object, required: [From, Body], properties: {From: {const: +49 30}, Body: {const: a & b}}}
  xml:
    put:
      requestBody:
        content:
          application/xml:
            schema: {type: object, xml: {name: note}, required: [text], properties: {text: {const: hello}}}
  text:
    post: {requestBody: {content: {text/plain: {example: hello}}}}
  ping:
    get:
      parameters: [{name: challenge, in: query, required: true, schema: {const: x y}}]
  both:
    post:
      requestBody:
        content:
          application/xml: {schema: {type: object}}
          application/vnd.note+json: {schema: {const: {a: 1}}}
"""


def test_bodies_leave_in_the_media_type_that_the_contract_has(receiver: Receiver, tmp_path: Path) -> None:
    path = tmp_path / "others.yaml"
    path.write_text(OTHERS)
    with serving(str(path)) as served:
        subscribed(served, receiver)
        for name in ("form", "xml", "text", "ping", "both"):
            control(served, "POST", "events", {"event": name})
        advance(served)
    form, xml, text, ping, both = receiver.came
    assert (form.headers["content-type"], form.body) == (
        "application/x-www-form-urlencoded",
        b"From=%2B49%2030&Body=a%20%26%20b",
    )
    assert (xml.method, xml.headers["content-type"]) == ("PUT", "application/xml")
    assert b"<note><text>hello</text></note>" in xml.body
    assert (text.headers["content-type"], text.body) == ("text/plain", b"hello")
    assert (ping.method, ping.path, ping.body) == ("GET", "/hooks?challenge=x%20y", b"")
    assert "content-type" not in ping.headers
    assert (both.headers["content-type"], both.body) == ("application/vnd.note+json", b'{"a":1}')


# ---------------------------------------------------------------------------------------------------------------- odds


def test_the_next_two_are_lost_and_the_log_says_so(orders: Served, receiver: Receiver) -> None:
    subscribed(orders, receiver)
    told = control(orders, "PUT", "webhooks/odds", {"event": "orderCreated", "lose": 1, "times": 2})
    assert told[0]["hits"] == 0
    for item in ("a", "b", "c"):
        orders.client.post("/orders", json={"item": item})
    advance(orders)
    assert [one.value["data"]["object"]["item"] for one in receiver.came] == ["c"]
    assert [(one["state"], one["fate"]) for one in deliveries(orders)] == [
        ("lost", ["lost"]), ("lost", ["lost"]), ("taken", []),
    ]  # fmt: skip
    assert control(orders, "GET", "webhooks/odds")[0]["hits"] == 2
    assert control(orders, "DELETE", "webhooks/odds") == []


def test_a_duplicate_is_the_same_event_once_more(orders: Served, receiver: Receiver) -> None:
    subscribed(orders, receiver)
    control(orders, "PUT", "webhooks/odds", {"duplicate": 1})
    orders.client.post("/orders", json={"item": "a"})
    advance(orders, 5)
    assert len(receiver.came) == 2
    assert receiver.came[0].body == receiver.came[1].body
    first, second = deliveries(orders)
    assert (first["fate"], second["duplicateOf"]) == (["duplicated"], first["id"])


def test_a_delay_is_a_time_on_the_mocks_clock(orders: Served, receiver: Receiver) -> None:
    subscribed(orders, receiver)
    control(orders, "PUT", "webhooks/odds", {"delay": {"odds": 1, "seconds": [60, 90]}})
    orders.client.post("/orders", json={"item": "a"})
    advance(orders, 59.9)
    assert receiver.came == []
    advance(orders, 31)
    assert len(receiver.came) == 1


def test_reordered_is_behind_the_next_one(orders: Served, receiver: Receiver) -> None:
    subscribed(orders, receiver)
    control(orders, "PUT", "webhooks/odds", {"reorder": 1, "times": 1})
    for item in ("a", "b", "c"):
        orders.client.post("/orders", json={"item": item})
    advance(orders)
    assert [one.value["data"]["object"]["item"] for one in receiver.came] == ["b", "a", "c"]


def test_where_none_comes_next_a_reordered_one_goes_by_itself(orders: Served, receiver: Receiver) -> None:
    subscribed(orders, receiver)
    control(orders, "PUT", "webhooks/odds", {"reorder": 1})
    orders.client.post("/orders", json={"item": "a"})
    advance(orders, 4)
    assert receiver.came == []
    advance(orders, 1)
    assert len(receiver.came) == 1


def test_a_wrong_signature_comes_once_and_the_right_one_after_it(orders: Served, receiver: Receiver) -> None:
    secret = "a-secret-of-this-test"
    subscribed(orders, receiver, secret=secret)

    def checked(came: Came) -> int:
        expected = f"sha256={hmac.new(secret.encode(), came.body, hashlib.sha256).hexdigest()}"
        return 202 if came.headers["x-hub-signature"] == expected else 401

    receiver.answer = checked
    control(orders, "PUT", "webhooks/odds", {"corrupt": 1})
    orders.client.post("/orders", json={"item": "a"})
    advance(orders, 10)
    assert tries(orders) == [[401, 202]]
    assert deliveries(orders)[0]["tries"][0]["fate"] == "corrupt"


def _run(seed: int) -> tuple[list[Any], list[Any]]:
    """What came and what the log says after forty orders in which much goes wrong."""
    with receiving() as receiver, serving(ORDERS, seed=seed) as served:
        subscribed(served, receiver)
        order = {"duplicate": 0.3, "delay": {"odds": 0.3, "seconds": [1, 30]}, "reorder": 0.3, "lose": 0.2}
        control(served, "PUT", "webhooks/odds", order)
        for number in range(40):
            served.client.post("/orders", json={"item": f"item {number}"})
            advance(served, 1)
        advance(served, 60)
        came = [one.body.decode() for one in receiver.came]
        log = json.loads(json.dumps(deliveries(served)).replace(receiver.url, ""))
        for one in log:
            for made in one["tries"]:
                made["duration"] = 0
        return came, log


def test_the_same_seed_meets_the_same_fates() -> None:
    first, again, other = _run(7), _run(7), _run(8)
    assert first == again
    assert [one["fate"] for one in first[1]] != [one["fate"] for one in other[1]]
    words = {word for one in first[1] for word in one["fate"]}
    assert words == {"lost", "duplicated", "delayed", "reordered"}


@pytest.mark.parametrize(
    "order",
    [
        {"lose": 2}, {"lost": 1}, {"delay": {"seconds": [9, 1]}}, {"delay": {"seconds": [1]}}, {"times": 0}, "lose",
        [{"lose": 0.1}, 7],
    ],
)  # fmt: skip
def test_an_order_that_is_none_is_refused_and_nothing_changes(orders: Served, order: Any) -> None:
    control(orders, "PUT", "webhooks/odds", {"lose": 0.5})
    answer = orders.client.put("/__govkit__/webhooks/odds", json=order)
    assert answer.status_code == 400, answer.text
    assert [one["lose"] for one in control(orders, "GET", "webhooks/odds")] == [0.5]
