"""`govkit pact fuzz`: a provider asked at random, by a description, with a seed, and with failures that are known."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from govkit.checks.pacts.fuzz import Found, Known, bundled, findings_of, read_known
from govkit.checks.pacts.fuzz.rules._samples import API
from govkit.cli import govkit as program
from govkit.errors import InputError
from govkit.findings import Severity
from govkit.gate.mocking import contracts_of
from tests.checks.pacts.deviating import deviating
from tests.e2e.contract_estate import files, write

pytest.importorskip("schemathesis")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "api.yaml").write_text(API, encoding="utf-8")
    return tmp_path


def fuzz(*arguments: str) -> Result:
    return CliRunner().invoke(program, ["pact", "fuzz", "--provider", "api.yaml", *arguments])


def report(done: Result) -> Any:
    assert done.stdout, done.exc_info
    return json.loads(done.stdout)


LITTLE = ("--max-examples", "2", "--phases", "examples,fuzzing", "--format", "json", "-q")


@pytest.mark.requirement("T2")
def test_a_mock_is_asked_where_nothing_runs(here: Path) -> None:
    done = fuzz(*LITTLE)
    assert (done.exit_code, report(done)["findings"]) == (0, [])
    assert " requests to 4 operations, seed 1" in report(done)["notes"][-1]


def test_what_is_found_is_told_with_a_command_that_shows_it_again(here: Path) -> None:
    broken = {"at": "GET /notes", "do": "drop", "path": "*/text"}
    seen: list[Any] = []
    for _ in range(2):
        with deviating("api.yaml", [broken, {"at": "GET /notes", "do": "answer", "status": 500}], here) as url:
            done = fuzz("--url", url, "--operation", "GET /notes", *LITTLE)
        (found,) = report(done)["findings"]
        assert done.exit_code == 1
        assert found["rule"] == "provider-server-error"
        assert found["subject"]["operations"] == ["GET /notes"]
        assert found["new"]["pointer"] == "/paths/~1notes/get"
        assert found["reason"].startswith("to see it again: curl -X GET")
        seen.append(
            (found["fingerprint"], found["reason"].replace(url, ""), report(done)["notes"][-1].replace(url, ""))
        )
    assert seen[0] == seen[1], "the same seed asks the same"


def test_a_token_of_the_environment_is_shown_and_told_to_nobody(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOVKIT_PROVIDER_TOKEN", "c2VjcmV0LW9mLW91cnM=")
    with deviating("api.yaml", [{"at": "GET /notes", "do": "answer", "status": 500}], here) as url:
        done = fuzz("--url", url, "--operation", "GET /notes", *LITTLE)
    assert "c2VjcmV0" not in done.output
    assert "$GOVKIT_PROVIDER_TOKEN" in report(done)["findings"][0]["reason"]


def test_known_failures_are_not_told_and_outdated_ones_are(here: Path) -> None:
    known = {
        "not_a_server_error": [
            {"operation": "GET *", "status": 500, "reason": "It is being mended."},
            {"operation": "POST /notes", "says": "teapot", "reason": "It was mended."},
        ],
        "status_code_conformance": [{"operation": "GET /notes", "status": 500, "reason": "It is being mended."}],
    }
    (here / "known.json").write_text(json.dumps(known), encoding="utf-8")
    with deviating("api.yaml", [{"at": "GET /notes", "do": "answer", "status": 500}], here) as url:
        done = fuzz("--url", url, "--known", "known.json", "--operation", "GET /notes", *LITTLE)
    assert (done.exit_code, report(done)["findings"]) == (0, [])
    assert "2 failures are known, and not told" in report(done)["notes"]


def test_a_known_failure_that_is_not_found_is_a_warning_at_its_place(here: Path) -> None:
    text = b"billing:\n  not_a_server_error:\n    - {operation: GET /notes, status: 500, reason: Mended.}\n"
    contract = next(iter(contracts_of(["api.yaml"], [], here).values()))
    listed = read_known(text, "known.yaml", "billing")
    assert listed == [Known("not_a_server_error", "GET /notes", "Mended.", 500)]
    (found,) = findings_of(contract, [], listed)
    assert (found.rule, found.severity) == ("known-failure-outdated", Severity.WARNING)
    assert found.new is not None
    assert (found.new.file, found.new.line) == ("known.yaml", 3)
    assert findings_of(contract, [], listed, whole=False) == []
    assert findings_of(contract, [Found("not_a_server_error", "GET /notes", 500, "x")], listed) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("- a", "it lists no failures"),
        ("{a: [1]}", "is no object"),
        ("{a: [{reason: x}]}", "does not say its `operation`"),
        ("{a: [{operation: x}]}", "does not say its `reason`"),
        ("{a: [{operation: x, reason: y, what: z}]}", "`what` is none of"),
        ("{a: [{operation: x, reason: y, status: no}]}", "`status` is no number"),
        ("{a: [{operation: x, reason: y, says: '('}]}", "`says` is no regular expression"),
        ("{a: {b: 1}, billing: {c: 1}}", "is no list"),
    ],
)
def test_a_list_of_known_failures_that_cannot_be_read_is_told_at_its_place(text: str, says: str) -> None:
    with pytest.raises(InputError) as caught:
        read_known(text.encode(), "known.yaml", "billing")
    assert says in caught.value.message
    assert caught.value.place is not None


def test_alike_failures_of_several_operations_are_one_finding(here: Path) -> None:
    contract = next(iter(contracts_of(["api.yaml"], [], here).values()))
    found = [Found("unsupported_method", name, 200, "TRACE") for name in ("GET /notes", "POST /notes")]
    others = [Found("response_schema_conformance", name, 200, "text") for name in ("GET /notes", "POST /notes")]
    assert [one.subject.operations for one in findings_of(contract, [*found, *others])] == [
        ("GET /notes",), ("POST /notes",), ("GET /notes", "POST /notes"),
    ]  # fmt: skip


def test_what_stands_in_other_files_is_taken_in(here: Path) -> None:
    (here / "api.yaml").write_text(API.replace('"#/components/schemas/Note"', '"parts.yaml#/Note"'), encoding="utf-8")
    parts = "Note: {type: object, required: [kind], properties: {kind: {$ref: '#/Kind'}}}\nKind: {enum: [memo]}\n"
    (here / "parts.yaml").write_text(parts, encoding="utf-8")
    tree = bundled(next(iter(contracts_of(["api.yaml"], [], here).values())))
    taken = tree["x-govkit-bundled"]
    assert sorted(json.dumps(one) for one in taken.values()) == sorted(
        [
            '{"enum": ["memo"]}',
            '{"type": "object", "required": ["kind"], "properties": {"kind": {"$ref": "#/x-govkit-bundled/2"}}}',
        ]
    )
    assert fuzz(*LITTLE).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--phases", "all"], "no phase 'all'"),
        (["--operation", "GET /note"], "no operation is called 'GET /note'"),
        (["--known", "nowhere.yaml"], "nowhere.yaml cannot be read"),
        (["--url", "http://example.com"], "--allow-remote example.com"),
        (["--app", "nowhere_at_all:app"], "cannot be imported"),
        (["--provider", "nowhere.yaml"], "no file nowhere.yaml"),
        (["--max-examples", "0"], "--max-examples"),
    ],
)
def test_what_cannot_be_asked_is_a_mistake_of_the_caller(here: Path, arguments: list[str], says: str) -> None:
    done = fuzz(*arguments)
    assert done.exit_code == 2
    assert says in done.output


def test_when_the_time_is_over_what_was_found_by_then_is_told(here: Path) -> None:
    done = fuzz("--max-time", "1", "--max-examples", "5000", "--format", "json", "-q")
    assert any("the time was over after 1 s" in note for note in report(done)["notes"])


def test_a_missing_extra_is_named(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("govkit.gate.pacts.live.fuzzing.find_spec", lambda _: None)
    done = fuzz()
    assert done.exit_code == 2
    assert "govkit[contracts]" in done.output


# --------------------------------------------------------------------------------------------------- what is kept of it


@pytest.fixture
def estate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return write(tmp_path, files())


def recorded(url: str, *more: str) -> Result:
    asked = ("--provider", "billing@3", "--url", url, "--max-examples", "2", "--format", "json", "-q")
    return CliRunner().invoke(program, ["pact", "fuzz", *asked, "--record", *more])


@pytest.mark.requirement("T4")
def test_a_result_is_kept_and_the_last_one_stands(estate: Path) -> None:
    with deviating("billing@3.0.0", [{"at": "GET /invoices/{id}", "do": "drop", "path": "amount"}], estate) as url:
        done = recorded(url)
    assert done.exit_code == 1
    kept = estate / "catalog/verifications/billing/3.0.0/fuzzing.json"
    assert f"recorded {kept.relative_to(estate).as_posix()}" in report(done)["notes"]
    said = json.loads(kept.read_text(encoding="utf-8"))
    (operation,) = said["operations"]
    assert (said["result"], said["seed"], said["complete"]) == ("failed", 1, True)
    assert (operation["operation"], operation["findings"]) == ("GET /invoices/{id}", ["provider-body-differs"])
    assert 200 in operation["statuses"]
    with deviating("billing@3.0.0", [], estate) as url:
        recorded(url, "--seed", "2")
    again = json.loads(kept.read_text(encoding="utf-8"))
    assert (again["seed"], again["contract"]) == (2, said["contract"])
    assert again["operations"][0].get("findings", []) == []
    validated = CliRunner().invoke(program, ["validate", "--format", "json"])
    assert not [one for one in report(validated)["findings"] if "verifications" in str(one["new"])]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--provider", "billing@3"], "a mock"),
        (["--provider", "specs/billing/3.0.0/openapi.yaml", "--url", "http://localhost:9"], "of the catalog"),
        (["--provider", "billing@3", "--url", "http://localhost:9", "--operation", "GET *"], "all operations"),
        (["--provider", "billing@3", "--url", "http://localhost:9", "--phases", "examples"], "all phases"),
    ],
)
def test_what_is_kept_speaks_of_a_whole_version_and_of_no_mock(estate: Path, arguments: list[str], says: str) -> None:
    done = CliRunner().invoke(program, ["pact", "fuzz", "--record", *arguments])
    assert done.exit_code == 2
    assert says in done.stderr
    assert not (estate / "catalog/verifications").exists()
