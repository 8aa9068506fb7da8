"""What runs, as people see it: health by process, events and what became of them, who did what."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest

from govkit.portal.drawing.sparkline import sparkline
from govkit.portal.page import all_pages
from govkit.portal.security.access import Access
from govkit.portal.security.roles import Role
from govkit.portal.state import Held
from govkit.sync.alerts.listing import messages
from govkit.sync.exceptions.actions import Actions
from govkit.sync.exceptions.listing import Narrowed
from govkit.sync.figures.days import DAY, days_of
from govkit.sync.reconciling.findings import Figures, OfField, OfSystem
from govkit.sync.store.database import Database
from govkit.sync.store.states import RunState
from govkit.sync.store.tables import DIFFERENCES, EVENTS, MESSAGES, RECONCILED
from govkit.sync.store.texts import as_text
from tests.portal.conftest import Reader, reader_of
from tests.portal.test_pages import read
from tests.sync.stage import NOON, Stage

EVIL = "</pre><script>alert(1)</script><img src=x>{{ 7*7 }}\u202eevil"


def finished(stage: Stage, key: str, *, at: float, took: float = 60.0, workflow: str = "invoice-to-ledger") -> int:
    return stage.run(
        key=key, workflow=workflow, state=RunState.DONE, created_at=at - took, started_at=at, finished_at=at
    )


@pytest.mark.requirement("E2")
def test_health_is_told_by_process(reader: Reader, database: Database) -> None:
    now = time.time()
    stage = Stage(database, now=now - 7200)
    finished(stage, "a", at=now - 3600)
    finished(stage, "b", at=now - 2 * DAY)
    stage.parked(key="c")
    text = reader.get("/health").text
    row = text.partition('data-title="process"')[2].partition("</tr>")[0]
    assert "invoice-to-ledger" in row
    assert row.count("<svg") == 3
    assert "runs that were done, day by day over 14 days" in row
    assert "EUR 120.50" in row
    assert "1 exception is open" in text
    assert 'href="/exceptions?workflow=invoice-to-ledger"' in row


def test_days_are_counted_from_now_back(database: Database) -> None:
    stage = Stage(database, now=NOON - 60)
    for key, ago in (("a", 1.0), ("b", DAY - 1), ("c", DAY), ("d", 3 * DAY), ("e", 15 * DAY)):
        finished(stage, key, at=NOON - ago, took=100.0)
    stage.parked(key="f")
    with database.reading() as connection:
        found = days_of(connection, now=NOON, days=4)
    one = found["invoice-to-ledger"]
    assert one.done == [0, 1, 0, 3], "a day has its first moment, and not that of the next"
    assert {round(took) for took in one.took if took is not None} == {100}
    assert one.failed == [0, 0, 0, 1]
    assert (one.open, one.exceptions) == (1, 1)


def test_a_course_is_drawn_with_what_it_shows() -> None:
    drawn = sparkline([0, 2, None, 4, 4], 'runs of "<x>"')
    assert drawn.count("<polyline") == 2
    assert "<x>" not in drawn
    assert "style=" not in drawn
    assert sparkline([None, 3.0, None], "one").count("<circle") == 1
    assert "nan" not in sparkline([0, 0], "none")


def test_events_are_cut_into_pages_by_the_database(reader: Reader, stage: Stage) -> None:
    rows = [
        {"source": "erp" if number % 2 else "billing", "event_id": f"e{number}", "type": f"t{number % 3}", "body": "{}"}
        for number in range(250)
    ]
    with stage.database.begin() as connection:
        connection.execute(EVENTS.insert(), [{**row, "channel": "poll", "received_at": NOON} for row in rows])
    seen: list[str] = []
    path: str | None = "/events"
    while path:
        text = reader.get(path).text
        seen += re.findall(r'data-title="event"><a href="/events/(\d+)"', text)
        older = re.search(r'rel="next" href="([^"]+)"', text)
        path = older[1].replace("&amp;", "&") if older else None
    assert seen == [str(number) for number in range(250, 0, -1)]
    narrowed = reader.get("/events", params={"source": "erp", "type": "t1"}).text
    assert narrowed.count('data-title="event"') == 42
    assert reader.get("/events", params={"before": "x"}).text.count('data-title="event"') == 100


def test_an_event_leads_to_what_became_of_it_and_back(reader: Reader, stage: Stage) -> None:
    run = stage.run(key="cus_7")
    stage.effect(run)
    number = stage.parked(run)
    event = stage.row(run)["event"]
    text = reader.get(f"/events/{event}").text
    assert [one for one in ("event", "run", "write", "exception") if f'<li class="{one}' in text] == [
        "event", "run", "write", "exception",
    ]  # fmt: skip
    assert f'href="/exceptions/{number}"' in text
    assert f'href="/events/{event}"' in reader.get(f"/exceptions/{number}").text
    assert "erp@2.2.0 postInvoice" in reader.get("/events/of", params={"key": "cus_7"}).text


@pytest.mark.parametrize(
    "path", ["/events/99", "/events/x", "/events/of?key=nobody", "/events/of", f"/events/{'9' * 30}"]
)
def test_what_nobody_has_heard_of_is_not_found(reader: Reader, path: str) -> None:
    assert reader.get(f"/events{path}").status_code == 404


def test_who_did_what_is_told_the_newest_first(reader: Reader, stage: Stage) -> None:
    number = stage.parked()
    Actions(stage.database, actor="bert").dismiss(Narrowed(ids=(number,)), "posted by hand")
    text = reader.get("/audit").text
    assert text.index("dismiss") < text.index("sign-in"), "anna signed in before"
    assert "posted by hand" in text
    assert f'href="/exceptions/{number}"' in text
    assert "sign-in" not in reader.get("/audit", params={"actor": "bert"}).text.partition("<tbody>")[2]


def test_what_was_refused_is_told_as_well(reader: Reader, stage: Stage) -> None:
    number = stage.parked()
    reader.post(f"/exceptions/{number}", data={"does": "retry"}, headers={"origin": "http://evil.example"})
    text = reader.get("/audit", params={"action": "refused"}).text
    assert "the form comes from another page" in text


def test_without_a_database_the_audit_log_has_what_was_noted_beside(estate: Held, tmp_path: Path) -> None:
    reader = reader_of(estate.state.top, estate, Access(tmp_path))
    reader.sign_in(Role.VIEWER, "vera")
    text = reader.get("/audit").text
    assert "Noted without a database" in text
    assert "vera" in text.partition("<tbody>")[2]


def test_what_is_stuck_is_told_on_the_first_page_where_something_runs(
    reader: Reader, stage: Stage, portal: Reader
) -> None:
    stage.parked()
    assert "1 exception is open" in reader.get("/").text
    assert "What is stuck" not in portal.get("/").text, "it has no database"


def test_what_came_in_is_text(reader: Reader, stage: Stage) -> None:
    event = stage.event(type=EVIL, event_id=EVIL, source=EVIL, body='{"x": "</pre><script>alert(1)</script>"}')
    run = stage.run(event, key=f"k{EVIL}", workflow=EVIL)
    stage.effect(run, operation=EVIL, resource=EVIL)
    stage.parked(run)
    Actions(stage.database, actor=EVIL).dismiss(Narrowed(), EVIL)
    paths = ["/events", f"/events/{event}", "/audit", "/health", "/", "/exceptions?state=all"]
    for answer in [reader.get(path) for path in paths] + [reader.get("/events/of", params={"key": f"k{EVIL}"})]:
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
        assert "<img" not in answer.text
        assert "\u202e" not in answer.text
        assert not read(answer.text).inline


def test_pages_about_messages_need_a_viewer() -> None:
    open_to_all = {page.path for page in all_pages() if not page.exported and page.needs is None}
    assert open_to_all >= {"/health", "/sign-in"}
    assert not any(
        path.startswith(("/exceptions", "/events", "/audit", "/reconciliation", "/alerts")) for path in open_to_all
    )


# --------------------------------------------------------------------------------------------------------- differences


RECONCILIATION = "customers-nightly"


def reconciled(stage: Stage, *, equal: int = 90, **said: Any) -> None:
    """A run that was done, and a difference that stands."""
    figures = Figures("customer", "crm", {"crm": OfSystem(records=101), "billing": OfSystem(records=100)})
    figures.systems["billing"].fields["email"] = OfField("crm", both=100, equal=equal, differs=100 - equal)
    with stage.database.begin() as connection:
        run = connection.execute(
            RECONCILED.insert().values(
                reconciliation=RECONCILIATION, state="done", started_by="schedule", holder="h", held_until=0.0,
                started_at=NOON, finished_at=NOON + 9, figures=as_text(figures.as_json()),
            )
        ).inserted_primary_key  # fmt: skip
        assert run is not None
        values = {"system": "billing", "object": "co_1", "field": "email", "kind": "differs", "state": "open"}
        values |= {"record": "crm", "local": "cus_1", "expected": "new@example.com", "found": "old@example.com"}
        moments = {"first_run": run[0], "last_run": run[0], "first_seen": NOON, "last_seen": NOON}
        connection.execute(DIFFERENCES.insert().values({"reconciliation": RECONCILIATION, **values, **moments, **said}))


@pytest.mark.requirement("S5")
def test_differences_are_told_with_what_the_record_says(reader: Reader, stage: Stage) -> None:
    path = f"/reconciliation/{RECONCILIATION}"
    assert "no run of it was done yet" in reader.get(path).text
    reconciled(stage, equal=80)
    reconciled(stage, object="co_2", state="sent", event=7)
    listed = reader.get("/reconciliation").text.partition(f'href="{path}"')[2].partition("</tr>")[0]
    assert "90.00%" in listed
    assert "agreement over the last 2 runs" in listed
    text = reader.get(path).text
    assert "<ins>new@example.com</ins>" in text
    assert "<del>old@example.com</del>" in text
    assert "for people" in text
    assert '<a href="/events/7">repair on the way (event 7)</a>' in text
    assert reader.get(path, params={"q": "co_2"}).text.count('data-title="object"') == 1
    assert reader.get(path, params={"system": "erp"}).text.count('data-title="object"') == 0
    assert reader.get("/reconciliation/nothing").status_code == 404


def test_what_systems_say_is_text(reader: Reader, stage: Stage) -> None:
    reconciled(stage, object=EVIL, expected=EVIL, found=EVIL, local=EVIL, system=EVIL)
    text = reader.get(f"/reconciliation/{RECONCILIATION}").text
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert" not in text
    assert "\u202e" not in text
    assert not read(text).inline


# -------------------------------------------------------------------------------------------------------------- alerts


def message(stage: Stage, name: str, state: str = "dead", sink: str = "chat") -> None:
    with stage.database.begin() as connection:
        connection.execute(
            MESSAGES.insert().values(
                name=name, sink=sink, kind="exception", heap="h", state=state, made_at=NOON, due=NOON, tries=12,
                count=1, told="{}", error="410 gone <script>alert(1)</script>",
            )
        )  # fmt: skip


def states(stage: Stage) -> list[str]:
    with stage.database.reading() as connection:
        return [one.state.value for one in messages(connection)]


@pytest.mark.parametrize(("does", "left"), [("again", ["waiting", "sent", "dead"]), ("drop", ["sent", "dead"])])
def test_dead_alerts_are_tried_anew_or_taken_away(reader: Reader, stage: Stage, does: str, left: list[str]) -> None:
    message(stage, "one")
    message(stage, "two", "sent")
    message(stage, "three", sink="mail")
    asked = reader.send("/alerts", {"does": does, "sink": "chat"})
    assert "1 to chat would be" in asked.text
    assert states(stage) == ["dead", "sent", "dead"], "nothing is done before it is confirmed"
    done = reader.send("/alerts", {"does": does, "sink": "chat", "sure": "yes"})
    assert "1 to chat is" in done.text
    assert states(stage) == left
    assert "<script>alert" not in done.text
    actor = reader.get("/audit", params={"action": "tell" if does == "again" else "untell"}).text
    assert "anna" in actor.partition("<tbody>")[2]


def test_alerts_are_narrowed_to_a_state(reader: Reader, stage: Stage) -> None:
    message(stage, "one")
    message(stage, "two", "sent")
    assert reader.get("/alerts").text.count('data-title="tries"') == 2
    assert reader.get("/alerts", params={"state": "sent"}).text.count('data-title="tries"') == 1
    assert reader.get("/alerts", params={"state": "x"}).text.count('data-title="tries"') == 2


def test_a_form_of_alerts_that_says_nothing_does_nothing(reader: Reader, stage: Stage) -> None:
    message(stage, "one")
    for form in ({}, {"does": "drop"}, {"does": "x", "sink": "chat"}):
        assert reader.send("/alerts", {**form, "sure": "yes"}).status_code == 409
    assert states(stage) == ["dead"]
