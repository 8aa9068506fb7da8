"""Alerts: told once, in words of the business, to whoever wants to hear them, until they are heard."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import sqlalchemy as sa

from govkit.client import StandardWebhooks
from govkit.sync.alerts import listing
from govkit.sync.alerts.delivering import MOST_TRIES, Delivering, Outlets, Undelivered, append
from govkit.sync.alerts.filing import Filing
from govkit.sync.alerts.outbox import plain
from govkit.sync.alerts.platforms import AGAIN, CALM, tell_platform
from govkit.sync.alerts.sinks import Sink
from govkit.sync.alerts.wording import Words
from govkit.sync.exceptions.actions import Actions
from govkit.sync.exceptions.listing import Narrowed
from govkit.sync.exceptions.queue import Raised, raise_
from govkit.sync.inbox.retention import sweep
from govkit.sync.store.database import Database
from govkit.sync.store.tables import ALERTS, MESSAGES
from govkit.sync.telemetry.lateness import tell_late
from govkit.sync.telemetry.standing import standing
from tests.sync.alerts.desk import CONTEXT, Heard
from tests.sync.inbox.estates import reference
from tests.sync.stage import NOON, Stage

AMENDMENT = (
    "Subscription amendment of contract C-1001 for Globex (EU, EUR 12,000.00) waits: erp refuses it (tax "
    "configuration). Blocked: posting, entitlements. Owner finance-systems."
)


@pytest.fixture
def heard(database: Database) -> Heard:
    return Heard(database)


@pytest.mark.requirement("S7")
def test_an_alert_is_told_in_words_of_the_business(heard: Heard) -> None:
    assert heard.tell("exception 1")
    assert heard.round() == [AMENDMENT]
    ((_, name, event),) = heard.came
    assert (event["specversion"], event["type"], event["id"]) == ("1.0", "govkit.alert.exception", name)
    assert (event["source"], event["subject"], event["time"]) == (
        "/govkit/alerts",
        "exception 1",
        "2026-03-01T12:00:00Z",
    )
    (alert,) = event["data"]["alerts"]
    assert alert["context"] == CONTEXT
    assert (event["data"]["count"], event["data"]["amounts"]) == (1, {"EUR": "12000.00"})


def test_systems_and_teams_have_the_titles_that_the_estate_gives_them(database: Database) -> None:
    heard = Heard(database, estate=reference().estate)
    heard.tell("exception 1")
    estate = reference().estate
    erp, team = estate.systems["erp"].title, estate.teams["finance-systems"].title
    (text,) = heard.round()
    assert f"{erp} refuses it (tax configuration)" in text
    assert text.endswith(f"Owner {team}.")


def test_a_subject_is_told_once(heard: Heard) -> None:
    assert [heard.tell("exception 1") for _ in range(3)] == [True, False, False]
    assert len(heard.round()) == 1
    assert heard.round(100_000) == []


def test_an_alert_is_told_with_what_it_tells_of_or_not_at_all(heard: Heard) -> None:
    class Killed(BaseException):
        pass

    raised = Raised(run=1, event=1, workflow="w", key="k", step="s", try_=1, kind="refused", owner="o", at=NOON)

    def dies() -> None:
        with heard.database.begin() as connection:
            raise_(connection, raised)
            raise Killed

    with pytest.raises(Killed):
        dies()
    assert heard.told() == []


class TestStorms:
    """What has one cause is told as one."""

    def test_what_comes_at_once_is_one_message_with_a_count_and_a_sum(self, heard: Heard) -> None:
        for number in range(1, 301):
            heard.tell(f"exception {number}", context={**CONTEXT, "amount": "10.00"})
        (text,) = heard.round()
        assert text.startswith("300 runs of subscription amendment, about EUR 3,000.00, wait: erp refuses it")
        assert "The first of them: Subscription amendment of contract C-1001" in text
        assert len(heard.came[0][2]["data"]["alerts"]) == 20

    def test_what_follows_within_a_time_is_told_together_when_it_is_over(self, heard: Heard) -> None:
        heard.tell("exception 1")
        assert len(heard.round()) == 1
        for number in range(2, 6):
            heard.tell(f"exception {number}")
            assert heard.round(60) == []
        (text,) = heard.round(600)
        assert text.startswith("4 runs")
        heard.tell("exception 9")
        assert heard.round(10) == []
        assert len(heard.round(600)) == 1

    def test_another_cause_does_not_wait(self, heard: Heard) -> None:
        heard.tell("exception 1")
        heard.round()
        heard.tell("exception 2", heap="exception another")
        assert len(heard.round()) == 1

    def test_amounts_of_two_currencies_are_not_added(self, heard: Heard) -> None:
        heard.tell("exception 1")
        heard.tell("exception 2", context={**CONTEXT, "currency": "USD"})
        (text,) = heard.round()
        assert "about EUR 12,000.00, USD 12,000.00, wait" in text


class TestWhoHears:
    """Each hears what it wants to."""

    def sent(self, database: Database, sink: Sink, **said: Any) -> int:
        heard = Heard(database, sink)
        heard.tell("exception 1", **said)
        return len(heard.round())

    @pytest.mark.parametrize(
        ("sink", "count"),
        [
            (Sink(name="a", kinds=frozenset({"late"})), 0),
            (Sink(name="a", kinds=frozenset({"late", "exception"})), 1),
            (Sink(name="a", owners=frozenset({"finance-systems"})), 1),
            (Sink(name="a", owners=frozenset({"others"})), 0),
            (Sink(name="a", workflows=frozenset({"subscription-amendment"})), 1),
            (Sink(name="a", workflows=frozenset({"another"})), 0),
            (Sink(name="a", least={"EUR": Decimal("12000.00")}), 1),
            (Sink(name="a", least={"EUR": Decimal("12000.01")}), 0),
            (Sink(name="a", least={"USD": Decimal(99999)}), 1),
        ],
    )
    def test_by_kind_owner_workflow_and_amount(self, database: Database, sink: Sink, count: int) -> None:
        assert self.sent(database, sink) == count

    def test_what_is_about_no_amount_is_heard(self, database: Database) -> None:
        assert self.sent(database, Sink(name="a", least={"EUR": Decimal(5)}), context={"customer": "c"}) == 1

    def test_where_nobody_hears_alerts_they_are_over(self, database: Database) -> None:
        heard = Heard(database, Sink(name="a"))
        heard.tell("exception 1")
        assert Filing(database, (), heard.now).file() == 1
        assert heard.round() == []


class TestUntilHeard:
    """A message is tried until somebody takes it, ever more rarely, and is dead in the end."""

    def test_it_is_tried_again_later_each_time(self, heard: Heard) -> None:
        heard.failures["chat"] = [Undelivered("no connection")]
        heard.tell("exception 1")
        heard.round()
        assert heard.messages() == [("waiting", 1, 1)]
        heard.round(4)
        assert heard.messages() == [("waiting", 1, 1)]
        heard.round(1)
        assert heard.messages() == [("waiting", 2, 1)]
        heard.failures.clear()
        assert heard.round(15) == [AMENDMENT]
        assert heard.messages() == [("sent", 3, 1)]

    def test_it_has_one_name_however_often_it_is_tried(self, heard: Heard) -> None:
        heard.tell("exception 1")
        first = self.claimed(heard)
        heard.at += 61
        assert self.claimed(heard) == first

    @staticmethod
    def claimed(heard: Heard) -> str:
        """A process that dies right behind its delivery."""

        class Killed(BaseException):
            pass

        names: list[str] = []

        def deliver(_: Sink, name: str, __: bytes, ___: float) -> None:
            names.append(name)
            raise Killed

        heard.filing.file()
        by_name = {one.name: one for one in heard.sinks}
        with pytest.raises(Killed):
            Delivering(heard.database, by_name, Words, heard.now, deliver).deliver_due()
        return names[0]

    def test_what_was_delivered_by_one_who_died_is_left_to_it_for_a_while(self, heard: Heard) -> None:
        heard.tell("exception 1")
        self.claimed(heard)
        assert heard.round(30) == []
        assert heard.round(31) == [AMENDMENT]

    def test_it_is_dead_after_a_limit_and_then_people_see_it(self, heard: Heard) -> None:
        heard.failures["chat"] = [Undelivered("the receiver answered 500")]
        heard.tell("exception 1")
        for _ in range(MOST_TRIES + 5):
            heard.round(3601)
        assert heard.messages() == [("dead", MOST_TRIES, 1)]
        with heard.database.reading() as connection:
            found = standing(connection, now=heard.at)
        assert found.todo == ("1 alert does not get through",)
        (deaf,) = found.deaf
        assert (deaf.sink, deaf.dead, deaf.waiting, deaf.error) == ("chat", 1, 0, "the receiver answered 500")

    def test_dead_ones_are_tried_anew_or_let_go_by_people(self, heard: Heard) -> None:
        heard.failures["chat"] = [Undelivered("gone", for_good=True)]
        heard.tell("exception 1")
        heard.round()
        assert heard.messages() == [("dead", 1, 1)]
        heard.failures.clear()
        with heard.database.begin() as connection:
            assert listing.again(connection, ["another"], actor="ada", now=heard.at) == 0
            assert listing.again(connection, [], actor="ada", now=heard.at) == 1
        heard.tell("exception 2")
        assert heard.round() == [AMENDMENT]
        heard.failures["chat"] = [Undelivered("gone", for_good=True)]
        heard.round(600)
        with heard.database.begin() as connection:
            assert listing.let_go(connection, ["chat"], actor="ada", now=heard.at) == 1
            assert listing.deaf(connection) == []

    def test_who_does_not_hear_is_not_asked_by_each_of_its_messages(self, heard: Heard) -> None:
        heard.failures["chat"] = [Undelivered("no connection")]
        for number in range(20):
            heard.tell(f"exception {number}", heap=f"exception {number}")
        heard.round()
        heard.round(1)
        assert sum(tries for _, tries, _ in heard.messages()) == 1

    def test_what_waits_for_somebody_who_is_not_named_any_more_is_seen_after_a_day(self, database: Database) -> None:
        Heard(database, Sink(name="gone")).tell("exception 1")
        Filing(database, [Sink(name="gone")], lambda: NOON).file()
        heard = Heard(database, Sink(name="chat"))
        heard.round(86_399)
        assert heard.messages() == [("waiting", 0, 1)]
        heard.round(1)
        assert heard.messages() == [("dead", 0, 1)]
        with database.reading() as connection:
            (deaf,) = listing.deaf(connection)
        assert (deaf.sink, "names nobody so any more" in deaf.error) == ("gone", True)

    def test_who_hears_does_not_wait_for_who_does_not(self, database: Database) -> None:
        heard = Heard(database, Sink(name="deaf"), Sink(name="well"))
        heard.failures["deaf"] = [Undelivered("no connection")]
        heard.tell("exception 1")
        assert heard.round() == [AMENDMENT]
        assert [sink for sink, _, _ in heard.came] == ["well"]

    def test_of_several_processes_one_tells(self, heard: Heard) -> None:
        for number in range(10):
            heard.tell(f"exception {number}", heap=f"exception {number}")
        with ThreadPoolExecutor(5) as pool:
            list(pool.map(lambda _: heard.round(), range(5)))
        heard.round()
        assert len(heard.came) == len({name for _, name, _ in heard.came}) == 10

    def test_what_was_told_is_swept_away_and_what_waits_is_not(self, heard: Heard) -> None:
        heard.tell("exception 1")
        heard.round()
        heard.failures["chat"] = [Undelivered("no")]
        heard.tell("exception 2", heap="another")
        heard.round()
        sweep(heard.database, NOON + 10)
        with heard.database.reading() as connection:
            assert connection.execute(sa.select(sa.func.count()).select_from(ALERTS)).scalar_one() == 0
            assert connection.execute(sa.select(MESSAGES.c.state)).scalars().all() == ["waiting"]


class TestWhatIsTold:
    """What happens to runs, exceptions and platforms is told by itself."""

    def test_an_exception_when_it_is_raised_and_when_it_waits_no_more(self, heard: Heard) -> None:
        stage = Stage(heard.database)
        number = stage.parked()
        assert heard.told() == [("exception", f"exception {number}")]
        (text,) = heard.round()
        assert text == (
            "Invoice to ledger of contract ctr_1 for cus_1 (eu, EUR 120.50) waits: the platform refuses it (tax "
            "configuration). Blocked: settle. Owner finance-systems."
        )
        Actions(heard.database, actor="anna", now=heard.now).dismiss(Narrowed(ids=(number,)), "card 4111 1111")
        (text,) = heard.round()
        assert text.endswith("waits no more: it was let go by people.")

    def test_no_payload_and_no_word_of_the_platform_is_in_it(self, heard: Heard) -> None:
        secret = secrets.token_hex(8)
        stage = Stage(heard.database)
        number = stage.parked(
            detail=f"{secret} is no rate",
            request={"body": {"card": secret}},
            answer={"detail": secret},
            context={"customer": "c", "raw": {"card": secret}, "list": [secret]},
        )
        Actions(heard.database, actor="anna", now=heard.now).dismiss(Narrowed(ids=(number,)), secret)
        heard.round()
        assert len(heard.came) == 2
        assert secret not in json.dumps([event for _, _, event in heard.came])

    def test_a_run_that_is_late_is_told_to_the_owner_of_its_workflow(self, heard: Heard) -> None:
        stage = Stage(heard.database)
        stage.run(expect_by=NOON - 60, context='{"customer":"c1"}')
        for _ in range(2):
            tell_late(heard.database, now=NOON, owners={"invoice-to-ledger": "team:finance-systems"})
        (text,) = heard.round()
        assert text == (
            "Invoice to ledger for c1 is late: it should have been through by 2026-03-01 11:59 UTC, and is ready. "
            "Owner finance-systems."
        )

    def test_a_platform_that_is_down_and_up_again_is_told_once_each(self, heard: Heard) -> None:
        def tell(*, is_down: bool, at: float) -> bool:
            return tell_platform(heard.database, "erp", "team:finance-systems", is_down=is_down, now=at)

        assert not tell(is_down=False, at=NOON)
        assert [tell(is_down=True, at=NOON + at) for at in range(3)] == [True, False, False]
        assert [tell(is_down=False, at=NOON + 5 + at) for at in range(2)] == [True, False]
        assert not tell(is_down=True, at=NOON + CALM - 1)
        assert not tell(is_down=False, at=NOON + CALM - 1)
        texts = heard.round()
        assert tell(is_down=True, at=NOON + CALM)
        assert not tell(is_down=True, at=NOON + CALM + AGAIN - 1)
        assert tell(is_down=True, at=NOON + CALM + AGAIN)
        down = "erp is left alone for a while: it failed too often. What needs it waits. Owner finance-systems."
        assert texts == [down, "erp is called again."]
        assert "erp is called again." in texts


def test_a_context_is_told_without_what_may_be_a_payload() -> None:
    told = plain(
        {"customer": "x" * 500, "amount": {"amount": "1.00", "currency": "EUR"}, "n": 3, "o": {"a": 1}, "l": [1]}
    )
    assert told == {"customer": "x" * 199 + "…", "amount": "1.00", "currency": "EUR", "n": 3}


def test_a_text_is_one_line_whatever_is_in_it() -> None:
    data = {"workflow": "w", "kind": "refused", "context": {"customer": "a\n\x1b[31mb\u2028c"}}
    assert Words().one("exception", data) == "W for a [31mb c waits: the platform refuses it."


# -------------------------------------------------------------------------------------------------------------- outlets


class Receiver:
    """A webhook on this machine that keeps what comes."""

    def __init__(self) -> None:
        self.came: list[tuple[dict[str, str], bytes]] = []
        self.status = 204
        mine = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                mine.came.append((dict(self.headers), body))
                self.send_response(mine.status)
                self.send_header("Location", "http://127.0.0.1:1/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/hook"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.mark.requirement("S7")
def test_a_webhook_is_signed_by_standard_webhooks(receiver: Receiver, heard: Heard) -> None:
    secret = f"whsec_{base64.b64encode(secrets.token_bytes(24)).decode()}"
    sink = Sink(name="chat", url=receiver.url, secret_env="HOOK")
    outlets = Outlets({"HOOK": secret})
    assert outlets.unready(sink) == ""
    heard.delivering = Delivering(heard.database, {"chat": sink}, Words, heard.now, outlets)
    heard.tell("exception 1")
    heard.round()
    ((headers, body),) = receiver.came
    assert headers["Content-Type"] == "application/cloudevents+json"
    delivery = StandardWebhooks(secret, tolerance=1e12).verify(body, headers)
    assert delivery.json()["id"] == delivery.id
    assert secret not in str(headers)


@pytest.mark.parametrize("status", [302, 400, 500])
def test_what_is_not_taken_is_told_by_its_status_and_leads_nowhere_else(receiver: Receiver, status: int) -> None:
    receiver.status = status
    outlets = Outlets({"HOOK": base64.b64encode(b"x" * 24).decode()})
    with pytest.raises(Undelivered, match=f"answered {status}"):
        outlets(Sink(name="a", url=receiver.url, secret_env="HOOK"), "m1", b"{}", NOON)
    assert len(receiver.came) == 1


def test_a_receiver_that_is_gone_for_good_is_tried_no_more(receiver: Receiver) -> None:
    receiver.status = 410
    with pytest.raises(Undelivered, match="410") as raised:
        Outlets({"HOOK": "eHh4"})(Sink(name="a", url=receiver.url, secret_env="HOOK"), "m1", b"{}", NOON)
    assert raised.value.for_good


@pytest.mark.parametrize(("value", "told"), [("", "is not set"), ("whsec_!!", "no secret of Standard Webhooks")])
def test_without_a_secret_nothing_is_sent(receiver: Receiver, value: str, told: str) -> None:
    sink = Sink(name="a", url=receiver.url, secret_env="HOOK")
    outlets = Outlets({"HOOK": value})
    assert told in outlets.unready(sink)
    with pytest.raises(Undelivered, match=told):
        outlets(sink, "m1", b"{}", NOON)
    assert receiver.came == []


def test_a_receiver_that_is_not_there_is_told_in_words() -> None:
    sink = Sink(name="a", url="http://127.0.0.1:9/", secret_env="HOOK")
    with pytest.raises(Undelivered, match="no connection"):
        Outlets({"HOOK": "eHh4"})(sink, "m1", b"{}", NOON)


def test_a_file_gets_a_line_for_each_alert(heard: Heard, tmp_path: Path) -> None:
    file = tmp_path / "deep" / "alerts.jsonl"
    sink = Sink(name="chat", file=file)
    heard.delivering = Delivering(heard.database, {"chat": sink}, Words, heard.now, Outlets({}))
    for number in (1, 2):
        heard.tell(f"exception {number}", heap=f"exception {number}")
    heard.round()
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [one["subject"] for one in lines] == ["exception 1", "exception 2"]


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(Undelivered, match="cannot be written"):
        append(tmp_path, b"{}")
