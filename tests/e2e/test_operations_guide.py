"""docs/operations.md: what it shows of a lineage is what the command prints."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from govkit.cli import govkit as program
from govkit.sync.engine import durable
from govkit.sync.running.pins import Pins
from govkit.sync.running.subscriptions import EstateSubscriptions
from govkit.sync.store.database import Database
from govkit.sync.store.tables import EFFECTS, EVENTS, LINKS, RUNS
from govkit.sync.store.texts import as_text
from tests.sync.inbox.estates import reference

CAME = 1_796_089_516.0  # 2026-12-01T01:45:16Z
CALLED = (
    "billing:customer:cus_1002",
    "crm:company:co_1002",
    "customer-success:account:acc-1002",
    "erp:customer-number:C-10002",
    "support:organization:org-1002",
)
EVENT = {"source": "billing", "event_id": "evt_00001", "type": "billing.subscription.amended", "channel": "webhook"}
WRITE: dict[str, Any] = {
    "id": 4,
    "key": "gk-42cb24dac7e439bcb7c9baa14e43678d6901bfd7",
    "run": 1,
    "event": 1,
    "workflow": "subscription-amendment",
    "step": "customers/each[co_1002]/account",
    "system": "customer-success",
    "api": "customer-success@2.0.0",
    "operation": "upsertAccount",
    "request": as_text({"parameters": {"externalId": "co_1002"}, "body": {"legalName": "Brightwater Utilities GmbH"}}),
    "digest": "d",
    "state": "committed",
    "status": 200,
    "tries": 1,
    "first_sent_at": CAME + 5,
    "last_sent_at": CAME + 5,
    "resource": "acc-1002",
}
COMPANY = {"id": "co_1002", "legal_name": "Brightwater Utilities GmbH"}


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database in which an amendment was told to customer success; its engine's journal is given."""
    database = Database(f"sqlite:///{tmp_path / 'sync.db'}")
    database.migrate()
    found = EstateSubscriptions(reference().estate, lambda one: one.api.name == "functions").of(
        "subscription-amendment"
    )
    assert found is not None
    with database.begin() as connection:
        pin = Pins().keep(connection, found.made, CAME)
        connection.execute(EVENTS.insert().values(**EVENT, body="{}", received_at=CAME))
        connection.execute(
            RUNS.insert().values(
                event=1, workflow="subscription-amendment", key="sub_3001", pin=pin, state="done", created_at=CAME
            )
        )
        connection.execute(EFFECTS.insert().values(WRITE))
        for name in CALLED:
            system, kind, local = name.split(":")
            row = {"entity": "customer", "system": system, "type": kind, "local": local, "golden": CALLED[1]}
            connection.execute(LINKS.insert().values(**row, at=CAME, by="anna"))
    database.close()
    answered = {"status": 200, "at": CAME + 4, "body": as_text(COMPANY)}
    monkeypatch.setattr(durable, "journal", lambda *_: {"customers/each[co_1002]/company#1": answered})
    return f"sqlite:///{tmp_path / 'sync.db'}"


def test_the_guide_shows_the_lineage_that_the_command_prints(
    address: str, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    guide = (repository / "docs/operations.md").read_text(encoding="utf-8")
    shown = guide.partition("```sh\ngovkit sync lineage ")[2]
    command, _, rest = shown.partition("\n```\n\n```text\n")
    found = CliRunner().invoke(program, ["sync", "lineage", *command.split(), "--database", address])
    assert found.exit_code == 0, found.output
    assert masked(found.stdout) == masked(rest.partition("```")[0])


def masked(text: str) -> str:
    """A text without the digests of files of the estate, which may change."""
    return re.sub(r"(sha256:|#)[0-9a-f]{12,64}", r"\1…", text)
