"""The queue in the portal: what people read of it, and what they do by its forms, each act said before it is done."""

from __future__ import annotations

import html
import re
from pathlib import Path

import httpx
import pytest

from govkit.catalog.entries import Estate
from govkit.portal.security.access import Access
from govkit.portal.security.roles import Role
from govkit.portal.state import Held, Kept
from govkit.sync.exceptions import audit
from govkit.sync.exceptions.listing import Listed, Narrowed, listed
from govkit.sync.exceptions.resolutions import resolutions
from govkit.sync.exceptions.ways import repinning
from govkit.sync.store.database import Database
from govkit.sync.store.states import EffectState, ExceptionState, RunState
from govkit.sync.store.tables import RUNS
from tests.portal.conftest import Reader, reader_of
from tests.portal.test_pages import read
from tests.sync.stage import NOON, Stage

EVIL = "</pre></textarea><script>alert(1)</script><img src=x>{{ 7*7 }}\u202eevil"


def state_of(stage: Stage, number: int) -> Listed:
    with stage.database.reading() as connection:
        return listed(connection, Narrowed(ids=(number,)))[0]


def acts(stage: Stage) -> list[tuple[str, str, int | None]]:
    with stage.database.reading() as connection:
        found = audit.entries(connection)
    return [(one.actor, one.action, one.exception) for one in found if one.exception is not None]


def confirmed(reader: Reader, path: str, shown: httpx.Response) -> httpx.Response:
    """Sends the confirmation of a page that says what would happen, as it stands there."""
    assert "nothing is done yet" in shown.text
    before, _, form = shown.text.partition('class="line"')
    assert f'action="{path}"' in before[before.rindex("<form") :], "the confirmation goes where the form went"
    form = form.partition("</form>")[0]
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)
    found = {name: html.unescape(value) for name, value in fields}
    assert found["sure"] == "yes"
    return reader.post(path, data=found, headers={"origin": "http://portal.test"})


@pytest.mark.requirement("S4")
def test_the_queue_is_by_cause_those_about_most_first(reader: Reader, stage: Stage) -> None:
    for number in range(3):
        stage.parked(key=f"cus_{number}")
    stage.parked(key="cus_9", kind="rejected", context={"customer": "cus_9", "amount": "9000", "currency": "EUR"})
    answer = reader.get("/exceptions")
    causes = re.findall(r'href="/exceptions/group\?cause=([^&"]+)', answer.text)
    assert len(causes) == 2
    assert "rejected" in causes[0]
    assert "EUR 9,361.50" in answer.text
    assert "EUR 361.50" in answer.text


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 2),
        ({"customer": "cus_1"}, 1),
        ({"system": "billing"}, 1),
        ({"system": "erp"}, 0),
        ({"workflow": "invoice-to-ledger"}, 2),
        ({"workflow": "x"}, 0),
        ({"owner": "finance-systems"}, 2),
        ({"state": "resolved"}, 0),
        ({"state": "all"}, 2),
        ({"state": "<script>"}, 2),
    ],
)
def test_the_queue_is_narrowed(reader: Reader, stage: Stage, query: dict[str, str], count: int) -> None:
    stage.parked(key="a")
    stage.parked(key="b", context={"customer": "cus_2"}, request={"api": "billing@2.1.0", "body": {}})
    for path in ("/exceptions", "/exceptions/group"):
        text = reader.get(path, params=query).text
        found = re.search(r"<b>(\d+)</b>", text)
        assert found is not None
        assert int(found[1]) == count


@pytest.mark.requirement("S4")
def test_one_exception_is_shown_with_all_about_it(reader: Reader, stage: Stage) -> None:
    run = stage.run(key="cus_1")
    stage.effect(run)
    number = stage.parked(run)
    text = reader.get(f"/exceptions/{number}").text
    for said in (
        "cus_1",
        "ctr_1",
        "EUR 120.50",
        "settle",
        "DE01 has no rate",
        "INV-1",
        "taxCode",
        "postInvoice",
        "422",
    ):
        assert said in text, said
    assert '<ol class="timeline">' in text
    assert text.count("<textarea") == 1


@pytest.mark.parametrize("number", ["0", "-1", "99", "x", "²", "9" * 30])
def test_an_exception_that_there_is_not_is_not_found(reader: Reader, number: str) -> None:
    assert reader.get(f"/exceptions/{number}").status_code == 404


def test_a_retry_is_said_first_and_done_when_it_is_confirmed(reader: Reader, stage: Stage) -> None:
    number = stage.parked()
    path = f"/exceptions/{number}"
    shown = reader.send(path, {"does": "retry"})
    assert "1 would be done" in shown.text
    assert state_of(stage, number).state is ExceptionState.OPEN
    assert acts(stage) == []
    done = confirmed(reader, path, shown)
    assert "1 done" in done.text
    assert state_of(stage, number).state is ExceptionState.RETRYING
    assert acts(stage) == [("anna", "retry", number)]
    again = confirmed(reader, path, shown)
    assert "it is retrying already, by anna" in again.text
    assert acts(stage) == [("anna", "retry", number)], "nothing is done twice"


def test_a_dismissal_needs_a_reason(reader: Reader, stage: Stage) -> None:
    number = stage.parked()
    path = f"/exceptions/{number}"
    assert "needs a reason" in reader.send(path, {"does": "dismiss", "reason": " "}).text
    confirmed(reader, path, reader.send(path, {"does": "dismiss", "reason": "posted by hand"}))
    one = state_of(stage, number)
    assert (one.state, one.closed_by, one.reason) == (ExceptionState.DISMISSED, "anna", "posted by hand")


def begun(stage: Stage, estate: Estate, workflow: str) -> int:
    """A run of a workflow of the estate, pinned as it is."""
    run = stage.run(workflow=workflow)
    with stage.database.begin() as connection:
        digest = repinning(estate, lambda: NOON)(connection, run)
        connection.execute(RUNS.update().where(RUNS.c.id == run).values(pin=digest))
    return run


def test_an_edited_body_is_held_against_the_contract_and_its_difference_is_shown(
    reader: Reader, stage: Stage, estate: Held
) -> None:
    run = begun(stage, estate.state.estate, "invoice-to-ledger")
    number = stage.parked(run, step="posting-of-new/post")
    path = f"/exceptions/{number}"
    assert "is no JSON" in reader.send(path, {"does": "mend", "body": "{"}).text
    wrong = reader.send(path, {"does": "mend", "body": '{"taxCode": 7}'})
    assert "does not take it" in wrong.text
    assert "<del>&#34;S-1&#34;</del>" in wrong.text
    assert "<ins>7</ins>" in wrong.text
    assert "do it" not in wrong.text, "what is refused is not confirmed"
    assert state_of(stage, number).state is ExceptionState.OPEN


def test_an_edited_body_is_sent_as_it_was_written(reader: Reader, stage: Stage, estate: Held) -> None:
    """Over several lines, on the page that says what would happen, and on the one that does it."""
    run = begun(stage, estate.state.estate, "invoice-to-ledger")
    body = {"postingDate": "2026-02-01"}
    number = stage.parked(run, step="posting-of-new/post", request={"api": "erp@2.2.0", "body": body})
    path = f"/exceptions/{number}"
    shown = re.search(r"<textarea[^>]*>([^<]*)</textarea>", reader.get(path).text)
    assert shown is not None
    text = html.unescape(shown[1])
    assert text == '{\n  "postingDate": "2026-02-01"\n}'
    said = reader.send(path, {"does": "mend", "body": text.replace("02-01", "02-02").replace("\n", "\r\n")})
    assert "takes it" in said.text
    assert "1 done" in confirmed(reader, path, said).text
    with stage.database.reading() as connection:
        (found,) = resolutions(connection, run).values()
    assert found == {"action": "retry", "body": {"postingDate": "2026-02-02"}}
    assert acts(stage) == [("anna", "mend", number)]


def test_where_nobody_knows_whether_a_write_was_made_that_is_decided(reader: Reader, stage: Stage) -> None:
    run = stage.run()
    number = stage.parked(run, unknown=True, effect=stage.effect(run, EffectState.UNKNOWN))
    path = f"/exceptions/{number}"
    assert "The write was made" in reader.get(path).text
    assert "nobody knows whether its write was made" in reader.send(path, {"does": "retry"}).text
    confirmed(reader, path, reader.send(path, {"does": "committed", "answer": '{"id": "INV-1"}'}))
    assert acts(stage) == [("anna", "decide", number)]
    assert stage.row(run)["state"] == RunState.READY


def test_all_of_a_cause_are_worked_off_at_once_and_no_others(reader: Reader, stage: Stage) -> None:
    numbers = [stage.parked(key=f"cus_{number}") for number in range(3)]
    cause = state_of(stage, numbers[0]).cause
    page = httpx.URL("/exceptions/group", params={"cause": cause})
    text = reader.get(str(page)).text
    ids = re.search(r'name="ids" value="([\d,]+)"', text)
    assert ids is not None
    shown = reader.send("/exceptions/group", {"does": "retry", "ids": ids[1]}, page=str(page))
    assert "3 would be done" in shown.text
    late = stage.parked(key="cus_late")
    assert "3 done" in confirmed(reader, "/exceptions/group", shown).text
    assert [state_of(stage, one).state for one in numbers] == [ExceptionState.RETRYING] * 3
    assert state_of(stage, late).state is ExceptionState.OPEN, "it was not shown"


@pytest.mark.parametrize("ids", ["", "x", "1,,2", "1;2", "9" * 40])
def test_a_form_that_names_no_exceptions_does_nothing(reader: Reader, stage: Stage, ids: str) -> None:
    stage.parked()
    answer = reader.send("/exceptions/group", {"does": "retry", "ids": ids, "sure": "yes"})
    assert answer.status_code == 200
    assert "no exception is named" in answer.text
    assert acts(stage) == []


def test_one_act_is_for_one(reader: Reader, stage: Stage) -> None:
    numbers = ",".join(str(stage.parked(key=f"c{number}")) for number in range(2))
    answer = reader.send("/exceptions/group", {"does": "mend", "body": "{}", "ids": numbers, "sure": "yes"})
    assert "does not say what is to be done" in answer.text
    assert "does not say what is to be done" in reader.send("/exceptions/group", {"does": "x", "ids": numbers}).text


def test_a_viewer_sees_no_button(reader: Reader, stage: Stage) -> None:
    number = stage.parked()
    reader.sign_in(Role.VIEWER, "vera")
    for path in (f"/exceptions/{number}", "/exceptions/group"):
        text = reader.get(path).text
        assert 'name="does"' not in text
        assert "vera is a viewer" in text


def test_hostile_payloads_are_texts(reader: Reader, stage: Stage) -> None:
    number = stage.parked(
        detail=EVIL,
        context={"customer": EVIL, "note": EVIL},
        request={"api": EVIL, "operation": EVIL, "body": {EVIL: EVIL}},
        answer={"title": EVIL},
        key=f"k {EVIL}",
    )
    path = f"/exceptions/{number}"
    pages = [reader.get(one) for one in ("/exceptions", "/exceptions/group", path, "/exceptions?state=all&q=x")]
    pages.append(reader.send(path, {"does": "mend", "body": '{"x": "' + EVIL + '"}'}))
    pages.append(reader.send(path, {"does": "dismiss", "reason": EVIL}))
    for page in pages:
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "<img" not in page.text
        assert "\u202e" not in page.text
        assert not read(page.text).inline


def test_where_there_is_no_database_the_page_says_how_to_get_one(estate: Held, tmp_path: Path) -> None:
    kept = Kept(lambda: Database(f"sqlite:///{tmp_path / 'none' / 'x.db'}"))
    held = Held(estate.state.top, lambda: None, kept)
    reader = reader_of(held.state.top, held, Access(tmp_path))
    reader.sign_in(Role.OPERATOR)
    answer = reader.get("/exceptions")
    assert answer.status_code == 200
    assert "govkit sync migrate" in answer.text


def test_many_are_shown_a_page_at_a_time(reader: Reader, stage: Stage) -> None:
    for number in range(120):
        stage.parked(key=f"k{number}")
    text = reader.get("/exceptions/group").text
    assert text.count('data-title="no."') == 100
    assert "1 to 100 of 120" in text
    assert reader.get("/exceptions/group", params={"page": "2"}).text.count('data-title="no."') == 20
