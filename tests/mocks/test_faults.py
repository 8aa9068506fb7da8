"""What faults do to requests: one test a promise, over real connections."""

from __future__ import annotations

import http.client
import json
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.mocks.serving import Served, serving

pytestmark = pytest.mark.requirement("P2")

PETS = str(Path(__file__).with_name("pets.yaml"))


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with serving(PETS) as served:
        yield served


@pytest.fixture
def pets(server: Served) -> Served:
    control(server, "reset", {})
    return server


def control(served: Served, name: str, body: Any = None) -> Any:
    address = f"/__govkit__/{name}"
    answer = served.client.get(address) if body is None else served.client.post(address, json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def names(served: Served) -> list[str]:
    return [pet["name"] for pet in served.client.get("/pets").json()]


def made(served: Served, name: str, **headers: str) -> httpx.Response:
    return served.client.post("/pets", json={"name": name}, headers=headers)


def test_latency_is_spread_and_goes_together_with_errors(pets: Served) -> None:
    control(pets, "faults", [{"fault": "latency", "seconds": "150ms"}, {"fault": "error", "status": 500, "times": 1}])
    start = time.perf_counter()
    assert [pets.client.get("/pets/1").status_code for _ in range(2)] == [500, 200]
    assert time.perf_counter() - start >= 0.3
    assert [entry["fault"] for entry in control(pets, "journal")] == ["latency, error", "latency"]


def test_an_error_is_told_in_the_words_of_the_api(pets: Served) -> None:
    control(pets, "faults", {"fault": "error", "status": 502, "detail": "the ERP is closed"})
    answer = pets.client.get("/pets/1")
    assert answer.status_code == 502
    assert answer.json()["error"]["message"] == "the ERP is closed"


def test_the_first_are_left_alone_and_then_so_many_struck(pets: Served) -> None:
    control(pets, "faults", {"fault": "error", "after": 2, "times": 2})
    assert [pets.client.get("/pets/1").status_code for _ in range(6)] == [200, 200, 503, 503, 200, 200]


def test_a_fault_strikes_only_what_it_matches(pets: Served) -> None:
    match = {"body": {"/name": ["a*", "zoe"], "tag": "dog"}, "header": {"X-Customer": "c-1"}}
    control(pets, "faults", {"fault": "error", "operation": "POST /pets", "match": match})
    sent = [
        ("anna", "dog", "c-1"),
        ("zoe", "dog", "c-1"),
        ("anna", "cat", "c-1"),
        ("bob", "dog", "c-1"),
        ("anna", "dog", "c-2"),
    ]
    answers = [
        pets.client.post("/pets", json={"name": name, "tag": tag}, headers={"X-Customer": customer}).status_code
        for name, tag, customer in sent
    ]
    assert answers == [503, 503, 201, 201, 201]
    assert pets.client.post("/pets", json=[1]).status_code == 400


def test_a_fault_is_met_by_template_by_path_and_by_parameters(pets: Served) -> None:
    control(
        pets,
        "faults",
        [
            {"fault": "error", "operation": "GET /pets/1"},
            {"fault": "error", "status": 500, "match": {"path": {"petId": "2"}}},
            {"fault": "error", "status": 501, "match": {"query": {"tag": "dog"}}},
        ],
    )
    found = [pets.client.get(path).status_code for path in ("/pets/1", "/pets/2", "/pets?tag=dog", "/pets?tag=cat")]
    assert found == [503, 500, 501, 200]


def test_counts_may_be_those_of_each_key(pets: Served) -> None:
    control(pets, "faults", {"fault": "drop", "at": "after-commit", "by": "header:Idempotency-Key", "times": 1})
    for key in ("k1", "k2"):
        with pytest.raises(httpx.TransportError):
            made(pets, key, **{"Idempotency-Key": key})
        again = made(pets, key, **{"Idempotency-Key": key})
        assert (again.status_code, again.headers["idempotent-replayed"]) == (201, "true")
    assert Counter(names(pets))["k1"] == 1
    assert [entry["committed"] for entry in control(pets, "ledger")] == [True, False] * 2


def test_a_fault_comes_and_goes_by_the_clock(pets: Served) -> None:
    control(pets, "clock", {"now": "2026-03-01T09:00:00Z"})
    control(
        pets,
        "faults",
        [
            {"fault": "error", "from": "PT1M", "until": "2026-03-01T09:02:00Z"},
            {"fault": "error", "status": 500, "from": "PT10M", "every": "PT1M", "for": "10s"},
        ],
    )
    found = {}
    for second in (0, 60, 119, 120, 600, 609, 610, 661):
        control(pets, "clock", {"now": f"2026-03-01T09:{second // 60:02}:{second % 60:02}Z"})
        found[second] = pets.client.get("/pets/1").status_code
    assert found == {0: 200, 60: 503, 119: 503, 120: 200, 600: 500, 609: 500, 610: 200, 661: 500}


def test_odds_depend_on_the_seed_and_on_no_other_fault() -> None:
    def struck(seed: int, *others: Any) -> list[int]:
        with serving(PETS, seed=seed) as served:
            control(served, "faults", [*others, {"fault": "error", "odds": 0.4, "operation": "GET /pets/*"}])
            return [served.client.get("/pets/1").status_code for _ in range(60)]

    first = struck(5)
    assert first == struck(5, {"fault": "latency", "odds": 0.5, "seconds": 0}, {"fault": "stale"})
    assert first != struck(6)
    assert 12 <= first.count(503) <= 36


def test_with_keys_the_order_of_requests_makes_no_difference(pets: Served) -> None:
    """What integrations meet under load: many at once, in any order, and each key has its own luck."""
    orders = [
        {"fault": "error", "status": 503, "odds": 0.2, "by": "header:Idempotency-Key"},
        {"fault": "drop", "odds": 0.2, "at": "after-commit", "by": "header:Idempotency-Key"},
        {"fault": "slow-commit", "odds": 0.2, "answer": "error", "seconds": "10ms", "by": "header:Idempotency-Key"},
    ]

    def tried(key: str) -> list[int]:
        found: list[int] = []
        while not found or found[-1] != 201:
            try:
                found.append(made(pets, key, **{"Idempotency-Key": key}).status_code)
            except httpx.TransportError:
                found.append(0)
            time.sleep(0.1 if found[-1] == 504 else 0)  # until it is through: a key in flight is refused
        return found

    keys, runs = [f"key-{number}" for number in range(60)], []
    for wanted in (keys, keys[::-1]):
        control(pets, "reset", {})
        control(pets, "faults", orders)
        with ThreadPoolExecutor(6) as pool:
            runs.append(dict(zip(wanted, pool.map(tried, wanted), strict=True)))
        time.sleep(0.05)
        there = [pet["name"] for pet in control(pets, "records?collection=/pets")]
        assert sorted(name for name in there if name.startswith("key-")) == sorted(keys)
        committed = [entry["key"] for entry in control(pets, "ledger") if entry["committed"]]
        assert sorted(committed) == sorted(keys)
    assert runs[0] == runs[1]
    assert {status for tries in runs[0].values() for status in tries} == {0, 201, 503, 504}


def test_two_equal_orders_draw_each_for_itself(pets: Served) -> None:
    control(pets, "faults", [{"fault": "latency", "odds": 0.5, "seconds": 0}] * 2)
    for _ in range(40):
        pets.client.get("/pets/1")
    hits = Counter(entry["fault"] for entry in control(pets, "journal"))
    assert len(hits) == 3  # none, one of them, both


# --------------------------------------------------------------------------------------------------------- one request


def test_a_request_asks_for_its_own_fault(pets: Served) -> None:
    assert pets.client.get("/pets/1", headers={"X-Govkit-Fault": "error=418"}).status_code == 418
    assert pets.client.get("/pets/1").status_code == 200
    with pytest.raises(httpx.TransportError):
        made(pets, "gone", **{"X-Govkit-Fault": "drop"})
    with pytest.raises(httpx.TransportError):
        made(pets, "kept", **{"X-Govkit-Fault": "timeout=0.05;after-commit"})
    assert "gone" not in names(pets)
    assert "kept" in names(pets)
    assert (
        pets.client.get("/pets/1", headers={"X-Govkit-Fault": '{"fault": "error", "status": 507}'}).status_code == 507
    )


@pytest.mark.parametrize("text", ["fire", "error=1", "{", "drop;", "\xe9", "latency;seconds={"])
def test_a_header_that_says_nothing_is_refused_and_nothing_done(pets: Served, text: str) -> None:
    answer = pets.client.post("/pets", json={"name": "x"}, headers={b"X-Govkit-Fault": text.encode("latin-1")})
    assert answer.status_code == 400
    assert "X-Govkit-Fault" in answer.json()["detail"]
    assert "x" not in names(pets)


# -------------------------------------------------------------------------------------------------------------- answers


def raw(served: Served, method: str, path: str, fault: str, body: Any = None) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=10)
    try:
        headers = {"X-Govkit-Fault": fault, "Content-Type": "application/json"}
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def test_a_drop_in_the_answer_leaves_the_head(pets: Served) -> None:
    with pytest.raises(http.client.IncompleteRead) as broken:
        raw(pets, "POST", "/pets", "drop=in-answer", {"name": "there"})
    assert broken.value.partial == b""
    assert "there" in names(pets)


def test_half_an_answer_may_look_whole(pets: Served) -> None:
    whole = pets.client.get("/pets/1").content
    with pytest.raises(http.client.IncompleteRead) as broken:
        raw(pets, "GET", "/pets/1", "truncate")
    assert broken.value.partial == whole[: len(whole) // 2]
    status, headers, body = raw(pets, "GET", "/pets/1", "truncate;whole")
    assert (status, body, headers["content-length"]) == (200, whole[: len(whole) // 2], str(len(body)))


@pytest.mark.parametrize(
    ("body", "media"),
    [
        ("invalid", "application/json"),
        ("wrong-type", "text/plain"),
        ("markup", "text/html"),
        ("empty", "application/json"),
        ("binary", "application/json"),
    ],
)
def test_garbage_is_none_that_anybody_could_read(pets: Served, body: str, media: str) -> None:
    status, headers, content = raw(pets, "GET", "/pets/1", f"garbage={body}")
    assert (status, headers["content-type"]) == (200, media)
    if body == "wrong-type":
        assert json.loads(content) == {"id": 1, "name": "Rex", "tag": "dog"}
    else:
        with pytest.raises(ValueError, match=r"Expecting|decode|Extra data"):
            json.loads(content)
    assert raw(pets, "DELETE", "/pets/1", f"garbage={body}")[0] == 204


def test_a_slow_body_comes_in_pieces(pets: Served) -> None:
    start = time.perf_counter()
    with pets.client.stream("GET", "/pets/1", headers={"X-Govkit-Fault": "slow-body=0.2;pieces=4"}) as answer:
        head = time.perf_counter() - start
        pieces = list(answer.iter_raw())
    assert time.perf_counter() - start - head >= 0.15
    assert len(pieces) > 1
    assert json.loads(b"".join(pieces))["id"] == 1


# ------------------------------------------------------------------------------------------------------------- commits


def test_a_commit_may_be_followed_by_silence(pets: Served) -> None:
    control(pets, "faults", {"fault": "timeout", "seconds": 0.2, "afterCommit": True, "times": 1})
    start = time.perf_counter()
    with pytest.raises(httpx.RemoteProtocolError):
        made(pets, "silent")
    assert time.perf_counter() - start >= 0.2
    assert "silent" in names(pets)


def test_a_slow_commit_is_seen_when_its_time_has_come(pets: Served) -> None:
    control(pets, "clock", {"now": "2026-03-01T09:00:00Z"})
    control(pets, "faults", {"fault": "slow-commit", "seconds": 20, "answer": "error", "times": 1})
    assert made(pets, "late").status_code == 504
    assert "late" not in names(pets)
    assert control(pets, "ledger") == []
    control(pets, "clock", {"advance": 19})
    assert "late" not in names(pets)
    control(pets, "clock", {"advance": 1})
    assert "late" in names(pets)
    assert [(entry["committed"], entry["at"]) for entry in control(pets, "ledger")] == [
        (True, "2026-03-01T09:00:20.000Z")
    ]


@pytest.mark.parametrize("answer", ["timeout", "drop", "accepted", "late"])
def test_a_slow_commit_tells_its_caller_what_was_ordered(pets: Served, answer: str) -> None:
    order = {"fault": "slow-commit", "seconds": "100ms", "answer": answer, "patience": "50ms"}
    control(pets, "faults", order)
    if answer in ("timeout", "drop"):
        with pytest.raises(httpx.TransportError):
            made(pets, answer)
    else:
        found = made(pets, answer)
        assert found.status_code == (202 if answer == "accepted" else 201)
    deadline = time.monotonic() + 5
    while answer not in names(pets) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert names(pets).count(answer) == 1
    assert len(control(pets, "ledger")) == 1


def test_a_retry_before_a_slow_commit_is_not_done_twice(pets: Served) -> None:
    control(pets, "clock", {"now": "2026-03-01T09:00:00Z"})
    control(pets, "faults", {"fault": "slow-commit", "seconds": 20, "answer": "error", "times": 1})
    assert made(pets, "once", **{"Idempotency-Key": "k"}).status_code == 504
    early = made(pets, "once", **{"Idempotency-Key": "k"})
    assert (early.status_code, early.headers["Retry-After"]) == (409, "1")
    assert "still being processed" in early.text
    control(pets, "clock", {"advance": 30})
    late = made(pets, "once", **{"Idempotency-Key": "k"})
    assert (late.status_code, late.headers["Idempotent-Replayed"]) == (201, "true")
    assert names(pets).count("once") == 1
    assert made(pets, "twice", **{"X-Govkit-Fault": "slow-commit=5;answer=error"}).status_code == 504
    assert made(pets, "twice").status_code == 201
    control(pets, "clock", {"advance": 30})
    assert names(pets).count("twice") == 2


def test_a_key_is_in_flight_until_its_request_is_performed_or_refused(pets: Served) -> None:
    """Whoever waits is answered; a reset forgets who is on the way; other keys are none of it."""
    order = {"fault": "latency", "seconds": 0.6, "times": 1}
    control(pets, "faults", order)
    with ThreadPoolExecutor() as pool:
        first = pool.submit(made, pets, "once", **{"Idempotency-Key": "k"})
        time.sleep(0.2)
        assert made(pets, "once", **{"Idempotency-Key": "k"}).status_code == 409
        assert made(pets, "other", **{"Idempotency-Key": "l"}).status_code == 201
        assert first.result().status_code == 201
    assert made(pets, "once", **{"Idempotency-Key": "k"}).headers["Idempotent-Replayed"] == "true"
    assert names(pets).count("once") == 1
    control(pets, "faults", {"fault": "slow-commit", "seconds": 20, "answer": "error", "times": 1})
    assert made(pets, "lost", **{"Idempotency-Key": "m"}).status_code == 504
    control(pets, "reset", {})
    assert made(pets, "lost", **{"Idempotency-Key": "m"}).status_code == 201


def test_stale_reads_show_what_was(pets: Served) -> None:
    control(pets, "clock", {"now": "2026-03-01T09:00:00Z"})
    control(pets, "faults", {"fault": "stale", "operation": "GET /*", "seconds": 60})
    made(pets, "first")
    assert "first" not in names(pets)
    control(pets, "clock", {"advance": 40})
    made(pets, "second")
    control(pets, "clock", {"advance": 20})
    assert ("first" in names(pets), "second" in names(pets)) == (True, False)
    control(pets, "clock", {"advance": 40})
    assert "second" in names(pets)


# --------------------------------------------------------------------------------------------------------------- limits


def test_a_limit_is_kept_by_the_clock_of_the_mocks(pets: Served) -> None:
    control(pets, "clock", {"now": "2026-03-01T09:00:00Z"})
    control(pets, "faults", {"fault": "rate-limit", "requests": 2, "per": "PT10S"})
    answers = [pets.client.get("/pets/1") for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert answers[2].headers["retry-after"] == "5"
    control(pets, "clock", {"advance": 5})
    assert [pets.client.get("/pets/1").status_code for _ in range(2)] == [200, 429]


def test_a_limit_may_be_that_of_each_token(pets: Served) -> None:
    control(pets, "clock", {"now": "2026-03-01T09:00:00Z"})
    control(pets, "faults", {"fault": "rate-limit", "requests": 1, "per": "1m", "by": "header:Authorization"})
    tokens = [f"Bearer {name}" for name in ("a", "a", "b")]
    answers = [pets.client.get("/pets/1", headers={"Authorization": token}).status_code for token in tokens]
    assert answers == [200, 429, 200]


def test_a_limit_is_told_in_the_headers_that_the_api_declares(tmp_path: Path) -> None:
    integer = {"schema": {"type": "integer"}}
    headers = {
        "X-RateLimit-Limit": integer,
        "X-RateLimit-Remaining": integer,
        "X-RateLimit-Reset": {"description": "Unix time in seconds", **integer},
        "RateLimit": {"schema": {"type": "string"}},
        "RateLimit-Policy": {"schema": {"type": "string"}},
    }
    responses = {"204": {"description": "fine", "headers": headers}, "429": {"description": "too many"}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/a": {"get": {"responses": responses}}},
    }
    (tmp_path / "a.json").write_text(json.dumps(document))
    with serving(str(tmp_path / "a.json")) as served:
        control(served, "clock", {"now": "2026-03-01T09:00:00Z"})
        control(served, "faults", {"fault": "rate-limit", "requests": 60, "per": "PT1M", "burst": 3})
        told = served.client.get("/a").headers
        assert told["x-ratelimit-limit"] == "3"
        assert told["x-ratelimit-remaining"] == "2"
        assert told["x-ratelimit-reset"] == "1772355601"
        assert told["ratelimit"] == '"default";r=2;t=1'
        assert told["ratelimit-policy"] == '"default";q=60;w=60'


# -------------------------------------------------------------------------------------------------------------- control


def test_faults_are_listed_replaced_and_taken_back_by_name(pets: Served) -> None:
    control(pets, "faults", [{"fault": "drop", "name": "cuts", "odds": 0}, {"fault": "error", "odds": 0}])
    pets.client.get("/pets/1")
    listed = control(pets, "faults")
    assert [(one["name"], one["hits"], one["seen"]) for one in listed] == [("cuts", 0, 1), ("fault-1", 0, 1)]
    same = pets.client.put("/__govkit__/faults", json=listed).json()
    assert [(one["name"], one["fault"], one["odds"]) for one in same] == [("cuts", "drop", 0), ("fault-1", "error", 0)]
    assert [one["name"] for one in pets.client.delete("/__govkit__/faults/cuts").json()] == ["fault-1"]
    assert pets.client.delete("/__govkit__/faults/cuts").status_code == 404
    double = pets.client.post("/__govkit__/faults", json={"fault": "drop", "name": "fault-1"})
    assert double.status_code == 400
    assert pets.client.delete("/__govkit__/faults").json() == []


def test_ledger_and_journal_begin_anew_alone(pets: Served) -> None:
    made(pets, "a")
    made(pets, "b", **{"X-Govkit-Fault": "latency=0, error=500;after-commit"})
    assert [one["status"] for one in control(pets, "journal?fault=error")] == [500]
    assert [one["seq"] for one in control(pets, "journal?limit=1")] == [2]
    assert pets.client.delete("/__govkit__/journal").json() == []
    assert [one["seq"] for one in control(pets, "ledger")] == [1, 2]
    pets.client.delete("/__govkit__/ledger")
    made(pets, "c")
    assert [one["seq"] for one in control(pets, "ledger")] == [1]
    assert {"a", "b", "c"} <= set(names(pets))


def test_the_journal_points_at_what_was_wrong(pets: Served) -> None:
    pets.client.post("/pets", json={"name": ""})
    (entry,) = control(pets, "journal")
    assert entry["flaws"][0]["in"] == "body"
    assert entry["flaws"][0]["pointer"] == "/name"


def test_faults_of_a_file_are_there_from_the_start_and_after_a_reset(tmp_path: Path) -> None:
    file = tmp_path / "faults.yaml"
    file.write_text("faults:\n  - fault: error\n    status: 500\n    times: 1\n")
    with serving(PETS, faults=file) as served:
        assert [served.client.get("/pets/1").status_code for _ in range(2)] == [500, 200]
        control(served, "faults", {"fault": "drop"})
        control(served, "reset", {})
        assert [served.client.get("/pets/1").status_code for _ in range(2)] == [500, 200]
