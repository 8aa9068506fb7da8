"""What the API of the portal answers is what its pages show, and what it does is what their forms do."""

from __future__ import annotations

import pytest

from govkit.portal.security.roles import Role
from govkit.sync.exceptions.audit import latest
from govkit.sync.exceptions.listing import Narrowed, listed
from govkit.sync.store.database import Database
from tests.portal.api.asking import Program
from tests.portal.conftest import Reader
from tests.portal.test_operations import RECONCILIATION, reconciled
from tests.sync.stage import Stage


@pytest.fixture
def program(reader: Reader) -> Program:
    return Program(reader, Role.OPERATOR, "robot")


@pytest.fixture(scope="session")
def catalog(portal: Reader) -> Program:
    return Program(portal, Role.VIEWER, "reads-catalog")


def states(database: Database) -> list[str]:
    with database.reading() as connection:
        return [one.state.value for one in listed(connection, Narrowed(states=()))]


# ------------------------------------------------------------------------------------------------------------- catalog


@pytest.mark.requirement("E2")
def test_lists_are_gone_through_by_their_cursors(catalog: Program) -> None:
    names, query = [], {"limit": "4"}
    while True:
        page = catalog.get("/entries/teams", **query)
        assert len(page["items"]) <= 4
        names += [one["name"] for one in page["items"]]
        if "nextCursor" not in page:
            break
        query = {"limit": "4", "cursor": page["nextCursor"]}
    assert names == sorted(names)
    assert len(names) == page["total"] == len(catalog.get("/entries/teams")["items"])


def test_entries_are_told_whole_with_what_refers_to_them(catalog: Program) -> None:
    said = catalog.get("/entries/apis/billing")
    assert (said["kind"], said["spec"]["system"]) == ("API", "billing")
    assert any(one.startswith("Consumer/") for one in said["usedBy"])
    assert catalog.get("/entries/workflows/invoice-to-ledger")["kind"] == "Workflow"
    assert [one["name"] for one in catalog.get("/entries/apis", q="ledger")["items"]] == ["erp"]


def test_versions_and_what_changed_between_them(catalog: Program) -> None:
    versions = catalog.get("/apis/billing/versions")["items"]
    assert [one["version"] for one in versions] == ["2.1.0", "3.0.0"]
    assert versions[1]["consumers"]
    changes = catalog.get("/apis/billing/changes", **{"from": "2.1.0", "to": "3.0.0", "limit": "100"})
    assert changes["total"] > 0
    assert any("witness" in one for one in changes["items"])
    assert any(one.get("affects") for one in changes["items"])


def test_who_is_hit_and_what_may_be_deployed(catalog: Program) -> None:
    found = catalog.get("/impacts", api="billing@3", operation="GET /subscriptions/{subscription_id}")
    assert {one["name"]: one["value"] for one in found["figures"]}["consumers"] > 0
    rows = catalog.get("/impacts/consumers", api="billing@3", operation="GET /subscriptions/{subscription_id}")
    assert "alerts" in [one["consumer"] for one in rows["items"]]
    may = catalog.get("/can-i-deploy", name="billing", version="3.0.0", to="production")
    assert may["tables"]


@pytest.mark.parametrize("report", ["ownership", "deprecations", "matrix"])
def test_reports_are_those_of_the_pages(catalog: Program, report: str) -> None:
    said = catalog.get(f"/reports/{report}")
    for table in said["tables"]:
        page = catalog.get(f"/reports/{report}/{table['name']}", limit="5")
        assert page["total"] == table["rows"]
        assert all(set(row) == {one["name"] for one in table["columns"]} for row in page["items"])


def test_a_word_is_found(catalog: Program) -> None:
    assert catalog.get("/search", q="invoice", limit="3")["items"][0]["path"].startswith("/")


# -------------------------------------------------------------------------------------------------------------- runtime


def test_the_queue_is_told_by_cause_and_one_by_one(program: Program, stage: Stage) -> None:
    first, second = stage.parked(key="a"), stage.parked(key="b", context={"amount": "900", "currency": "EUR"})
    (group,) = program.get("/exception-groups")["items"]
    assert (group["count"], group["amounts"]) == (2, [{"amount": "1020.50", "currency": "EUR"}])
    page = program.get("/exceptions", cause=group["cause"], limit="1")
    assert (page["items"][0]["id"], page["total"], page["nextCursor"]) == (str(second), 2, "2")
    whole = program.get(f"/exceptions/{first}")
    assert whole["request"]["body"]["taxCode"] == "S-1"
    assert {one["of"] for one in whole["happened"]} >= {"event", "run", "exception"}
    assert program.get("/health")["todo"][0] == "2 exceptions are open"


def test_a_dry_run_tells_and_does_nothing(program: Program, stage: Stage) -> None:
    number = stage.parked()
    told = program.post("/retries", {"ids": [str(number)], "dryRun": True})
    assert (told["dryRun"], told["done"], told["items"][0]["isDone"]) == (True, 1, True)
    assert states(stage.database) == ["open"]


def test_what_is_done_to_many_is_done_to_each_and_audited(program: Program, stage: Stage) -> None:
    first, second = stage.parked(key="a"), stage.parked(key="b")
    program.post("/retries", {"ids": [str(first)]})
    done = program.post("/dismissals", {"ids": [str(first), str(second)], "reason": "written off"})
    assert (done["done"], done["refused"]) == (1, 1)
    assert [one["isDone"] for one in done["items"]] == [False, True]
    assert states(stage.database) == ["retrying", "dismissed"]
    with stage.database.reading() as connection:
        acts = [(one.actor, one.action) for one in latest(connection) if one.exception]
    assert acts == [("robot", "dismiss"), ("robot", "retry")]
    assert [one["action"] for one in program.get("/audit", actor="robot")["items"]] == ["dismiss", "retry"]


def test_a_write_of_which_nobody_knows_is_decided(program: Program, stage: Stage) -> None:
    run = stage.run()
    number = stage.parked(run, unknown=True, effect=stage.effect(run))
    done = program.post("/decisions", {"id": str(number), "verdict": "absent"})
    assert (done["done"], states(stage.database)) == (1, ["retrying"])


def test_a_request_that_is_sent_again_is_done_once(program: Program, stage: Stage) -> None:
    number = stage.parked()
    sent = {"json": {"ids": [str(number)]}, "headers": {"Idempotency-Key": "once"}}
    first, again = program.ask("POST", "/retries", **sent), program.ask("POST", "/retries", **sent)
    assert first.json() == again.json()
    assert first.json()["done"] == 1
    other = program.ask("POST", "/retries", json={"ids": ["99"]}, headers={"Idempotency-Key": "once"})
    assert other.status_code == 409


def test_events_and_timelines(program: Program, stage: Stage) -> None:
    numbers = [stage.event(event_id=f"e{number}") for number in range(5)]
    run = stage.run(numbers[-1], key="cus_7")
    page = program.get("/events", limit="2")
    assert [one["name"] for one in page["items"]] == ["e4", "e3"]
    assert [one["name"] for one in program.get("/events", limit="2", cursor=page["nextCursor"])["items"]] == [
        "e2",
        "e1",
    ]
    one = program.get(f"/events/{numbers[-1]}")
    assert (one["body"], one["event"]["runs"][0]["id"]) == ({"id": "evt"}, str(run))
    assert program.get("/timelines/cus_7")["items"][0]["of"] == "event"
    assert program.ask("GET", "/timelines/nobody").status_code == 404


def test_differences_are_told_with_what_each_side_says(program: Program, stage: Stage) -> None:
    reconciled(stage)
    (one,) = program.get(f"/reconciliations/{RECONCILIATION}/differences")["items"]
    assert (one["system"], one["expected"], one["found"]) == ("billing", "new@example.com", "old@example.com")
    rows = program.get("/reconciliations")["items"]
    assert next(one["differences"] for one in rows if one["name"] == RECONCILIATION) == 1
