"""Orders for faults: what may be written, where, and what is said of what may not; and that seeds decide, not luck."""

from __future__ import annotations

import json
import statistics
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from govkit.errors import InputError, UsageError
from govkit.mocks.faults import Malformed
from govkit.mocks.faults.buckets import Bucket
from govkit.mocks.faults.kind import FaultKind, all_kinds
from govkit.mocks.faults.orders import file_schema, order_of, orders_in, orders_in_header
from govkit.mocks.faults.spans import Spread, seconds_of

KINDS = all_kinds()
SAMPLES = [
    pytest.param(kind, sample.order, id=f"{kind.name}-{n}")
    for kind in KINDS.values()
    for n, sample in enumerate(kind.samples)
]
NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


def test_the_kinds_are_those_that_the_guide_promises() -> None:
    assert list(KINDS) == [
        "drop",
        "error",
        "garbage",
        "latency",
        "rate-limit",
        "slow-body",
        "slow-commit",
        "stale",
        "timeout",
        "truncate",
    ]


@pytest.mark.parametrize(("kind", "order"), SAMPLES)
def test_a_sample_is_an_order_by_form_and_by_schema(kind: FaultKind, order: dict[str, Any]) -> None:
    made = order_of(order)
    assert isinstance(made, kind.form)
    jsonschema.validate({"faults": [order]}, file_schema())
    told = made.model_dump(mode="json", by_alias=True, exclude_none=True)
    assert order_of(told) == made


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ([], "an order is a mapping with `fault`"),
        ({}, "`fault` is missing"),
        ({"fault": "fire"}, "there is no kind of fault `fire`"),
        ({"fault": "latancy"}, "did you mean `latency`?"),
        ({"fault": ["drop"]}, "there is no kind of fault"),
        ({"fault": "drop", "colour": 1}, "there is no `colour`"),
        ({"fault": "drop", "odds": 2}, "`odds` must be at most 1"),
        ({"fault": "drop", "odds": True}, "`odds`"),
        ({"fault": "drop", "times": True}, "`times` must be a whole number, not true or false"),
        ({"fault": "drop", "times": -1}, "`times` must be at least 0"),
        ({"fault": "drop", "at": "middle"}, "`at` must be 'before', 'after-commit' or 'in-answer', not `middle`"),
        ({"fault": "drop", "at": "before", "afterCommit": True}, "`afterCommit` says the same as"),
        ({"fault": "error", "status": 200}, "`status` must be at least 400"),
        ({"fault": "latency", "seconds": "soon"}, "`seconds` must be seconds, as 2.5, `250ms` or `PT90S`, not `soon`"),
        ({"fault": "latency", "seconds": 1e9}, "must be at most 600"),
        ({"fault": "latency", "seconds": {"uniform": [2, 1]}}, "`uniform` is the shorter time and then the longer one"),
        ({"fault": "latency", "seconds": {"percentiles": {"p100": 1}}}, "has names such as p50"),
        ({"fault": "latency", "seconds": {"percentiles": {"p50": 2, "p99": 1}}}, "grow with their percentiles"),
        ({"fault": "latency", "seconds": {"uniform": [1, 2], "fixed": 1}}, "must be one of"),
        ({"fault": "rate-limit", "requests": 3}, "a limit says `requests` and `per`"),
        ({"fault": "rate-limit", "requests": 3, "per": 0}, "`per` must be longer than nothing"),
        ({"fault": "drop", "every": "PT1M"}, "`every` and `for` go together"),
        ({"fault": "drop", "from": "2026-13-01T00:00:00Z"}, "must be an instant"),
        ({"fault": "drop", "by": "customer"}, "must be as `header:NAME`"),
        ({"fault": "drop", "match": {"headers": {}}}, "did you mean `header`?"),
        ({"fault": "drop", "match": {"body": {"/a": {"b": 1}}}}, "must be a value or a list of values"),
        ({"fault": "drop", "name": "a b"}, "`name`"),
    ],
)
def test_a_mistaken_order_is_refused_in_words(order: Any, said: str) -> None:
    with pytest.raises(Malformed) as refused:
        order_of(order)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("text", "orders"),
    [
        ("drop", [{"fault": "drop"}]),
        ("drop=in-answer", [{"fault": "drop", "at": "in-answer"}]),
        ("timeout=0.5;after-commit", [{"fault": "timeout", "seconds": 0.5, "afterCommit": True}]),
        ("timeout ; seconds=2 ; afterCommit=true", [{"fault": "timeout", "seconds": 2, "afterCommit": True}]),
        ('error=500;detail="a, b; \\"c\\""', [{"fault": "error", "status": 500, "detail": 'a, b; "c"'}]),
        (
            "latency=250ms, error=503;retry-after=3",
            [{"fault": "latency", "seconds": "250ms"}, {"fault": "error", "status": 503, "retryAfter": 3}],
        ),
        ('{"fault": "drop"}', [{"fault": "drop"}]),
        ('[{"fault": "drop"}, {"fault": "latency"}]', [{"fault": "drop"}, {"fault": "latency"}]),
    ],
)
def test_a_header_says_the_same_as_json(text: str, orders: list[Any]) -> None:
    assert orders_in_header(text) == [order_of(order) for order in orders]


@pytest.mark.parametrize(
    "text",
    [
        "",
        ",",
        "drop,",
        "drop;",
        "=3",
        "fire",
        "error=x",
        'error="',
        "truncate=1",
        "{",
        "[1]",
        "drop" * 5000,
        "a" * 60,
        "drop;;",
        "\xff",
    ],
)
def test_a_header_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        orders_in_header(text)


def test_a_mistake_in_a_file_has_its_place(tmp_path: Path) -> None:
    file = tmp_path / "faults.yaml"
    file.write_text("faults:\n  - fault: drop\n  - fault: error\n    status: 200\n")
    with pytest.raises(InputError) as refused:
        orders_in(file)
    assert str(refused.value.place).endswith("faults.yaml:4:5")
    assert "must be at least 400" in refused.value.message


@pytest.mark.parametrize(
    "text", ["faults: 3", "fault: []", "drop", "- fault: drop\n  name: a\n- fault: drop\n  name: a", "["]
)
def test_a_file_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "faults.yaml"
    file.write_text(text)
    with pytest.raises(InputError) as refused:
        orders_in(file)
    assert refused.value.place is not None
    with pytest.raises(UsageError):
        orders_in(tmp_path / "none.yaml")


def test_a_file_may_be_a_list_and_json(tmp_path: Path) -> None:
    file = tmp_path / "faults.json"
    file.write_text(json.dumps([{"fault": "drop"}, {"fault": "latency", "seconds": {"uniform": [0, 1]}}]))
    assert [order.fault for order in orders_in(file)] == ["drop", "latency"]


# --------------------------------------------------------------------------------------------------------------- times


@pytest.mark.parametrize(
    ("text", "seconds"),
    [(2, 2), (0.5, 0.5), ("250ms", 0.25), ("1.5s", 1.5), ("2m", 120), ("PT1M30S", 90), ("P1D", 86_400)],
)
def test_times_are_written_as_people_write_them(text: Any, seconds: float) -> None:
    assert seconds_of(text) == seconds


def _times(**said: Any) -> list[float]:
    spread = Spread.model_validate(said)
    return [spread.at((number + 0.5) / 20_000) for number in range(20_000)]


def test_times_are_spread_as_ordered() -> None:
    uniform = _times(uniform=[1, 3])
    assert (round(min(uniform), 2), round(max(uniform), 2), round(statistics.mean(uniform), 2)) == (1, 3, 2)
    normal = _times(normal={"mean": 5, "deviation": 1})
    assert round(statistics.mean(normal), 2) == 5
    assert round(statistics.stdev(normal), 1) == 1
    assert round(statistics.median(_times(lognormal={"median": 0.2, "sigma": 0.7})), 3) == 0.2
    assert round(statistics.mean(_times(exponential={"mean": 2})), 1) == 2
    assert min(_times(normal={"mean": 0.1, "deviation": 5})) == 0


def test_measured_percentiles_are_met() -> None:
    times = _times(percentiles={"p50": 0.1, "p90": 0.3, "p99": 2})
    for share, seconds in ((50, 0.1), (90, 0.3), (99, 2)):
        assert times[share * 200] == pytest.approx(seconds, rel=0.01)
    assert times == sorted(times)


# --------------------------------------------------------------------------------------------------------------- limits


def test_a_bucket_gives_what_the_limit_says_by_the_clock() -> None:
    bucket = Bucket(10, timedelta(seconds=5), burst=4)
    assert [bucket.take(NOW) for _ in range(6)] == [True] * 4 + [False] * 2
    assert bucket.wait(NOW) == pytest.approx(0.5)
    assert not bucket.take(NOW + timedelta(seconds=0.4))
    assert bucket.take(NOW + timedelta(seconds=0.5))
    assert bucket.left(NOW + timedelta(hours=1)) == 4
    taken = sum(bucket.take(NOW + timedelta(hours=2, milliseconds=step)) for step in range(10_000))
    assert taken == 4 + 19  # two a second, and what was there
