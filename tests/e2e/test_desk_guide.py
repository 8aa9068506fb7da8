"""docs/desk.md: its commands print what it shows, and its settings are taken."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from govkit.cli import govkit as program
from govkit.cli.sync import desk
from govkit.gate.settings_forms import validated
from govkit.sync.alerts.outbox import KINDS
from govkit.sync.exceptions.escalating import escalate
from govkit.sync.exceptions.ways import repinning
from govkit.sync.store.database import Database
from govkit.sync.store.tables import RUNS
from tests.sync.inbox.estates import ROOT, reference
from tests.sync.stage import NOON, Stage

LATER = NOON + 7200
CLOSED: dict[str, Any] = {"kind": "period-closed", "status": 409, "problem": "urn:alderway:erp:period-closed"}
TAX: dict[str, Any] = {"kind": "tax-configuration", "status": 422, "problem": "urn:erp:tax"}


@pytest.fixture(scope="module")
def guide() -> str:
    return (ROOT / "docs/desk.md").read_text(encoding="utf-8")


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A database in which runs were parked two hours ago, and nobody acted."""
    database = Database(f"sqlite:///{tmp_path / 'sync.db'}")
    database.migrate()
    stage = Stage(database)
    parked = (("1001", "12000.00", CLOSED), ("1002", "750.50", CLOSED), ("1003", "12500.00", TAX))
    for number, amount, failed in parked:
        customer = f"cus_{number}"
        run = stage.run(stage.event(event_id=f"evt_{number}", body=f'{{"customer_id": "{customer}"}}'), key=customer)
        with database.begin() as connection:
            digest = repinning(reference().estate, lambda: NOON)(connection, run)
            connection.execute(RUNS.update().where(RUNS.c.id == run).values(pin=digest))
        stage.parked(
            run,
            step="draft" if failed is TAX else "posting-of-new/post",
            context={"customer": customer, "contract": f"ctr_{number}", "amount": amount, "currency": "EUR"},
            request={"parameters": [], "body": {"postingDate": "2026-02-28"}},
            **failed,
        )
    for after in (0.0, 3600.0):
        escalate(database, reference().estate.teams, now=NOON + after)
    yield database.shown
    database.close()


def test_the_commands_of_the_guide_print_what_it_shows(
    guide: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("GOVKIT_SYNC_DATABASE", address)
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setattr(desk, "time", SimpleNamespace(time=lambda: LATER))
    shown = re.findall(r"^```sh\n(govkit sync [^\n]*)\n```\n\n```text\n(.*?)^```$", guide, re.MULTILINE | re.DOTALL)
    for command, output in shown:
        result = CliRunner().invoke(program, shlex.split(command)[1:])
        assert "Traceback" not in result.output
        assert (command, result.stdout) == (command, output)
    assert len(shown) == 5


def test_the_settings_of_the_guide_are_taken(guide: str) -> None:
    (text,) = re.findall(r"^```yaml\n(.*?)^```$", guide, re.MULTILINE | re.DOTALL)
    alerts = validated(yaml.safe_load(text), None, "govkit.yaml").values.sync.alerts
    assert sorted(alerts) == ["everything", "finance-chat", "on-call"]


def test_the_guide_tells_each_kind_of_alert_and_no_other(guide: str) -> None:
    table = guide.partition("| kind | tells |")[2].partition("\n\n")[0]
    assert set(re.findall(r"`([a-z-]+)`", re.sub(r"\(.*?\)", "", table))) == set(KINDS)
