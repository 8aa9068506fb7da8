"""A day of whoever looks after the integrations: what failed, what people did, and the figures in the evening.

Twenty subscriptions change at eight. Eight go through at once; twelve fail for four causes:

    cause                                       failed  what people do                                    at
    A  customer success does not know the tier    5     it learns the tier; all are retried at once      09:00
    B  the charge is refused: a wrong change      3     anna mends the request                           10:00
    C  the subscription is not there              2     one is replayed when it is, one is dismissed     11:00
    D  notes are not taken, whoever asks          2     nobody looks: it is escalated; then decided    14:00
"""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from govkit.cli import govkit as program
from govkit.cli.sync import desk
from govkit.gate.answers.reports import operations
from govkit.gate.runtime import source_of
from govkit.sync.alerts.sinks import Sink
from govkit.sync.calls.addresses import Addresses
from govkit.sync.calls.doors import Care
from govkit.sync.service import Runtime, Setting
from govkit.sync.store.database import Database
from govkit.sync.store.tables import AUDIT, EXCEPTIONS, RUNS
from govkit.sync.values import Arrived as Event
from tests.chaos.processes import prepared
from tests.client.recorder import Arrived, Recorder, Reply

DAY = datetime(2027, 3, 9, tzinfo=UTC)
HOUR = 3600.0
_PATIENCE = 60.0

GOLD, WRONG, GONE, LOUD = (
    [f"sub_a{number}" for number in range(5)],
    [f"sub_b{number}" for number in range(3)],
    [f"sub_c{number}" for number in range(2)],
    [f"sub_d{number}" for number in range(2)],
)
GOOD = [f"sub_g{number}" for number in range(8)]
AMOUNTS = {GOLD[0]: "9000.00", WRONG[0]: "1200.50", GONE[0]: "300.00", LOUD[0]: "75.25"}


class Platforms(Recorder):
    """Billing, the ERP and customer success, each as it is that day."""

    def __init__(self) -> None:
        super().__init__()
        self.known_tiers = {"basic"}
        self.gone = set(GONE)
        self.takes_notes = False
        self.taken: list[Arrived] = []
        self.answer = self._noted

    def _noted(self, asked: Arrived) -> Reply:
        reply = self._answered(asked)
        if asked.method != "GET" and reply.status < 300:
            self.taken.append(asked)
        return reply

    def _answered(self, asked: Arrived) -> Reply:
        body = json.loads(asked.body) if asked.body else {}
        _, _system, resource, *rest = asked.path.split("/")
        if asked.method == "GET":
            if resource == "orders":
                return Reply.json({"items": []})
            (name,) = rest
            is_there = name not in self.gone
            return Reply.json({"id": name, "customer": f"cus_{name}"}) if is_there else _problem(404, f"no {name}")
        refused = self._refused(resource, body)
        return refused or Reply.json({"id": "-".join([resource, *map(str, body.values())]), **body}, 201)

    def _refused(self, resource: str, body: dict[str, Any]) -> Reply | None:
        if resource == "charges" and body["change"] < 0:
            return _problem(422, "a change is counted from 0")
        if resource == "accounts" and body["tier"] not in self.known_tiers:
            return _problem(422, f"nobody knows the tier {body['tier']}")
        if resource == "notes" and body["line"].startswith("loud") and not self.takes_notes:
            return _problem(503, "not now")
        return None


def _problem(status: int, detail: str) -> Reply:
    return Reply.json({"type": "about:blank", "status": status, "detail": detail}, status, "application/problem+json")


class Day:
    """The runtime in the course of a day, and the command line beside it."""

    def __init__(self, estate: Path, database: Database, platforms: Platforms, patch: pytest.MonkeyPatch) -> None:
        self.platforms = platforms
        self.database = database
        self.at = DAY.timestamp()
        self.alerts = estate / "alerts.jsonl"
        team = estate / "catalog/teams/operations.yaml"
        head = "{contact: {name: Head of integrations, email: head@example.com}, after: PT4H}"
        team.write_text(re.sub(r"escalation: .*", f"escalation: [{head}]", team.read_text("utf-8")), "utf-8")
        source = source_of(estate)
        setting = Setting(
            source.estate, estate, source.read, database, Addresses(mocks=platforms.url),
            care=Care(failures=1000), environment={}, now=lambda: self.at, sleep=lambda _: None,
            sinks=[Sink(name="head", file=self.alerts, kinds=frozenset(["escalated"]))],
        )  # fmt: skip
        self.runtime = Runtime(setting)
        patch.chdir(estate)
        patch.setenv("GOVKIT_SYNC_DATABASE", database.shown)
        for module in (desk, operations):
            patch.setattr(module, "time", SimpleNamespace(time=lambda: self.at))

    def comes(self, hour: float) -> None:
        """It is so late."""
        self.at = DAY.timestamp() + hour * HOUR
        self.runtime.wake()

    def changes(self, name: str, **members: Any) -> None:
        """Billing tells that a subscription changed."""
        data = {
            "subscription": name, "change": 1, "tier": "basic", "lines": [{"id": f"line-{name}"}],
            "customer": f"cus_{name}", "contract": f"ctr_{name}", "region": "eu",
            "amount": AMOUNTS.get(name, "10.00"), "currency": "EUR",
        }  # fmt: skip
        body: dict[str, Any] = {"id": f"evt_{name}", "type": "subscription.changed", "data": {**data, **members}}
        self.runtime.take(Event("billing", body["id"], "billing.subscription.changed", "webhook", body))

    def typed(self, *words: str) -> str:
        """A command of the operator that ends well; what it prints. What it let go on is through by then."""
        result = CliRunner().invoke(program, ["sync", *words])
        assert result.exit_code == 0, result.output
        self.settles()
        return result.stdout

    def settles(self) -> None:
        """Waits until nothing is on its way any more; what waits for a moment is given it."""
        self.runtime.wake()
        until = time.monotonic() + _PATIENCE
        while states := self._states("ready", "running", "waiting", "queued"):
            assert time.monotonic() < until, states
            if all(row.state == "waiting" for row in states):
                self.at = max(self.at, min(row.due for row in states))
                self.runtime.wake()
            time.sleep(0.02)

    def _states(self, *states: str) -> list[Any]:
        with self.database.reading() as connection:
            asked = sa.select(RUNS.c.key, RUNS.c.state, RUNS.c.step, RUNS.c.due).where(RUNS.c.state.in_(states))
            return list(connection.execute(asked))

    def shown(self, *words: str) -> str:
        """What a command prints, however it ends."""
        return CliRunner().invoke(program, ["sync", *words]).stdout

    def escalated(self) -> set[str]:
        """The customers about whom somebody else is asked since the last time, as those hear who want to be told."""
        for _ in range(2):  # first it is noted who is asked from the beginning
            self.runtime.escalate()
        self.runtime.alert()
        told = (
            [json.loads(line) for line in self.alerts.read_text("utf-8").splitlines()] if self.alerts.exists() else []
        )
        self.alerts.unlink(missing_ok=True)
        return {each["context"]["customer"] for one in told for each in one["data"]["alerts"]}

    def causes(self) -> dict[str, int]:
        """Open exceptions by their cause."""
        with self.database.reading() as connection:
            asked = sa.select(EXCEPTIONS.c.cause).where(EXCEPTIONS.c.state == "open")
            return Counter(connection.execute(asked).scalars())

    def exception(self, key: str) -> int:
        """The number of the open exception about a subscription."""
        with self.database.reading() as connection:
            asked = sa.select(EXCEPTIONS.c.id).where(EXCEPTIONS.c.state == "open", EXCEPTIONS.c.key == key)
            return int(connection.execute(asked).scalar_one())

    def ended(self) -> Counter[str]:
        """How the runs stand."""
        with self.database.reading() as connection:
            return Counter(connection.execute(sa.select(RUNS.c.state)).scalars())

    def written(self) -> dict[str, int]:
        """What the platforms took, by operation."""
        named = {"charges": "createCharge", "voids": "createVoid", "orders": "createOrder", "notes": "createNote"}
        named["accounts"] = "putAccount"
        return Counter(named[asked.path.split("/")[2]] for asked in self.platforms.taken)

    def acts(self) -> dict[str, int]:
        """What people did, by the audit."""
        with self.database.reading() as connection:
            asked = sa.select(AUDIT.c.action).where(AUDIT.c.actor.in_(("anna", "ben")))
            return Counter(connection.execute(asked).scalars())

    def raised(self, keys: list[str]) -> list[float]:
        """How many seconds of the day had passed when exceptions about subscriptions were raised."""
        with self.database.reading() as connection:
            asked = sa.select(EXCEPTIONS.c.raised_at).where(EXCEPTIONS.c.key.in_(keys))
            return [at - DAY.timestamp() for at in connection.execute(asked).scalars()]

    def figures(self) -> dict[str, tuple[float, int]]:
        """What `govkit report operations` says of the day: each value, and of how many it is made."""
        words = ["report", "operations", "--since", "2027-03-09", "--until", "2027-03-10", "--format", "json"]
        result = CliRunner().invoke(program, words)
        assert result.exit_code == 0, result.output
        return {
            f"{table['name']} {row['part'] or ''}".strip(): (row["value"]["value"], row["count"])
            for table in json.loads(result.stdout)["tables"]
            for row in table["rows"]
        }


@pytest.fixture
def day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Day]:
    platforms = Platforms()
    database = Database(f"sqlite:///{tmp_path / 'sync.db'}")
    with prepared(tmp_path) as estate, platforms.serving():
        found = Day(estate, database, platforms, monkeypatch)
        found.runtime.prepare()
        found.runtime.start()
        try:
            yield found
        finally:
            found.runtime.stop()
            database.close()


def test_a_day_of_twelve_exceptions_of_four_causes(day: Day) -> None:
    day.comes(8)
    for name in GOOD:
        day.changes(name)
    for name in GOLD:
        day.changes(name, tier="gold")
    for name in WRONG:
        day.changes(name, change=-1)
    for name in GONE:
        day.changes(name)
    for name in LOUD:
        day.changes(name, lines=[{"id": f"loud-{name}"}])
    day.settles()
    assert day.ended() == {"done": 8, "parked": 12}
    assert day.causes() == {
        "change/account: tier-refused 422": 5,
        "change/charge: refused 422": 3,
        "change/subscription: refused 404": 2,
        "change/notes[]/note: unknown 503": 2,
    }

    day.comes(9)
    day.platforms.known_tiers.add("gold")
    assert day.typed("retry", "--cause", "tier-refused", "--by", "anna").count("begins anew") == 5

    day.comes(10)
    mended = day.typed("mend", "--cause", "change/charge", "--patch", '{"change": 1}', "--by", "anna")
    assert mended.count("was -1, becomes 1") == 3

    day.comes(11)
    day.platforms.gone.remove(GONE[0])
    first, second = (day.exception(name) for name in GONE)
    day.typed("replay", str(first), "--by", "ben")
    day.typed("dismiss", str(second), "--reason", "the customer never signed", "--by", "ben")

    day.comes(12.5)
    assert day.escalated() == {f"cus_{name}" for name in LOUD}, "nobody has looked at them for four hours"
    assert "Head of integrations" in day.shown("exceptions", str(day.exception(LOUD[0])))
    assert day.escalated() == set(), "it is told once"

    day.comes(14)
    day.platforms.takes_notes = True
    for name in LOUD:
        day.typed("decide", str(day.exception(name)), "--absent", "--by", "ben")

    assert day.causes() == {}
    assert day.ended() == {"done": 8 + 5 + 3 + 1 + 2, "dismissed": 2}  # one of these was replayed, and is done as well
    assert day.written() == {
        "createCharge": 8 + 5 + 5 + 3 + 1 + 2,  # five were taken back, and made anew
        "createVoid": 5,
        "createOrder": 8 + 5 + 3 + 1 + 2,  # an order stands, so that it is not made anew
        "putAccount": 8 + 5 + 3 + 1 + 2,
        "createNote": 8 + 5 + 3 + 1 + 2,
    }
    assert day.acts() == {"retry": 5, "mend": 3, "replay": 1, "dismiss": 1, "decide": 2}

    day.comes(18)
    figures = day.figures()
    late = [14 * HOUR - at for at in day.raised(LOUD)]  # it was tried for some minutes before people were asked
    assert all(5.8 * HOUR < one < 6 * HOUR for one in late)
    waits = [1 * HOUR] * 5 + [2 * HOUR] * 3 + [3 * HOUR] * 2 + late
    assert figures == {
        "success-rate": (pytest.approx(19 / 21), 21),
        "replay-volume": (1, 21),
        "manual-effort": (pytest.approx(100 * 12 / 21), 21),
        "time-to-recovery median": (2 * HOUR, 11),  # all but the one that was dismissed
        "time-to-recovery p95": (pytest.approx(max(late)), 11),
        "time-to-resolve median": (2 * HOUR, 12),
        "time-to-resolve p95": (pytest.approx(max(late)), 12),
        "wait-for-people median": (2 * HOUR, 12),
        "wait-for-people p95": (pytest.approx(max(late)), 12),
        "wait-for-people total": (pytest.approx(sum(waits)), 12),
    }
