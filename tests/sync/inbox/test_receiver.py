"""The receiver: deliveries of the estate's platforms, true and forged, over HTTP, kept before they are answered."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError

from govkit.catalog.workflows.contracts import Contracts
from govkit.sync.inbox.intake import Intake
from govkit.sync.inbox.keeping import json_text
from govkit.sync.inbox.receiver import Receiver, arrived_of
from govkit.sync.inbox.refusals import Ledger, Refused
from govkit.sync.inbox.senders import Sender, senders_of
from govkit.sync.store.database import Database
from govkit.sync.store.tables import REFUSED
from tests.sync.inbox.asking import Client
from tests.sync.inbox.estates import example, reference
from tests.sync.inbox.platforms import (
    JSON_VALUES,
    SENT,
    Door,
    Platform,
    open_door,
    platforms_of,
    problem,
    senders_by,
)
from tests.sync.inbox.stage import NOW, Listed, Moving, events, rows, runs
from tests.sync.postgres import Postgres


@pytest.fixture(scope="module")
def contracts() -> Contracts:
    return reference()


@pytest.fixture(scope="module")
def platforms(contracts: Contracts) -> dict[str, Platform]:
    return platforms_of(contracts)


@pytest.fixture(scope="module")
def clock() -> Moving:
    return Moving()


@pytest.fixture(scope="module")
def senders(contracts: Contracts, platforms: dict[str, Platform], clock: Moving) -> Mapping[str, Sender]:
    return senders_by(contracts, platforms, clock)


@pytest.fixture
def door(database: Database, senders: Mapping[str, Sender], clock: Moving) -> Door:
    clock.at = NOW
    return open_door(database, senders, clock)


@pytest.mark.parametrize("name", SENT)
def test_what_a_platform_sends_and_signs_is_kept_as_its_event(
    door: Door, platforms: dict[str, Platform], name: str
) -> None:
    platform = platforms[name]
    trace = f"00-{'a' * 32}-{'b' * 16}-01"
    answer = door.send(platform, traceparent=trace)
    assert (answer.status_code, answer.content) == (204, b"")
    (event,) = events(door.database)
    assert (event.source, event.type, event.channel) == (name, f"{name}.{SENT[name][1]}", "webhook")
    assert event.event_id == platform.body.get("id", platform.body.get("eventId"))
    assert event.occurred_at == platform.body.get("occurredAt", platform.body.get("occurred_at"))
    assert json.loads(event.body) == platform.body
    assert event.trace == trace
    assert len(runs(door.database)) == (name == "erp")


def test_a_delivery_that_is_repeated_is_one_event(door: Door, platforms: dict[str, Platform]) -> None:
    for _ in range(3):
        assert door.send(platforms["erp"]).status_code == 204
    assert [one.repeats for one in events(door.database)] == [2]
    assert len(runs(door.database)) == 1


def test_a_forged_delivery_is_refused_and_counted(door: Door, platforms: dict[str, Platform]) -> None:
    for name, platform in platforms.items():
        raw = json.dumps(platform.body).encode()
        forged = platform.headers(raw, key=secrets.token_bytes(24))
        answer = door.client.post(f"/webhooks/{name}", content=raw, headers=forged)
        assert problem(answer) == (401, "signature")
        changed = door.client.post(f"/webhooks/{name}", content=raw + b" ", headers=platform.headers(raw))
        assert problem(changed) == (401, "signature")
        bare = door.client.post(f"/webhooks/{name}", content=raw, headers={"content-type": "application/json"})
        assert problem(bare) == (401, "unsigned")
        assert all(platform.secret not in one.text for one in (answer, changed, bare))
    assert events(door.database) == []
    assert ("erp", "signature", 2) in door.refused()
    assert ("erp", "unsigned", 1) in door.refused()
    assert door.told.count(("erp", "signature")) == 2


@pytest.mark.parametrize("name", SENT)
@pytest.mark.parametrize("away", [-301, 301])
def test_a_delivery_signed_at_another_time_is_refused(
    door: Door, platforms: dict[str, Platform], name: str, away: float
) -> None:
    assert problem(door.send(platforms[name], at=NOW + away)) == (401, "stale")
    assert door.send(platforms[name], at=NOW + away * 0.99).status_code == 204


def test_a_clock_that_jumps_refuses_until_it_is_back_and_loses_no_order(
    door: Door, platforms: dict[str, Platform]
) -> None:
    erp = platforms["erp"]
    first, second = ({**erp.body, "eventId": f"EVT-20261101-00000{n}"} for n in (1, 2))
    assert door.send(erp, first).status_code == 204
    door.clock.at = NOW + 86_400
    assert problem(door.send(erp, second, at=NOW)) == (401, "stale")
    door.clock.at = NOW - 100
    assert door.send(erp, second, at=NOW).status_code == 204
    assert [one.event_id[-1] for one in events(door.database)] == ["1", "2"]
    assert [one.state for one in runs(door.database)] == ["ready", "queued"]
    received = [one.received_at for one in events(door.database)]
    assert received == [NOW, NOW - 100]


def test_one_of_several_secrets_may_have_signed(
    database: Database, contracts: Contracts, platforms: dict[str, Platform]
) -> None:
    clock, billing = Moving(), platforms["billing"]
    fresh = f"whsec_{base64.b64encode(secrets.token_bytes(24)).decode()}"
    for held, status in ((f"{fresh},{billing.secret}", 204), (f"{billing.secret}, {fresh}", 204), (fresh, 401)):
        made = senders_of(contracts, [], {"BILLING_WEBHOOK_SECRET": held}, clock)
        assert open_door(database, made, clock).send(billing).status_code == status


def test_without_its_secret_nothing_is_taken_of_a_system(
    database: Database, contracts: Contracts, platforms: dict[str, Platform]
) -> None:
    for held in ("", "whsec_not base64!"):
        made = senders_of(contracts, [], {"BILLING_WEBHOOK_SECRET": held}, Moving())
        door = open_door(database, made, Moving())
        answer = door.send(platforms["billing"])
        assert problem(answer) == (503, "unready")
        assert answer.headers["retry-after"] == "30"
        assert "BILLING_WEBHOOK_SECRET" in made["billing"].unready
        assert "whsec" not in answer.text + made["billing"].unready.replace("whsec_", "", 1)
    assert events(database) == []


def test_a_system_that_is_not_known_and_an_address_that_is_not_are_404(door: Door) -> None:
    assert problem(door.client.post("/webhooks/nobody", content=b"{}")) == (404, "system")
    assert problem(door.client.post("/webhooks/warehouse", content=b"{}")) == (404, "system")
    assert problem(door.client.post("/webhooks/erp/more", content=b"{}")) == (404, "address")
    assert problem(door.client.post("/webhooks/", content=b"{}")) == (404, "address")
    assert {one[0] for one in door.refused()} == {""}


def test_only_post_is_taken(door: Door) -> None:
    answer = door.client.request("GET", "/webhooks/erp")
    assert problem(answer) == (405, "method")
    assert answer.headers["allow"] == "POST"


def test_what_is_no_json_is_refused(door: Door, platforms: dict[str, Platform]) -> None:
    erp = platforms["erp"]
    assert problem(door.send(erp, content_type="text/plain")) == (415, "content-type")
    assert problem(door.send(erp, content_encoding="gzip")) == (415, "content-type")
    assert door.send(erp, content_type="application/json; charset=utf-8").status_code == 204
    for raw in (
        b"",
        b"{",
        b'{"a": NaN}',
        b"[" * 100_000,
        b"\xff\xfe{",
        b'{"eventType": 1e999999999}x',
        b'{"id": "\\ud800"}',
    ):
        assert problem(door.send(erp, raw)) == (400, "json")


def test_an_event_that_is_not_known_is_refused_with_those_that_are(door: Door, platforms: dict[str, Platform]) -> None:
    answer = door.send(platforms["erp"], {**platforms["erp"].body, "eventType": "invoice.painted"})
    assert problem(answer) == (422, "event")
    assert "invoice.paid" in answer.json()["detail"]
    odds: list[Any] = [None, 5, [], {}]
    for odd in odds:
        assert problem(door.send(platforms["erp"], {**platforms["erp"].body, "eventType": odd})) == (422, "event")
    wholes: list[Any] = [[], 5, "text", None]
    for odd in wholes:
        assert door.send(platforms["erp"], json.dumps(odd).encode()).status_code == 422


def test_a_body_that_is_not_as_described_is_refused_with_the_place(door: Door, platforms: dict[str, Platform]) -> None:
    erp = platforms["erp"]
    wrong = {**erp.body, "data": {**erp.body["data"], "openAmount": {"secretly": "kept"}}}
    answer = door.send(erp, wrong)
    assert problem(answer) == (422, "body")
    assert "/data/openAmount" in answer.json()["detail"]
    assert "erp@2.2.0" in answer.json()["detail"]
    door.ledger.flush()
    (kept,) = rows(door.database, REFUSED)
    assert "/data/openAmount" in kept.detail
    assert "secretly" not in kept.detail
    assert problem(door.send(erp, {"eventType": "invoice.paid"})) == (422, "body")


@given(st.data())
def test_whatever_is_signed_is_an_event_or_refused_with_its_reason(
    senders: Mapping[str, Sender], platforms: dict[str, Platform], data: st.DataObject
) -> None:
    """No body of a platform that was taken over breaks the receiver: it is none of its faults."""
    name = data.draw(st.sampled_from(sorted(SENT)))
    platform = platforms[name]
    changes = data.draw(st.dictionaries(st.sampled_from([*platform.body, "more"]), JSON_VALUES, max_size=3))
    body = data.draw(st.just({**platform.body, **changes}) | JSON_VALUES)
    raw = data.draw(st.just(json.dumps(body).encode()) | st.binary(max_size=40))
    headers = {key.lower(): text for key, text in platform.headers(raw).items()}
    try:
        arrived = arrived_of(senders[name], raw, headers)
    except Refused as refused:
        reason = refused.reason
    else:
        reason = ""
        assert arrived.type == f"{name}.{SENT[name][1]}"
        assert arrived.id
        json_text(arrived.body).encode()
    assert reason in ("", "json", "event", "body")


def test_half_of_a_character_and_a_length_that_is_none_are_no_fault_of_ours(
    door: Door, platforms: dict[str, Platform]
) -> None:
    """Halves of surrogate pairs can be escaped in JSON; some digits of Unicode are no numbers."""
    for platform in platforms.values():
        raw = json.dumps({**platform.body, "more": ["\ud800"]}).encode()
        assert problem(door.send(platform, raw)) == (400, "json")
        headers = [(name.encode(), value.encode()) for name, value in platform.headers(raw).items()]
        headers.append((b"content-length", b"\xb9"))
        answer = door.client.post(f"/webhooks/{platform.name}", content=raw, headers=headers)  # type: ignore[arg-type]
        assert problem(answer) == (400, "json")
    assert events(door.database) == []


@pytest.mark.parametrize("text", ['"a"', '"\\u0041"'])
def test_a_body_that_is_as_deep_as_can_just_be_read_is_no_fault_of_ours(
    door: Door, platforms: dict[str, Platform], text: str
) -> None:
    """Whatever looks at it next has less room than whoever read it."""
    for depth in range(800, 1000, 4):
        raw = ("[" * depth + text + "]" * depth).encode()
        assert door.send(platforms["erp"], raw).status_code in (400, 422)
    assert events(door.database) == []


def test_members_that_nobody_described_are_taken(door: Door, platforms: dict[str, Platform]) -> None:
    for number, platform in enumerate(platforms.values()):
        body = {**platform.body, "somethingNew": {"a": [number]}}
        assert door.send(platform, body).status_code == 204
    assert len(events(door.database)) == len(platforms)


def test_a_body_of_a_version_that_no_workflow_reads_is_refused(
    door: Door, contracts: Contracts, platforms: dict[str, Platform]
) -> None:
    """Workflows read version 3 of billing; an event as version 2 has it would mean something else to them."""
    old = example(contracts, "billing@2.1.0", "payment.failed")
    answer = door.send(platforms["billing"], {**old, "id": platforms["billing"].body["id"]})
    assert problem(answer) == (422, "body")
    assert "billing@3.0.0" in answer.json()["detail"]


def test_what_is_too_large_is_refused_before_it_is_read(
    database: Database, senders: Mapping[str, Sender], clock: Moving, platforms: dict[str, Platform]
) -> None:
    clock.at = NOW
    door = open_door(database, senders, clock, size=1_000)
    read: list[int] = []

    def endless() -> Iterator[bytes]:
        for _ in range(100):
            read.append(1)
            yield b" " * 200

    headers = {"content-type": "application/json"}
    answer = door.client.post("/webhooks/erp", content=b" " * 1_001, headers=headers)
    assert problem(answer) == (413, "size")
    assert answer.headers["connection"] == "close"
    assert problem(door.client.post("/webhooks/erp", content=endless(), headers=headers)) == (413, "size")
    assert problem(door.client.post("/webhooks/erp", content=b" " * 1_000, headers=headers)) == (401, "unsigned")
    assert events(database) == []


def test_what_comes_too_slowly_is_refused(database: Database, senders: Mapping[str, Sender], clock: Moving) -> None:
    door = open_door(database, senders, clock, seconds=0.05)
    headers = {"content-type": "application/json"}
    answer = door.client.request("POST", "/webhooks/erp", iter([b"{"] * 100), headers, pause=0.04)
    assert problem(answer) == (408, "slow")


@pytest.mark.postgres
def test_a_server_that_is_killed_is_503_and_what_was_answered_is_there_afterwards(
    senders: Mapping[str, Sender], clock: Moving, platforms: dict[str, Platform]
) -> None:
    clock.at = NOW
    server = Postgres()
    try:
        server.start()
        database = Database(server.url("postgres"))
        database.migrate()
        door, erp = open_door(database, senders, clock), platforms["erp"]
        bodies = [{**erp.body, "eventId": f"EVT-20261101-{number:06}"} for number in range(3)]
        assert door.send(erp, bodies[0]).status_code == 204
        server.stop(immediate=True)
        assert [problem(door.send(erp, body)) for body in bodies[:2]] == [(503, "database")] * 2
        server.start()
        assert [door.send(erp, body).status_code for body in bodies] == [204] * 3
        assert [one.repeats for one in events(database)] == [1, 0, 0]
        assert ("erp", "database", 2) in door.refused()
        database.close()
    finally:
        server.close()


def test_a_database_that_is_gone_is_503_and_the_event_is_taken_later(
    door: Door, platforms: dict[str, Platform], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(door.database.engine, "begin", _gone)
        answer = door.send(platforms["erp"])
    assert problem(answer) == (503, "database")
    assert answer.headers["retry-after"] == "30"
    assert "secret password" not in answer.text
    assert events(door.database) == []
    assert door.send(platforms["erp"]).status_code == 204
    assert ("erp", "database", 1) in door.refused()


def _gone() -> Any:
    raise OperationalError("SELECT secret password", {}, Exception("connection refused"))


def test_a_fault_of_ours_is_500_and_the_event_is_taken_later(
    database: Database, senders: Mapping[str, Sender], clock: Moving, platforms: dict[str, Platform]
) -> None:
    clock.at = NOW

    def fails(*_: Any) -> None:
        raise ZeroDivisionError("a value of the body")

    broken = Receiver(senders, Intake(database, Listed(), clock, fails), Ledger(database, clock))
    client = Client(broken.application())
    raw = json.dumps(platforms["erp"].body).encode()
    answer = client.post("/webhooks/erp", content=raw, headers=platforms["erp"].headers(raw))
    assert problem(answer) == (500, "failed")
    assert "a value" not in answer.text
    assert events(database) == []
    assert open_door(database, senders, clock).send(platforms["erp"]).status_code == 204


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_full_disk_is_503_leaves_nothing_half_written_and_the_event_is_taken_later(
    door: Door, platforms: dict[str, Platform]
) -> None:
    erp, engine = platforms["erp"], door.database.engine
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()

    def limited(connection: Any, *_: Any) -> None:
        connection.execute(f"PRAGMA max_page_count={pages + 2}")

    sa.event.listen(engine, "checkout", limited)
    number, answer = 0, None
    while answer is None or answer.status_code == 204:
        number += 1
        answer = door.send(erp, {**erp.body, "eventId": f"EVT-20261101-{number:06}"})
        assert number < 200
    assert problem(answer) == (503, "database")
    assert "full" not in answer.json()["title"]
    assert (len(events(door.database)), len(runs(door.database))) == (number - 1, number - 1)
    sa.event.remove(engine, "checkout", limited)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    engine.dispose()
    assert door.send(erp, {**erp.body, "eventId": f"EVT-20261101-{number:06}"}).status_code == 204
    assert len(events(door.database)) == len(runs(door.database)) == number


def test_a_flood_of_forged_deliveries_is_counted_in_few_writes(door: Door, platforms: dict[str, Platform]) -> None:
    written: list[str] = []
    sa.event.listen(door.database.engine, "before_cursor_execute", lambda *a: written.append(a[2]))
    headers = {"content-type": "application/json"}
    for _ in range(20):
        door.client.post("/webhooks/erp", content=b"{}", headers=headers)
    assert sum("INSERT" in one for one in written) == 1
    door.clock.at += 2
    door.client.post("/webhooks/erp", content=b"{}", headers=headers)
    assert [(one.count, one.first_at, one.last_at) for one in rows(door.database, REFUSED)] == [(21, NOW, NOW + 2)]
