"""What monitoring is told: from the database the same in every process, and what each process counted."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette
from starlette.routing import Route

from govkit.sync.alerts.delivering import Undelivered
from govkit.sync.alerts.sinks import Sink
from govkit.sync.exceptions.actions import Actions
from govkit.sync.exceptions.listing import Narrowed
from govkit.sync.store.database import Database
from govkit.sync.store.states import EffectState, RunState
from govkit.sync.store.tables import CURSORS, REFUSED, WORKERS
from govkit.sync.telemetry.endpoint import monitoring
from govkit.sync.telemetry.measuring import MeasuredCaller
from govkit.sync.telemetry.metrics import Metrics
from govkit.sync.values import Answered, Asked, Traits
from tests.sync.alerts.desk import Heard
from tests.sync.stage import NOON, WORKFLOW, Stage

LATER = NOON + 600


@pytest.fixture
def stage(database: Database) -> Stage:
    return Stage(database)


@pytest.fixture
def metrics(database: Database) -> Metrics:
    return Metrics(database, lambda: LATER, lambda: {"erp": True, "billing": False})


class Found:
    """Samples by their name and the values of their labels, in any order."""

    def __init__(self, metrics: Metrics) -> None:
        self._samples = {
            (sample.name, frozenset(sample.labels.values())): sample.value
            for family in text_string_to_metric_families(metrics.text())
            for sample in family.samples
        }

    def __getitem__(self, key: tuple[str, ...]) -> float:
        return self._samples[key[0], frozenset(key[1:])]


def read(metrics: Metrics) -> Found:
    return Found(metrics)


def test_an_empty_database_has_metrics(metrics: Metrics) -> None:
    found = read(metrics)
    assert found["govkit_sync_database_up",] == 1
    assert found["govkit_sync_workers",] == 0
    assert found["govkit_sync_breaker_open", "erp"] == 1
    assert found["govkit_sync_breaker_open", "billing"] == 0


@pytest.mark.requirement("S7")
def test_runs_and_events_are_counted_by_where_they_stand(stage: Stage, metrics: Metrics) -> None:
    event = stage.event(repeats=2, received_at=NOON)
    stage.run(event, state=RunState.DONE, finished_at=NOON + 3)
    stage.run(event, generation=1, state=RunState.DONE, finished_at=NOON + 90)
    stage.run(stage.event(channel="poll", source="erp"), key="b", created_at=NOON, expect_by=LATER - 1)
    found = read(metrics)
    assert found["govkit_sync_events_received_total", "billing", "webhook"] == 1
    assert found["govkit_sync_events_received_total", "erp", "poll"] == 1
    assert found["govkit_sync_events_repeated_total", "billing"] == 2
    assert found["govkit_sync_runs", WORKFLOW, "done"] == 2
    assert found["govkit_sync_runs", WORKFLOW, "ready"] == 1
    assert found["govkit_sync_replays_total", WORKFLOW] == 1
    assert found["govkit_sync_runs_late", WORKFLOW] == 1
    assert found["govkit_sync_oldest_waiting_seconds", WORKFLOW] == 600
    assert found["govkit_sync_outcome_seconds_count", WORKFLOW] == 1
    assert found["govkit_sync_outcome_seconds_sum", WORKFLOW] == 3


@pytest.mark.requirement("S7")
def test_exceptions_are_counted_with_what_they_are_about(stage: Stage, metrics: Metrics) -> None:
    number = stage.parked(key="a", context={"amount": "0.10", "currency": "EUR"}, at=NOON)
    stage.parked(key="b", context={"amount": "0.20", "currency": "EUR"})
    stage.parked(key="c", kind="exhausted", context={"amount": "5", "currency": "JPY"})
    found = read(metrics)
    assert found["govkit_sync_exceptions_open", WORKFLOW, "tax-configuration"] == 2
    assert found["govkit_sync_exceptions_amount", "EUR"] == 0.3
    assert found["govkit_sync_exceptions_amount", "JPY"] == 5
    assert found["govkit_sync_lane_lag_seconds", WORKFLOW] == 600
    Actions(stage.database, actor="anna", now=lambda: NOON + 60).dismiss(Narrowed(ids=(number,)), "by hand")
    found = read(metrics)
    assert found["govkit_sync_exceptions_open", WORKFLOW, "tax-configuration"] == 1
    assert found["govkit_sync_exception_closed_seconds_sum", WORKFLOW, "dismissed"] == 60


def test_writes_polls_workers_and_refusals_are_told(stage: Stage, metrics: Metrics) -> None:
    stage.effect(stage.run(), EffectState.UNKNOWN)
    with stage.database.begin() as connection:
        connection.execute(CURSORS.insert().values(poll="erp.listInvoices", asked_at=NOON, failed="503"))
        connection.execute(WORKERS.insert().values(executor="a", started_at=NOON, beat_at=LATER - 5))
        connection.execute(WORKERS.insert().values(executor="b", started_at=NOON, beat_at=LATER - 500))
        connection.execute(
            REFUSED.insert().values(system="billing", reason="signature", count=4, first_at=0, last_at=0, detail="")
        )
    found = read(metrics)
    assert found["govkit_sync_effects", "erp", "unknown"] == 1
    assert found["govkit_sync_poll_failed", "erp.listInvoices"] == 1
    assert found["govkit_sync_poll_age_seconds", "erp.listInvoices"] == 600
    assert found["govkit_sync_workers",] == 1
    assert found["govkit_sync_events_refused_total", "billing", "signature"] == 4


def test_messages_to_people_are_counted_by_whether_they_got_through(database: Database, metrics: Metrics) -> None:
    heard = Heard(database, Sink(name="chat"), Sink(name="pager"))
    heard.failures["pager"] = [Undelivered("no", for_good=True)]
    heard.tell("exception 1")
    heard.round()
    heard.failures["chat"] = [Undelivered("busy")]
    heard.tell("exception 2", heap="another")
    heard.round()
    found = read(metrics)
    assert found["govkit_sync_alerts", "chat", "sent"] == 1
    assert found["govkit_sync_alerts", "chat", "waiting"] == 1
    assert found["govkit_sync_alerts", "pager", "dead"] == 2


def test_what_a_process_did_is_told_without_its_database(tmp_path: Path) -> None:
    metrics = Metrics(Database(f"sqlite:///{tmp_path / 'nowhere' / 'x.db'}"), lambda: NOON)
    metrics.recovered(3)
    found = read(metrics)
    assert found["govkit_sync_database_up",] == 0
    assert found["govkit_sync_recoveries_total",] == 3


@dataclass
class Platform:
    """A caller that answers what it is told to."""

    answers: list[Answered]
    asked: list[Asked] = field(default_factory=list)

    def call(self, asked: Asked) -> Answered:
        self.asked.append(asked)
        return self.answers.pop(0)

    def traits(self, api: str, operation: str) -> Traits:
        return Traits("erp", True, True, None, False, None)

    def ready_at(self, system: str, *, yields: bool = False) -> float:
        return 5.0


def test_calls_are_measured_and_are_part_of_their_trace(metrics: Metrics) -> None:
    parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    platform = Platform([Answered(201), Answered(503), Answered(None, error="lost"), Answered(None, sent=False)])
    ticks = iter((0.0, 0.2, 1.0, 1.4, 2.0, 9.0, 10.0))
    caller = MeasuredCaller(platform, metrics, lambda: next(ticks))
    asked = Asked("order-to-cash", "erp@2.2.0", "postInvoice", trace=parent)
    assert [caller.call(asked).status for _ in range(4)] == [201, 503, None, None]
    assert {one.trace for one in platform.asked} == {parent}
    assert (caller.ready_at("erp"), caller.traits("erp@2.2.0", "x").system) == (5.0, "erp")
    found = read(metrics)
    count = "govkit_sync_call_seconds_count"
    assert found[count, "erp", "postInvoice", "2xx"] == found[count, "erp", "postInvoice", "5xx"] == 1
    assert found[count, "erp", "postInvoice", "none"] == 1
    assert found["govkit_sync_call_seconds_sum", "erp", "postInvoice", "none"] == 7


def get(path: str, routes: list[Route]) -> httpx.Response:
    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(Starlette(routes=list(routes)))
        async with httpx.AsyncClient(transport=transport, base_url="http://monitored") as client:
            return await client.get(path)

    return asyncio.run(asked())


def test_monitoring_asks_over_http(stage: Stage, metrics: Metrics) -> None:
    wrong: list[str] = []
    checks = {"worker": lambda: wrong[0] if wrong else None}
    routes = monitoring(metrics, stage.database, checks)
    scraped = get("/metrics", routes)
    assert scraped.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert "govkit_sync_database_up 1.0" in scraped.text
    well = get("/healthz", routes)
    assert (well.status_code, well.json()) == (200, {"status": "ok"})
    wrong.append("it stands still")
    sick = get("/healthz", routes)
    assert (sick.status_code, sick.json()) == (503, {"status": "unhealthy", "worker": "it stands still"})


def test_a_process_without_its_database_is_not_healthy(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'nowhere' / 'x.db'}")
    sick = get("/healthz", monitoring(Metrics(database, lambda: NOON), database))
    assert sick.status_code == 503
    assert str(tmp_path) not in sick.text
