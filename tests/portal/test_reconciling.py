"""Operators start reconciliations and repairs in the portal: told first, made when that is confirmed, and noted."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

from govkit.gate import reconciling
from govkit.gate.mock_server import Mock
from govkit.portal.security.roles import Role
from govkit.sync.exceptions import audit
from govkit.sync.store.tables import DIFFERENCES, EVENTS, RECONCILED
from govkit.sync.store.texts import as_text
from tests.portal.conftest import Reader
from tests.portal.test_operations import RECONCILIATION, reconciled
from tests.portal.test_own_pages import plain
from tests.sync.stage import Stage

PATH = f"/reconciliation/{RECONCILIATION}"
BODY = {
    "reconciliation": RECONCILIATION,
    "entity": "customer",
    "object": "co_1",
    "system": "billing",
    "fields": ["email"],
    "readAt": "2026-03-01T12:00:00Z",
}


def through(reader: Reader) -> str:
    """What the page says once the run that was started is over."""
    for _ in range(600):
        text = reader.get(PATH).text
        if "is on its way:" not in text:
            return text
        time.sleep(0.05)
    raise AssertionError("it is never through")


def stood(stage: Stage) -> tuple[str, int | None]:
    """The state of the one difference, and the event of its repair."""
    with stage.database.reading() as connection:
        row = connection.execute(sa.select(DIFFERENCES.c.state, DIFFERENCES.c.event)).one()
    return str(row.state), row.event


@pytest.mark.requirement("S5")
def test_a_repair_is_told_and_made_when_that_is_confirmed(reader: Reader, stage: Stage) -> None:
    reconciled(stage, body=as_text(BODY))
    told = reader.send(PATH, {"does": "repair", "which": "billing"})
    assert "1 would be repaired; nothing is done yet." in plain(told.text)
    assert stood(stage) == ("open", None)
    assert 'name="which" value="1"' in told.text, "what was shown is confirmed, and nothing that came since"
    made = reader.send(PATH, {"does": "repair", "which": "1", "sure": "yes"})
    assert "1 on the way" in plain(made.text)
    state, event = stood(stage)
    assert state == "sent"
    assert f'href="/events/{event}"' in made.text
    with stage.database.reading() as connection:
        (noted,) = audit.entries(connection, actions=("repair",))
        assert connection.execute(sa.select(EVENTS.c.source).where(EVENTS.c.seq == event)).scalar_one()
    assert noted.actor == "anna"


def test_what_nothing_repairs_is_left_out(reader: Reader, stage: Stage) -> None:
    reconciled(stage, system="support")
    told = plain(reader.send(PATH, {"does": "repair", "which": "1", "sure": "yes"}).text)
    assert "left out" in told
    assert stood(stage) == ("open", None)
    assert "No difference is open that is meant so." in reader.send(PATH, {"does": "repair", "which": "all"}).text
    assert "say which differences" in reader.send(PATH, {"does": "repair"}).text
    assert "does not say what is to be done" in reader.send(PATH, {"does": "x"}).text


def test_a_run_is_told_before_it_is_started(reader: Reader, stage: Stage) -> None:
    told = plain(reader.send(PATH, {"does": "run"}).text)
    assert "would be read and compared; nothing is done yet." in told
    with stage.database.reading() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(RECONCILED)).scalar_one() == 0


@pytest.mark.parametrize(("form", "kept"), [({"does": "try"}, 0), ({"does": "run", "sure": "yes"}, 1)])
def test_a_run_goes_on_behind_the_server_and_says_why_it_failed(
    reader: Reader, stage: Stage, form: dict[str, str], kept: int
) -> None:
    """No platform of the reference estate listens here."""
    started = reader.send(PATH, form)
    assert started.status_code == 303
    assert started.headers["location"] == f"{PATH}#started"
    text = plain(through(reader))
    assert "that anna started" in text
    assert "failed, and nothing of it counts:" in text
    with stage.database.reading() as connection:
        runs = list(connection.execute(sa.select(RECONCILED.c.state, RECONCILED.c.started_by)))
        (noted,) = audit.entries(connection, actions=("reconcile",))
    assert [tuple(one) for one in runs] == [("failed", "anna")] * kept
    assert noted.actor == "anna"


def test_a_run_that_is_through_says_what_it_came_to(
    reader: Reader, stage: Stage, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The platforms are mocks, two records of one of which differ from those of the others."""
    with Mock("crm", "erp", "billing", "customer-success", "support", cwd=repository) as mocks:
        monkeypatch.setattr(reconciling, "place_of", partial(reconciling.place_of, mocks=mocks.address))
        mocks.drift("/customers", system="billing", differ=2, fields=["payment_terms_days"], seed=5)
        assert reader.send(PATH, {"does": "run", "sure": "yes"}).status_code == 303
        text = plain(through(reader))
    with stage.database.reading() as connection:
        (run,) = connection.execute(sa.select(RECONCILED.c.state, RECONCILED.c.started_by))
        found = list(connection.execute(sa.select(DIFFERENCES.c.object, DIFFERENCES.c.field, DIFFERENCES.c.system)))
    assert tuple(run) == ("done", "anna")
    assert [(one.field, one.system) for one in found] == [("paymentTermsDays", "billing")] * 2
    assert all(one.object in text for one in found)
    assert "nothing of it counts" not in text


def test_viewers_start_nothing(reader: Reader, stage: Stage) -> None:
    reconciled(stage, body=as_text(BODY))
    reader.cookies.clear()
    reader.sign_in(Role.VIEWER, "vera")
    text = reader.get(PATH).text
    assert 'value="repair"' not in text
    assert 'value="try"' not in text
    answer = reader.post(PATH, data={"does": "repair", "which": "all"}, headers={"origin": "http://portal.test"})
    assert answer.status_code == 403
    assert stood(stage) == ("open", None)
