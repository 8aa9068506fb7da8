"""The commands that talk to mocks which run: what they say is what happened."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from govkit.cli import govkit as program
from govkit.cli.commands.mock import mock
from tests.mocks.serving import Served, serving

Mock = Callable[..., Result]


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with serving("billing@3") as served:
        yield served


@pytest.fixture
def run(server: Served, monkeypatch: pytest.MonkeyPatch) -> Mock:
    server.client.post("/__govkit__/reset")
    monkeypatch.setenv("GOVKIT_MOCK_URL", f"127.0.0.1:{server.port}")
    monkeypatch.setenv("COLUMNS", "140")

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(program, ["mock", *arguments])

    return run


def said(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.stdout


def rows(result: Result) -> Any:
    return json.loads(said(result))


@pytest.mark.parametrize("name", mock.list_commands(click.Context(mock)))
def test_the_help_of_every_command_has_an_example(name: str) -> None:
    shown = CliRunner().invoke(program, ["mock", name, "--help"])
    assert shown.exit_code == 0
    assert f"govkit mock {name}" in shown.stdout.partition("Examples:")[2]


def test_the_systems_are_shown_with_their_addresses(run: Mock, server: Served) -> None:
    assert re.search(rf"billing +http://127.0.0.1:{server.port}/ +3\.0\.0", said(run("systems")))
    assert rows(run("systems", "--format", "json"))[0]["name"] == "billing"


def test_a_fault_is_ordered_listed_and_taken_back(run: Mock, server: Served) -> None:
    shown = said(run("fault", "add", "error", "status=502", "operation=GET /customers*", "times=1", "name=outage"))
    assert re.search(r"outage +error +\* +GET /customers\*", shown)
    headers = {"Authorization": "Bearer t"}
    assert [server.client.get("/customers", headers=headers).status_code for _ in range(2)] == [502, 200]
    assert rows(run("fault", "list", "--format", "json"))[0]["hits"] == 1
    assert re.search(r"GET +/customers +502 +error", said(run("journal")))
    assert [entry["status"] for entry in rows(run("journal", "--fault", "error", "--format", "json"))] == [502]
    assert "none" in said(run("fault", "clear", "outage"))
    assert run("fault", "clear", "outage").exit_code == 2


def test_the_members_of_an_order_may_be_json_and_a_file(run: Mock, tmp_path: Path) -> None:
    order = ["latency", 'seconds={"uniform": [0.1, 0.2]}', "afterCommit=true", "odds=0.5"]
    (made,) = rows(run("fault", "add", *order, "--format", "json"))
    assert (made["seconds"], made["afterCommit"], made["odds"]) == ({"uniform": [0.1, 0.2]}, True, 0.5)
    file = tmp_path / "faults.yaml"
    file.write_text("- fault: drop\n  from: 2026-03-01T09:00:00Z\n- fault: stale\n  seconds: PT1M\n")
    listed = rows(run("fault", "add", "--file", str(file), "--format", "json"))
    assert [one["fault"] for one in listed] == ["latency", "drop", "stale"]
    assert "none" in said(run("fault", "clear"))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["fault", "add"], "name a kind of fault"),
        (["fault", "add", "fire"], "there is no kind of fault `fire`"),
        (["fault", "add", "error", "status"], "'status' has no value"),
        (["fault", "add", "error", "seconds={"], "is no JSON"),
        (["fault", "add", "error", "status=200"], "must be at least 400"),
        (["fault", "add", "--file", "nothing.yaml"], "cannot be read"),
        (["records", "/nowhere"], "`collection` is one of"),
        (["records", "--delete"], "--delete needs a collection"),
        (["restore", "nothing"], "there is no snapshot `nothing`"),
        (["snapshot", "a/b"], "the body is refused"),
        (["clock", "--set", "soon"], "this is no time"),
        (["clock", "--run", "--advance", "1"], "do not go together"),
        (["ledger", "--url", "http://127.0.0.1:1"], "no mocks answer at http://127.0.0.1:1"),
        (["ledger", "--url", "ftp://127.0.0.1"], "is no address of mocks"),
        (["ledger", "--url", "http://[::1"], "is no address"),
        (["ledger", "--url", ""], "is no address of mocks"),
        (["reset", "nothing"], "`system` is one of billing"),
        (["seed", "nothing.json", "--collection", "/customers"], "cannot be read"),
        (["events", "nothing.happened"], "nothing.happened"),
        (["events", "--body", "{", "invoice.created"], "the body is no JSON"),
    ],
)
def test_what_cannot_be_done_is_said_with_exit_code_2(run: Mock, arguments: list[str], told: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert told in result.stderr
    assert "Traceback" not in result.output


def test_records_are_seeded_shown_and_taken_away(run: Mock, tmp_path: Path) -> None:
    assert "/customers" in said(run("records"))
    known = rows(run("records", "/customers", "--format", "json"))
    (tmp_path / "customers.json").write_text(json.dumps([{**known[0], "id": "cus_9001", "name": "Hollowell Freight"}]))
    file = str(tmp_path / "customers.json")
    assert f"/customers has {len(known) + 1} records" in said(run("seed", file, "--collection", "/customers"))
    assert "Hollowell Freight" in said(run("records", "/customers", "--key", "cus_9001"))
    assert f"has {len(known)} records" in said(run("records", "/customers", "--key", "cus_9001", "--delete"))
    said(run("seed", file, "--collection", "/customers", "--replace"))
    assert [one["id"] for one in rows(run("records", "/customers", "--format", "json"))] == ["cus_9001"]
    said(run("reset", "billing"))
    assert rows(run("records", "/customers", "--format", "json")) == known


def test_drift_is_ordered_shown_and_taken_back(run: Mock) -> None:
    known = rows(run("records", "/customers", "--format", "json"))
    said(run("drift", "/customers", "--differ", "1", "--field", "email", "--missing", "1", "--seed", "3"))
    [differs, missing] = rows(run("drift", "--format", "json"))
    assert (differs["kind"], differs["field"], missing["kind"]) == ("differs", "/email", "missing")
    assert missing["was"] in known
    assert re.search(r"\bmissing\b", said(run("drift", "--system", "billing")))
    assert "has no field `mail`" in run("drift", "/customers", "--differ", "1", "--field", "mail").stderr
    assert run("drift", "--differ", "1").exit_code == run("drift", "/customers", "--undo").exit_code == 2
    assert said(run("drift", "--undo")) == "2 records drifted no more\n"
    assert "nothing drifted" in said(run("drift"))
    assert rows(run("records", "/customers", "--format", "json")) == known


def test_a_snapshot_is_kept_and_given_back(run: Mock) -> None:
    before = rows(run("records", "/customers", "--format", "json"))
    assert said(run("snapshot", "before")) == "before\n"
    assert re.search(r"before +2\d{3}-", said(run("snapshot", "--list")))
    said(run("records", "/customers", "--delete"))
    assert rows(run("records", "/customers", "--format", "json")) == []
    said(run("restore", "before"))
    assert rows(run("records", "/customers", "--format", "json")) == before


def test_the_clock_stands_moves_and_runs(run: Mock) -> None:
    assert said(run("clock", "--set", "2026-03-01T09:00:00Z")) == "2026-03-01T09:00:00Z\n"
    assert said(run("clock", "--advance", "PT25H")) == "2026-03-02T10:00:00Z\n"
    assert said(run("clock", "--advance", "1.5")) == "2026-03-02T10:00:01.500000Z\n"
    assert said(run("clock")) == "2026-03-02T10:00:01.500000Z\n"
    assert not said(run("clock", "--run")).startswith("2026-03-02T10:00:01.5")


def test_the_ledger_is_narrowed(run: Mock, server: Served) -> None:
    for key in ("a-key-of-a-test", "another-key"):
        server.client.post("/customers", json={}, headers={"Idempotency-Key": key})
    assert "nothing was written" in said(run("ledger", "--system", "erp"))
    (entry,) = rows(run("ledger", "--key", "another-key", "--format", "json"))
    assert (entry["seq"], entry["committed"]) == (2, False)
    assert re.search(r"2 +\S+ +billing +createCustomer +/customers +another-key +\d{3} +no", said(run("ledger")))


def test_events_are_listed_and_told(run: Mock) -> None:
    listed = rows(run("events", "--format", "json"))
    assert {"system": "billing", "event": listed[0]["event"]} == listed[0]
    assert "nobody had subscribed" in said(run("events", listed[0]["event"])) or "dlv_" in said(run("deliveries"))


def test_what_answers_and_is_no_mock_is_not_taken_for_one(run: Mock, tmp_path: Path) -> None:
    import functools
    import threading
    from http.server import HTTPServer, SimpleHTTPRequestHandler

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(tmp_path))) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        result = run("ledger", "--url", f"http://127.0.0.1:{other.server_port}")
        other.shutdown()
    assert result.exit_code == 2
    assert "is no mock of govkit" in result.stderr


def test_limits_of_the_catalog_are_kept_where_that_is_asked_for() -> None:
    with serving("support", rate_limits=True) as served:
        served.client.post("/__govkit__/clock", json={"now": "2026-03-01T09:00:00Z"})
        headers = {"Authorization": "Bearer t"}
        answers = [served.client.get("/tickets", headers=headers).status_code for _ in range(12)]
        assert answers == [200] * 10 + [429] * 2
        (limit,) = served.client.get("/__govkit__/rate-limits").json()
        assert (limit["system"], limit["requests"], limit["per"], limit["kept"], limit["refused"]) == (
            "support",
            10,
            1.0,
            True,
            2,
        )
        served.client.put("/__govkit__/rate-limits", json={"kept": False})
        assert served.client.get("/tickets", headers=headers).status_code == 200


def test_the_group_has_a_command_for_each_thing_that_is_controlled() -> None:
    assert isinstance(mock, click.Group)
    assert {
        "up",
        "reset",
        "seed",
        "records",
        "snapshot",
        "restore",
        "clock",
        "drift",
        "fault",
        "ledger",
        "journal",
        "systems",
        "events",
        "deliveries",
    } <= set(mock.list_commands(click.Context(mock)))


def test_a_provider_state_is_set_up_and_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mock.yaml").write_text(
        "apiVersion: govkit/v1\nkind: Mock\nmetadata: {name: pets}\nspec:\n  states:\n    a dog {name} is there:\n"
        "      params: {name: Bello}\n      records: {/pets: [{id: 77, name: $params.name}]}\n"
    )
    pets = str(Path(__file__).parents[1] / "mocks/pets.yaml")
    with serving(pets, behaviour=(str(tmp_path / "mock.yaml"),)) as served:
        monkeypatch.setenv("GOVKIT_MOCK_URL", f"127.0.0.1:{served.port}")

        def run(*arguments: str) -> str:
            return said(CliRunner().invoke(program, ["mock", *arguments]))

        assert "a dog {name} is there" in run("state")
        assert "set up" in run("state", "a dog Rover is there")
        assert served.client.get("/pets/77").json()["name"] == "Rover"
        assert "taken back" in run("state", "a dog Rover is there", "--teardown")
        assert served.client.get("/pets/77").status_code == 404


def test_where_no_state_is_declared_that_is_said_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(str(Path(__file__).parents[1] / "mocks/pets.yaml")) as served:
        monkeypatch.setenv("GOVKIT_MOCK_URL", f"127.0.0.1:{served.port}")
        assert "none" in said(CliRunner().invoke(program, ["mock", "state"]))
        refused = CliRunner().invoke(program, ["mock", "state", "a customer is there"])
    assert refused.exit_code == 2
    assert "declare it under `states`" in refused.stderr
