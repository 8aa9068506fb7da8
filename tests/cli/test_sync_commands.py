"""The commands of the runtime: what people see of it, and what they do with it."""

from __future__ import annotations

import json
import re
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from govkit.cli import govkit as program
from govkit.cli.commands.sync import sync
from govkit.sync.alerts.delivering import Delivering, Undelivered
from govkit.sync.alerts.filing import Filing
from govkit.sync.alerts.sinks import Sink
from govkit.sync.alerts.wording import Words
from govkit.sync.exceptions.audit import entries
from govkit.sync.exceptions.escalating import contact_words, escalate
from govkit.sync.exceptions.ways import repinning
from govkit.sync.running.pins import Pins
from govkit.sync.store.states import EffectState
from govkit.sync.store.tables import REFUSED, RUNS
from tests.sync.inbox.estates import ROOT, example, reference
from tests.sync.migrated import migrated
from tests.sync.stage import NOON, Stage

Sync = Callable[..., Result]


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    database = migrated(tmp_path / "sync.db")
    yield Stage(database)
    database.close()


@pytest.fixture
def run(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Sync:
    monkeypatch.setenv("GOVKIT_SYNC_DATABASE", stage.database.shown)
    monkeypatch.setenv("COLUMNS", "140")

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(program, ["sync", *arguments])

    return run


def said(result: Result, code: int = 0) -> str:
    assert result.exit_code == code, result.output
    return result.stdout


def document(result: Result, code: int = 0) -> Any:
    return json.loads(said(result, code))


@pytest.mark.parametrize("name", sorted(sync.commands))
def test_the_help_of_every_command_has_an_example(name: str) -> None:
    shown = CliRunner().invoke(program, ["sync", name, "--help"])
    assert shown.exit_code == 0
    assert f"govkit sync {name}" in shown.stdout.partition("Examples:")[2]


def test_exceptions_are_shown_by_cause_the_largest_first(run: Sync, stage: Stage) -> None:
    stage.parked(key="a", kind="small", context={"amount": "1.50", "currency": "EUR"})
    stage.parked(key="b", kind="large", context={"amount": "9000", "currency": "EUR"})
    shown = said(run("exceptions"))
    assert "Exceptions: 2, about EUR 9,001.50" in shown
    assert re.search(r"1 +EUR 9,000 +invoice-to-ledger/post: large.*\n(.*\n)?.* 1 +EUR 1\.50 ", shown)
    assert [one["amounts"] for one in document(run("exceptions", "--format", "json"))] == [
        {"EUR": "9000"},
        {"EUR": "1.50"},
    ]
    listed = document(run("exceptions", "--list", "--kind", "small", "--format", "json"))
    assert [(one["amount"], one["raisedAt"]) for one in listed] == [("1.50", "2026-03-01T12:00:00Z")]
    assert "nothing waits for people" in said(run("exceptions", "--state", "resolved"))


def test_one_exception_is_shown_with_what_can_be_done(run: Sync, stage: Stage) -> None:
    number = str(stage.parked())
    shown = said(run("exceptions", number))
    for text in ("cus_1", "ctr_1", "EUR 120.50", "settle", "urn:erp:tax-configuration", '"taxCode": "S-1"'):
        assert text in shown
    assert f"govkit sync retry {number}" in shown
    assert document(run("exceptions", number, "--format", "json"))["request"]["body"]["taxCode"] == "S-1"


def test_one_that_is_unknown_is_to_be_decided(run: Sync, stage: Stage) -> None:
    made = stage.run()
    number = str(stage.parked(made, unknown=True, effect=stage.effect(made, EffectState.UNKNOWN)))
    shown = said(run("exceptions", number))
    assert f"govkit sync decide {number} --absent" in shown
    assert "govkit sync retry" not in shown
    assert "decide that first" in said(run("retry", number), 1)
    assert "goes on behind post" in said(run("decide", number, "--committed", "--answer", '{"id": "INV-1"}'))


def test_a_narrow_terminal_shows_everything_as_well(run: Sync, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.parked()
    monkeypatch.setenv("COLUMNS", "60")
    for words in (("exceptions",), ("exceptions", "1"), ("exceptions", "--list"), ("timeline", "cus_1")):
        shown = said(run(*words))
        assert "tax-configuration" in shown
        assert max(map(len, shown.splitlines())) <= 60


def test_what_a_platform_says_cannot_move_the_cursor(run: Sync, stage: Stage) -> None:
    stage.parked(detail="\x1b[2Jgone", context={"customer": "\x1b[31m"}, answer={"type": "\x1b]0;x\x07"})
    for words in (("exceptions",), ("exceptions", "1"), ("exceptions", "--list"), ("timeline", "cus_1"), ("status",)):
        assert "\x1b" not in run(*words).stdout


@pytest.mark.requirement("S4")
def test_a_dry_run_then_the_retry_then_somebody_too_late(run: Sync, stage: Stage) -> None:
    number = str(stage.parked())
    tried = said(run("retry", "--kind", "tax-configuration", "--dry-run"))
    assert "run 1 goes on at post" in tried
    assert "nothing was done" in tried
    assert "run 1 goes on at post" in said(run("retry", number, "--by", "anna"))
    late = run("dismiss", number, "--reason", "too late", "--by", "ben")
    assert "refused: it is retrying already, by anna" in said(late, 1)
    refused = document(run("retry", number, "--format", "json"), 1)
    assert refused == {"dryRun": False, "changes": [{"id": 1, "run": 1, "refused": "it is retrying already, by anna"}]}


def test_who_acts_is_who_runs_the_command_where_nobody_is_named(
    run: Sync, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "carla")
    said(run("dismiss", str(stage.parked()), "--reason", "by hand"))
    assert document(run("exceptions", "1", "--format", "json"))["closedBy"] == "carla"


POSTING = {"postingDate": "2026-11-01"}


@pytest.fixture
def posted(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> int:
    """An invoice that the ERP of the reference estate does not post; its exception."""
    monkeypatch.chdir(ROOT)
    contracts = reference()
    run = stage.run(workflow="invoice-to-ledger")
    with stage.database.begin() as connection:
        digest = repinning(contracts.estate, lambda: NOON)(connection, run)
        connection.execute(RUNS.update().where(RUNS.c.id == run).values(pin=digest))
    return stage.parked(run, step="posting-of-new/post", request={"body": POSTING})


def test_a_request_is_mended_by_a_patch_or_a_file(run: Sync, posted: int, tmp_path: Path) -> None:
    shown = said(run("mend", str(posted), "--patch", '{"postingDate": "2026-12-01"}', "--dry-run"))
    assert '/postingDate  was "2026-11-01", becomes "2026-12-01"' in shown
    assert "erp@2.2.0 POST /invoices/{invoiceNumber}/post takes it" in shown
    assert "nothing was done" in shown
    body = tmp_path / "body.json"
    body.write_text('{"postingDate": "2026-12-02"}')
    (change,) = document(run("mend", str(posted), "--body", str(body), "--format", "json"))["changes"]
    assert change["diff"] == [{"path": "/postingDate", "was": "2026-11-01", "becomes": "2026-12-02"}]
    mended = document(run("exceptions", str(posted), "--format", "json"))
    assert mended["resolution"] == {"action": "retry", "body": {"postingDate": "2026-12-02"}}


def test_what_the_platform_would_not_take_is_not_sent(run: Sync, posted: int) -> None:
    for patch, told in (
        ('{"postingDate": "tomorrow"}', "/postingDate"),
        ('{"postingDay": "2026-12-01"}', "postingDay"),
        ("[]", "the whole body"),
        ("[" * 150 + "]" * 150, "nests deeper than 100"),
    ):
        refused = said(run("mend", "--kind", "tax-configuration", "--patch", patch), 1)
        assert "refused" in refused
        assert told in refused
    assert document(run("exceptions", str(posted), "--format", "json"))["state"] == "open"


@pytest.mark.parametrize(
    ("patch", "told"),
    [
        ("{", "is no JSON"),
        ('{"a": NaN}', "NaN is no JSON"),
        ("[" * 100_000, "nested too deeply"),
        ("9" * 5000, "is no JSON"),
    ],
)
def test_a_patch_that_is_no_json_changes_nothing(run: Sync, posted: int, patch: str, told: str) -> None:
    result = run("mend", str(posted), "--patch", patch)
    assert (result.exit_code, told in result.stderr) == (2, True)
    assert "Traceback" not in result.output


def test_a_file_without_an_end_is_not_read_for_ever(run: Sync, posted: int) -> None:
    result = run("mend", str(posted), "--body", "/dev/zero")
    assert (result.exit_code, "is longer than 1,024 KiB" in result.stderr) == (2, True)


def test_exceptions_are_replayed_from_the_desk(run: Sync, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    body = example(reference(), "billing@3.0.0", "invoice.finalized")
    first, second = (
        stage.parked(stage.run(stage.event(event_id=f"evt_{at}", body=json.dumps(body)), key=body["customer_id"]))
        for at in range(2)
    )
    for words in (("--cause", "tax"), (str(first), str(second))):
        shown = " ".join(said(run("replay", *words, "--dry-run"), 1).split())
        assert f"{first} refused: 1 later of {body['customer_id']} wait behind it" in shown
        assert f"{second} run 2 ends, and event 2 starts invoice-to-ledger once more" in shown
    said(run("replay", "--every", "--by", "ada"), 1)
    with stage.database.reading() as connection:
        assert [one.state for one in connection.execute(sa.select(RUNS).order_by(RUNS.c.id))] == [
            "parked",
            "dismissed",
            "queued",
        ]


def test_the_status_is_red_until_people_have_done_what_they_must(run: Sync, stage: Stage) -> None:
    number = str(stage.parked())
    stage.run()
    shown = said(run("status"), 1)
    assert shown.startswith("1 exception is open")
    assert "parked at post" in shown
    found = document(run("status", "--format", "json"), 1)
    assert (found["todo"], found["runs"]) == (
        ["1 exception is open"],
        {"invoice-to-ledger": {"parked": 1, "queued": 1}},
    )
    said(run("dismiss", number, "--reason", "done by hand"))
    assert document(run("status", "--format", "json"), 1)["todo"] == ["1 run is ready, and no worker is there"]


def test_who_is_asked_now_is_shown_with_each_exception(run: Sync, stage: Stage) -> None:
    number = str(stage.parked())
    assert "asked now" not in said(run("exceptions", "--list"))
    for after in (0.0, 3600.0):
        escalate(stage.database, reference().estate.teams, now=NOON + after)
    steps = reference().estate.teams["finance-systems"].spec.escalation
    head = contact_words(steps[1].contact)
    assert head in " ".join(said(run("exceptions", number)).split())
    assert document(run("exceptions", "--list", "--format", "json"))[0]["asked"] == head
    assert "Escalated" in said(run("status"), 1)
    (escalated,) = document(run("status", "--format", "json"), 1)["escalated"]
    assert (escalated["exception"], escalated["asked"], escalated["step"]) == (1, head, 2)


def test_alerts_that_do_not_get_through_are_seen_and_tried_anew(run: Sync, stage: Stage) -> None:
    stage.parked()
    sink = Sink(name="chat", url="http://127.0.0.1:9/", secret_env="HOOK")
    Filing(stage.database, [sink], lambda: NOON).file()

    def gone(*_: object) -> None:
        raise Undelivered("the receiver says that it is gone for good (410)", for_good=True)

    Delivering(stage.database, {"chat": sink}, Words, lambda: NOON, gone).deliver_due()
    assert "1 alert does not get through" in " ".join(said(run("status"), 1).split())
    (shown,) = document(run("alerts", "--format", "json"))
    assert (shown["state"], shown["sink"], shown["count"]) == ("dead", "chat", 1)
    assert shown["text"].startswith("Invoice to ledger of contract ctr_1 for cus_1")
    assert "gone for good" in said(run("alerts", "--state", "dead"))
    assert "1 alert would be tried anew" in said(run("alerts", "--again", "--dry-run"))
    assert document(run("alerts", "--format", "json"))[0]["state"] == "dead"
    assert said(run("alerts", "--again", "--to", "chat", "--by", "ada")) == "1 alert is tried anew\n"
    assert document(run("alerts", "--format", "json"))[0]["state"] == "waiting"
    assert said(run("alerts", "--drop")) == "0 alerts are taken away\n"
    with stage.database.reading() as connection:
        (entry,) = entries(connection, actions=("tell",))
    assert (entry.actor, entry.detail) == ("ada", {"count": 1, "to": ["chat"]})


def test_deliveries_that_were_refused_are_told(run: Sync, stage: Stage) -> None:
    with stage.database.begin() as connection:
        last = {"first_at": 0.0, "last_at": 0.0, "detail": "the signature does not verify"}
        connection.execute(REFUSED.insert().values(system="billing", reason="signature", count=4, **last))
    assert re.search(r"billing +signature +4 +1970-01-01T00:00:00Z +the signature does not verify", said(run("status")))
    assert document(run("status", "--format", "json"))["refused"][0]["count"] == 4


def test_an_empty_database_is_green(run: Sync) -> None:
    assert "nothing waits for people" in said(run("status"))


def test_the_timeline_of_a_key_is_shown(run: Sync, stage: Stage) -> None:
    stage.parked()
    assert re.search(r"exception +1  tax-configuration at post, open", said(run("timeline", "cus_1")))
    assert document(run("timeline", "1", "--format", "json"))[0]["of"] == "event"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["exceptions", "99"], "there is no exception 99"),
        (["exceptions", "1", "--list"], "nothing narrows it further"),
        (["retry"], "say which exceptions are meant"),
        (["retry", "1", "--every"], "say which exceptions are meant"),
        (["retry", "1", "--by", " "], "nobody acts"),
        (["retry", "99"], "there is no exception 99"),
        (["dismiss", "1"], "--reason"),
        (["dismiss", "1", "--reason", " "], "needs a reason"),
        (["decide", "1"], "say what you found out"),
        (["decide", "1", "--absent", "--answer", "{}"], "has no answer"),
        (["decide", "1", "--committed", "--answer", "{"], "is no JSON"),
        (["mend", "1"], "say what the body is to be"),
        (["mend", "1", "--body", "nothing.json"], "cannot be read"),
        (["mend", "--every", "--body", "nothing.json"], "a whole body is for one exception"),
        (["replay"], "say which exceptions are meant"),
        (["replay", "1", "--type", "a.b"], "say to which workflow"),
        (["replay", "--cause", "x", "--key", "y"], "these options are about events, and about exceptions"),
        (["replay", "invoice-to-ledger", "--cause", "x"], "leave WORKFLOW out"),
        (["replay", "99"], "there is no exception 99"),
        (["alerts", "--dry-run"], "what is to be tried?"),
        (["alerts", "--again", "--state", "sent"], "only dead alerts"),
        (["alerts", "--again", "--by", " "], "nobody acts"),
        (["timeline", "nothing"], "there is no event and no run"),
        (["status", "--database", "mysql://x"], "no database that the runtime can use"),
        (["status", "--database", "sqlite:///nowhere/x.db"], "`govkit sync migrate` makes it"),
    ],
)
def test_what_cannot_be_done_is_said_with_exit_code_2(run: Sync, stage: Stage, arguments: list[str], told: str) -> None:
    stage.parked()
    result = run(*arguments)
    assert result.exit_code == 2
    assert told in result.stderr
    assert "Traceback" not in result.output


class TestWhereTheDatabaseIs:
    @pytest.fixture(autouse=True)
    def _nobody_says(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("GOVKIT_SYNC_DATABASE", raising=False)
        (tmp_path / "below").mkdir()
        monkeypatch.chdir(tmp_path / "below")

    def invoke(self, *arguments: str) -> Result:
        return CliRunner().invoke(program, ["sync", *arguments])

    def test_it_is_where_the_settings_say_seen_from_them(self, tmp_path: Path) -> None:
        (tmp_path / "govkit.yaml").write_text("sync: {database: 'sqlite:///data/mine.db'}\n")
        refused = self.invoke("status")
        assert refused.exit_code == 2
        assert "there is no database" in refused.stderr
        assert not (tmp_path / "data").exists()
        assert "is ready" in said(self.invoke("migrate"))
        assert (tmp_path / "data/mine.db").exists()
        assert "nothing waits" in said(self.invoke("status"))

    def test_without_a_word_it_is_beside_what_govkit_keeps(self, tmp_path: Path) -> None:
        (tmp_path / "govkit.yaml").write_text("")
        said(self.invoke("migrate"))
        database = tmp_path / ".govkit/sync/sync.db"
        with closing(sqlite3.connect(database)) as connection:
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert {"govkit_runs", "workflow_status"} <= tables

    def test_a_file_without_tables_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "empty.db").touch()
        refused = self.invoke("status", "--database", f"sqlite:///{tmp_path / 'empty.db'}")
        assert refused.exit_code == 2
        assert "govkit sync migrate" in refused.stderr

    def test_a_misspelt_setting_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "govkit.yaml").write_text("sync:\n  databas: x\n")
        refused = self.invoke("status")
        assert "govkit.yaml:2:" in refused.stderr
        assert "did you mean database?" in refused.stderr

    def test_the_extra_is_named_where_it_is_missing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in [name for name in sys.modules if name.startswith("govkit.sync.store.database")]:
            monkeypatch.delitem(sys.modules, name)
        monkeypatch.setitem(sys.modules, "sqlalchemy", None)
        refused = self.invoke("status")
        assert refused.exit_code == 2
        assert "pip install 'govkit[sync]'" in refused.stderr


def test_events_are_shown_with_what_became_of_their_runs(run: Sync, stage: Stage) -> None:
    paid = stage.event(type="erp.invoice.paid", event_id="EVT-1", body='{"amount":1.10}')
    stage.run(paid, key="INV-1")
    other = stage.event(source="crm", type="crm.deal.won", received_at=NOON + 3600)
    shown = said(run("events"))
    assert re.search(rf"{paid} +2026-03-01T12:00:00Z +erp.invoice.paid +EVT-1 .*INV-1 +1 ready", shown)
    assert "crm.deal.won" in shown
    (one,) = document(run("events", "--type", "erp.invoice.paid", "--format", "json"))
    assert (one["number"], one["id"], one["receivedAt"]) == (paid, "EVT-1", "2026-03-01T12:00:00Z")
    assert [(each["workflow"], each["key"], each["state"]) for each in one["runs"]] == [
        ("invoice-to-ledger", "INV-1", "ready")
    ]
    for words, found in {
        ("--source", "crm"): [other],
        ("--since", "2026-03-01T12:30"): [other],
        ("--until", "2026-03-01T13:30:00+01:00"): [paid],
        ("--key", "INV-1"): [paid],
        (str(other),): [other],
        ("--first", str(other)): [other],
        ("--last", str(paid)): [paid],
        ("--limit", "1"): [other],
        ("--since", "2026-03-02"): [],
    }.items():
        assert [each["number"] for each in document(run("events", *words, "--format", "json"))] == found, words


def test_events_are_handed_on_as_cloudevents(run: Sync, stage: Stage) -> None:
    stage.event(type="erp.invoice.paid", event_id="EVT-1", body='{"amount":1.10}')
    shown = said(run("events", "--format", "cloudevents"))
    (one,) = json.loads(shown)
    assert (one["specversion"], one["type"], one["id"]) == ("1.0", "erp.invoice.paid", "EVT-1")
    assert '"amount":1.10' in shown
    assert said(run("events", "--type", "none", "--format", "cloudevents")) == "[]\n"


def test_what_is_no_moment_is_said(run: Sync, stage: Stage) -> None:
    refused = run("events", "--since", "yesterday")
    assert refused.exit_code == 2
    assert "'yesterday' is no moment such as 2026-03-01" in refused.stderr


def test_events_go_to_a_workflow_once_more(run: Sync, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    body = example(reference(), "erp@2.2.0", "invoice.paid")
    number = body["data"]["customerNumber"]
    paid = [stage.event(type="erp.invoice.paid", source="erp", body=json.dumps(body)) for _ in range(2)]
    stage.event(type="crm.deal.won")
    monkeypatch.chdir(ROOT)
    words = ["--since", "2026-03-01", "--by", "ada"]
    dry = document(run("replay", "invoice-paid", *words, "--dry-run", "--format", "json"))
    assert [(one["event"], one["key"], one["run"]) for one in dry] == [(event, number, None) for event in paid]
    done = document(run("replay", "invoice-paid", *words, "--format", "json"))
    assert [one | {"run": None} for one in done] == dry
    with stage.database.reading() as connection:
        started = connection.execute(sa.select(RUNS).order_by(RUNS.c.id)).all()
        audit = entries(connection, actions=("replay",))
        Pins().get(connection, started[0].pin)
    assert [(one.id, one.key, one.state) for one in started] == [
        (done[0]["run"], number, "ready"),
        (done[1]["run"], number, "queued"),
    ]
    assert [one.actor for one in audit] == ["ada", "ada"]
    again = run("replay", "invoice-paid", str(paid[0]))
    assert again.exit_code == 1
    assert "is not through: it is ready" in " ".join(again.stdout.split())


def test_a_replay_says_which_events_and_which_workflow(
    run: Sync, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    vague = run("replay", "invoice-paid")
    assert (vague.exit_code, "say which events are meant" in vague.stderr) == (2, True)
    misspelt = run("replay", "invoice-payed", "1")
    assert (misspelt.exit_code, "did you mean invoice-paid?" in misspelt.stderr) == (2, True)


@pytest.mark.parametrize(
    "words",
    [
        ["exceptions", "9" * 20],
        ["retry", "9" * 20],
        ["replay", "9" * 20],
        ["reconcile", "customers-nightly", "--apply", "9" * 5000],
        ["lineage", "--effect", "9" * 20],
    ],
    ids=lambda words: words[0],
)
def test_a_number_that_no_database_can_hold_is_refused(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, repository: Path
) -> None:
    migrated(tmp_path / "sync.db").close()
    monkeypatch.chdir(repository)
    monkeypatch.setenv("GOVKIT_SYNC_DATABASE", f"sqlite:///{tmp_path / 'sync.db'}")
    found = CliRunner().invoke(program, ["sync", *words])
    assert found.exit_code == 2, found.output
    assert "Traceback" not in found.output
