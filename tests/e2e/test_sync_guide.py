"""docs/sync.md: its commands print what it shows, and its metrics are those that there are."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from prometheus_client.parser import text_string_to_metric_families

from govkit.cli import govkit as program
from govkit.cli.sync import desk
from govkit.sync.exceptions.ways import repinning
from govkit.sync.store.database import Database
from govkit.sync.store.states import EffectState
from govkit.sync.store.tables import RUNS
from govkit.sync.telemetry.metrics import Metrics
from tests.sync.inbox.estates import ROOT, reference
from tests.sync.stage import NOON, Stage

LATER = NOON + 300


@pytest.fixture(scope="module")
def guide(repository: Path) -> str:
    return (repository / "docs/sync.md").read_text(encoding="utf-8")


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A database in which runs were parked five minutes ago."""
    database = Database(f"sqlite:///{tmp_path / 'sync.db'}")
    database.migrate()
    stage = Stage(database)
    for customer, amount in (("cus_1001", "12000.00"), ("cus_1002", "750.50")):
        event = stage.event(event_id=f"evt_{2000 + int(customer[-1])}")
        run = stage.run(event, key=customer)
        with database.begin() as connection:
            digest = repinning(reference().estate, lambda: NOON)(connection, run)
            connection.execute(RUNS.update().where(RUNS.c.id == run).values(pin=digest))
        stage.parked(
            run,
            step="posting-of-new/post",
            context={"customer": customer, "contract": f"ctr_{customer[4:]}", "amount": amount, "currency": "EUR"},
            request={"parameters": [], "body": {"postingDate": "2026-02-28"}},
        )
    run = stage.run(
        stage.event(source="crm", event_id="evt_77", type="crm.renewal.due"),
        key="ren_9",
        workflow="renewal-coordination",
    )
    stage.parked(
        run,
        step="review",
        kind="unknown",
        detail="no answer within 30 s",
        owner="team:customer-success-operations",
        context={"customer": "cus_1002", "region": "eu", "amount": "500.00", "currency": "EUR"},
        blocked=("task", "standing"),
        status=None,
        problem=None,
        request={"parameters": [], "body": {"renewalId": "ren_9", "outcome": "review"}},
        answer=None,
        unknown=True,
        effect=stage.effect(
            run, EffectState.UNKNOWN, step="review", system="crm", api="crm@4.2.0", operation="createReview"
        ),
    )
    yield database.shown
    database.close()


def test_the_commands_of_the_guide_print_what_it_shows(
    guide: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("GOVKIT_SYNC_DATABASE", address)
    monkeypatch.setenv("COLUMNS", "124")
    monkeypatch.setattr(desk, "time", SimpleNamespace(time=lambda: LATER))
    shown = re.findall(r"^```sh\n(govkit sync [^\n]*)\n```\n\n```text\n(.*?)^```$", guide, re.MULTILINE | re.DOTALL)
    for command, output in shown:
        result = CliRunner().invoke(program, shlex.split(command)[1:])
        assert "Traceback" not in result.output
        assert (command, result.stdout) == (command, output)
    assert len(shown) >= 7


def test_the_guide_names_each_metric_and_no_other(guide: str, address: str) -> None:
    text = Metrics(Database(address), lambda: LATER).text()
    there = {
        f"{family.name}_total" if family.type == "counter" else family.name
        for family in text_string_to_metric_families(text)
    }
    created = {name for name in there if name.endswith("_created")}  # when a counter began, which the library adds
    assert set(re.findall(r"`(govkit_sync_\w+)`", guide)) == there - created
