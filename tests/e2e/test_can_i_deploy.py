"""`govkit can-i-deploy`: each reason in a world small enough to see through, as a pipeline asks."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from govkit.catalog.entries import load
from govkit.catalog.entries.lock import digest
from govkit.catalog.entries.pacts import hash_of
from govkit.catalog.entries.verifications import VerificationForm, verification_path, verification_text
from govkit.reports.tables.json import schema
from govkit.spec.documents import FolderFiles
from tests.e2e.contract_estate import files, govkit, interaction, write, write_pact

Told = Callable[..., dict[str, Any]]
DAY = "2026-06-01"


@pytest.fixture
def estate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(write(tmp_path / "estate", files()))
    return tmp_path / "estate"


def publish(estate: Path, version: str, *interactions: dict[str, Any], api: str = "billing@2") -> None:
    path = write_pact(estate, f"{version}.json", *interactions)
    done = govkit("pact", "publish", path, "--version", version, "--api", api)
    assert done.exit_code == 0, done.stderr


def runs(name: str, version: str, environment: str = "production", *more: str) -> None:
    done = govkit("deploy", name, "--version", version, "--to", environment, "--on", "2026-05-01", *more)
    assert done.exit_code == 0, done.stderr


def asked(name: str, version: str, to: str = "production", *more: str) -> tuple[int, Any]:
    done = govkit("can-i-deploy", name, "--version", version, "--to", to, "--on", DAY, "--format", "json", *more)
    assert done.exit_code in (0, 1), done.stderr
    document = json.loads(done.stdout)
    Draft202012Validator(schema()).validate(document)
    figures = {one["name"]: one["value"] for one in document["figures"]}
    assert figures["deployable"] == 1 - done.exit_code
    return done.exit_code, document


def rows(document: Any, name: str = "reasons") -> list[dict[str, Any]]:
    return next(table["rows"] for table in document["tables"] if table["name"] == name)


def reasons(document: Any) -> list[tuple[str, str]]:
    return [(row["reason"], row["passes"]) for row in rows(document)]


# ------------------------------------------------------------------------------------------------------------ consumers


def test_a_consumer_goes_where_the_version_that_it_calls_keeps_its_pact(estate: Path) -> None:
    publish(estate, "1.0.0")
    runs("billing", "2.0.0")
    code, document = asked("dashboard", "1.0.0")
    assert (code, reasons(document)) == (0, [("verified", "yes")])
    (row,) = rows(document)
    assert (row["api"], row["api-version"], row["by"]) == ("billing", "2.0.0", "description")
    assert document["findings"] == []


def test_a_consumer_whose_pact_is_not_kept_stays_with_the_interactions_and_findings_named(estate: Path) -> None:
    publish(estate, "1.0.0", interaction(), interaction("amount", "an amount"))
    runs("billing", "2.0.0")
    code, document = asked("dashboard", "1.0.0")
    assert (code, reasons(document)) == (1, [("failed", "no")])
    failures = rows(document, "failures")
    assert {row["interaction"] for row in failures} == {"an amount (given there is an invoice)"}
    assert all(row["rule"] and len(row["finding"]) == 16 and row["message"] for row in failures)
    (finding,) = document["findings"]
    assert finding["rule"] == "deployment-breaks-pact"
    assert finding["new"]["file"].startswith("catalog/pacts/dashboard/billing-")
    assert finding["new"]["line"] > 1


def test_only_the_major_that_a_consumer_calls_is_asked_of(estate: Path) -> None:
    publish(estate, "1.0.0")
    publish(estate, "2.0.0", interaction("amount"), api="billing@3")
    runs("billing", "2.1.0")
    runs("billing", "3.0.0")
    assert asked("dashboard", "1.0.0")[0] == 0
    assert asked("dashboard", "2.0.0")[0] == 0
    assert [row["api-version"] for row in rows(asked("dashboard", "2.0.0")[1])] == ["3.0.0"]


def test_a_consumer_stays_where_its_provider_does_not_run(estate: Path) -> None:
    publish(estate, "1.0.0")
    assert reasons(asked("dashboard", "1.0.0")[1]) == [("nothing-deployed", "no")]
    runs("billing", "3.0.0")
    code, document = asked("dashboard", "1.0.0")
    assert (code, reasons(document)) == (1, [("nothing-deployed", "no")])
    assert "billing@2 does not run in production: there runs 3.0.0" in rows(document)[0]["message"]


def test_what_ran_once_or_will_run_is_not_there(estate: Path) -> None:
    publish(estate, "1.0.0")
    runs("billing", "2.0.0")
    govkit("deploy", "billing", "--version", "2.0.0", "--to", "production", "--end", "--on", "2026-05-20")
    assert reasons(asked("dashboard", "1.0.0")[1]) == [("nothing-deployed", "no")]
    assert asked("dashboard", "1.0.0", "production", "--on", "2026-05-19")[0] == 0


def test_a_version_that_nobody_knows_stays(estate: Path) -> None:
    publish(estate, "1.0.0")
    runs("billing", "2.0.0")
    code, document = asked("dashboard", "1.0.1")
    assert (code, reasons(document)) == (1, [("version-unknown", "no")])
    assert "did you mean `1.0.0`?" in rows(document)[0]["message"]
    assert reasons(asked("billing", "2.9.0")[1]) == [("version-unknown", "no")]


def test_an_environment_that_nobody_knows_is_a_reason(estate: Path) -> None:
    publish(estate, "1.0.0")
    code, document = asked("dashboard", "1.0.0", "prodction")
    assert (code, reasons(document)) == (1, [("no-environment", "no")])
    assert "did you mean `production`?" in rows(document)[0]["message"]


def test_a_name_that_nobody_knows_is_a_mistake_of_the_caller(estate: Path) -> None:
    done = govkit("can-i-deploy", "dashbord", "--version", "1.0.0", "--to", "production")
    assert done.exit_code == 2
    assert "did you mean `dashboard`?" in done.stderr


def test_a_consumer_without_pacts_goes_with_a_warning(estate: Path) -> None:
    runs("dashboard", "1.0.0", "staging")
    code, document = asked("dashboard", "1.0.0")
    assert (code, reasons(document)) == (0, [("nothing-deployed", "yes")])
    runs("billing", "2.0.0")
    code, document = asked("dashboard", "1.0.0")
    assert (code, reasons(document)) == (0, [("never-verified", "yes")])
    assert asked_with_warnings("dashboard", "1.0.0") == 1


# ------------------------------------------------------------------------------------------------------------ providers


def test_an_api_goes_where_it_keeps_the_pacts_of_all_that_runs(estate: Path) -> None:
    publish(estate, "1.0.0")
    runs("billing", "2.0.0")
    runs("dashboard", "1.0.0")
    code, document = asked("billing", "2.1.0")
    assert (code, reasons(document)) == (0, [("verified", "yes")])


def test_an_api_that_breaks_a_pact_that_was_kept_stays(estate: Path) -> None:
    spec = (estate / "specs/billing/2.1.0/openapi.yaml").read_text().replace("total", "sum")
    write(estate, {"specs/billing/2.1.0/openapi.yaml": spec})
    publish(estate, "1.0.0")
    runs("billing", "2.0.0")
    runs("dashboard", "1.0.0")
    code, document = asked("billing", "2.1.0")
    assert (code, reasons(document)) == (1, [("failed", "no")])


def test_a_pact_that_no_version_has_kept_yet_holds_no_provider_up(estate: Path) -> None:
    publish(estate, "1.0.0", interaction("forecast"))
    runs("dashboard", "1.0.0")
    code, document = asked("billing", "2.1.0")
    assert (code, reasons(document)) == (0, [("pending", "yes")])
    assert [one["severity"] for one in document["findings"]] == ["warning"]
    runs("billing", "2.0.0")
    assert asked("dashboard", "1.0.0")[0] == 1


def test_a_new_major_does_not_concern_who_calls_the_old_one(estate: Path) -> None:
    publish(estate, "1.0.0")
    runs("billing", "2.0.0")
    runs("dashboard", "1.0.0")
    code, document = asked("billing", "3.0.0")
    assert (code, reasons(document)) == (0, [("nothing-deployed", "yes")])


def test_a_consumer_that_runs_and_whose_pacts_nobody_recorded_is_told_of(estate: Path) -> None:
    publish(estate, "1.0.0")
    entry = estate / "catalog/environments/production.yaml"
    listed = "deployments: [{name: dashboard, version: 0.9.0, since: 2026-01-01}]"
    entry.write_text(entry.read_text().replace("{owner: ours}", f"{{owner: ours, {listed}}}"))
    code, document = asked("billing", "2.1.0")
    assert (code, reasons(document)) == (0, [("version-unknown", "yes"), ("nothing-deployed", "yes")])


def test_a_version_that_skips_a_stage_goes_with_a_warning(estate: Path) -> None:
    entry = estate / "catalog/environments/production.yaml"
    entry.write_text(entry.read_text().replace("{owner: ours}", "{owner: ours, promotesFrom: staging}"))
    code, document = asked("billing", "2.1.0")
    assert code == 0
    assert ("not-promoted", "yes") in reasons(document)
    assert asked_with_warnings("billing", "2.1.0") == 1
    runs("billing", "2.1.0", "staging")
    assert "not-promoted" not in dict(reasons(asked("billing", "2.1.0")[1]))


def asked_with_warnings(name: str, version: str) -> int:
    arguments = ("--version", version, "--to", "production", "--on", DAY, "--fail-on", "warning")
    return govkit("can-i-deploy", name, *arguments).exit_code


def test_what_concerns_one_that_is_ignored_is_told_and_hinders_nothing(estate: Path) -> None:
    publish(estate, "1.0.0", interaction("amount"))
    runs("billing", "2.0.0")
    code, document = asked("dashboard", "1.0.0", "production", "--ignore", "billing")
    assert (code, reasons(document)) == (0, [("failed", "yes")])
    assert [one["severity"] for one in document["findings"]] == ["warning"]
    assert govkit("can-i-deploy", "dashboard", "--version", "1", "--to", "production", "--ignore", "x").exit_code == 2


def policy(severities: str) -> dict[str, str]:
    return {
        "catalog/policies/all.yaml": "apiVersion: govkit/v1\nkind: Policy\nmetadata: {name: all}\n"
        f"spec: {{owner: ours, severities: {{{severities}}}}}\n"
    }


def test_a_policy_says_what_hinders(estate: Path) -> None:
    runs("billing", "2.0.0")
    runs("dashboard", "1.0.0", "staging")
    write(estate, policy("deployment-unverified: error"))
    code, document = asked("dashboard", "1.0.0")
    assert (code, reasons(document)) == (1, [("never-verified", "no")])
    publish(estate, "1.0.0", interaction("amount"))
    write(estate, policy("deployment-breaks-pact: warning"))
    assert asked("dashboard", "1.0.0")[0] == 0


def test_places_are_those_that_are_seen_from_where_one_stands(estate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from govkit.gate.pacts import kept

    monkeypatch.setattr(kept, "_WORTH_KEEPING", -1.0)
    publish(estate, "1.0.0", interaction("amount"))
    runs("billing", "2.0.0")
    asked("dashboard", "1.0.0")
    monkeypatch.chdir(estate / "catalog")
    (finding,) = asked("dashboard", "1.0.0")[1]["findings"]
    assert finding["new"]["file"].startswith("pacts/dashboard/")


# -------------------------------------------------------------------------------------------------------- live results


def live(estate: Path, result: str, *, version: str = "2.0.0", interactions: tuple[Any, ...] = (), **more: Any) -> None:
    loaded = load(FolderFiles(estate))
    (path,) = (estate / "catalog/pacts").rglob("*.json")
    of_version = next(one for one in loaded.versions("billing") if one.version.version == version)
    said = {
        "verification": "govkit/v1",
        "consumer": "dashboard",
        "pact": hash_of(path.read_bytes()),
        "api": "billing",
        "version": version,
        "contract": digest(loaded.files, of_version.version),
        "result": result,
        "at": datetime(2026, 5, 2, tzinfo=UTC).isoformat(),
        "by": "govkit pact verify",
        "interactions": interactions,
    } | more
    form = VerificationForm.model_validate(said)
    write(estate, {verification_path("catalog", form): verification_text(form).decode()})
    assert load(FolderFiles(estate)).problems == ()


def test_a_live_failure_counts_where_the_description_promises_otherwise(estate: Path) -> None:
    publish(estate, "1.0.0")
    runs("billing", "2.0.0")
    failed = {
        "description": "an invoice",
        "states": ["there is an invoice"],
        "result": "failed",
        "message": "status 500",
    }
    live(estate, "failed", interactions=(failed,))
    code, document = asked("dashboard", "1.0.0")
    assert (code, reasons(document)) == (1, [("failed", "no")])
    assert rows(document)[0]["by"] == "description and live"
    assert rows(document, "failures")[0]["message"] == "status 500"


def test_a_live_result_about_another_content_of_the_contract_counts_no_more(estate: Path) -> None:
    publish(estate, "1.0.0")
    runs("billing", "2.0.0")
    live(estate, "failed")
    assert asked("dashboard", "1.0.0")[0] == 1
    spec = (estate / "specs/billing/2.0.0/openapi.yaml").read_text()
    write(estate, {"specs/billing/2.0.0/openapi.yaml": spec.replace("[id, total]", "[id, total, currency]")})
    assert asked("dashboard", "1.0.0")[0] == 0


UNKNOWN = {"type": "Plugin/Stream", "description": "a stream", "contents": {}}


def test_what_cannot_be_held_against_a_description_waits_for_a_live_verification(estate: Path) -> None:
    publish(estate, "1.0.0", UNKNOWN)
    runs("billing", "2.0.0")
    assert reasons(asked("dashboard", "1.0.0")[1]) == [("never-verified", "no")]
    live(estate, "passed", interactions=({"description": "a stream", "result": "passed"},))
    assert reasons(asked("dashboard", "1.0.0")[1]) == [("verified", "yes")]


def test_interactions_that_nobody_verified_are_missing(estate: Path) -> None:
    publish(estate, "1.0.0", interaction() | {"type": "Synchronous/HTTP"}, UNKNOWN)
    runs("billing", "2.0.0")
    code, document = asked("dashboard", "1.0.0")
    assert (code, reasons(document)) == (1, [("interactions-missing", "no")])
    assert "1 of 2 interactions are not verified: a stream" in rows(document)[0]["message"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"pact": "x"}, "`pact` must be 64 hex digits, not `x`"),
        ({"contract": "1"}, "`contract` must be `sha256:v1:` and 64 hex digits"),
        ({"at": "yesterday"}, "`at` must be an instant such as"),
        ({"result": "maybe"}, "`result` must be 'passed' or 'failed', not `maybe`"),
        ({"more": 1}, "there is no `more`"),
        ({"interactions": [{"description": "a", "result": "failed"}]}, "one of its interactions failed"),
    ],
)
def test_a_live_result_that_is_out_of_form_is_refused(estate: Path, change: dict[str, Any], said: str) -> None:
    publish(estate, "1.0.0")
    live(estate, "passed")
    (path,) = (estate / "catalog/verifications").rglob("*.json")
    path.write_text(json.dumps(json.loads(path.read_text()) | change, indent=2))
    refused = govkit("can-i-deploy", "dashboard", "--version", "1.0.0", "--to", "production")
    assert refused.exit_code == 2
    assert said in refused.stderr
    assert "catalog/verifications/billing/2.0.0/dashboard-" in refused.stderr


# ---------------------------------------------------------------------------------------------------------------- cost


def test_what_was_found_before_is_not_found_again(estate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from govkit.gate.pacts import kept

    monkeypatch.setattr(kept, "_WORTH_KEEPING", -1.0)
    publish(estate, "1.0.0", interaction("amount"))
    runs("billing", "2.0.0")
    first = asked("dashboard", "1.0.0")
    monkeypatch.delattr(kept, "held_against")
    assert asked("dashboard", "1.0.0") == first


def test_a_changed_description_is_held_against_anew(estate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from govkit.gate.pacts import kept

    monkeypatch.setattr(kept, "_WORTH_KEEPING", -1.0)
    publish(estate, "1.0.0", interaction("amount"))
    runs("billing", "2.0.0")
    assert asked("dashboard", "1.0.0")[0] == 1
    spec = (estate / "specs/billing/2.0.0/openapi.yaml").read_text().replace("total", "amount")
    write(estate, {"specs/billing/2.0.0/openapi.yaml": spec})
    assert asked("dashboard", "1.0.0")[0] == 0


def test_a_live_result_about_what_there_is_not_is_a_finding(estate: Path) -> None:
    publish(estate, "1.0.0")
    live(estate, "passed")
    (path,) = (estate / "catalog/verifications").rglob("*.json")
    path.write_text(json.dumps(json.loads(path.read_text()) | {"version": "2.0.9", "consumer": "dashbord"}, indent=2))
    found = json.loads(govkit("validate", "--format", "json").stdout)["findings"]
    about = [(one["message"], one["new"]["line"]) for one in found if one["rule"] == "reference-unknown"]
    assert about == [("there is no Consumer `dashbord`", 3), ("the API `billing` has no version 2.0.9", 6)]


def test_a_version_of_a_consumer_whose_pacts_nobody_recorded_is_not_deployed_by_mistake(estate: Path) -> None:
    publish(estate, "1.0.0")
    refused = govkit("deploy", "dashboard", "--version", "1.0.1", "--to", "production")
    assert refused.exit_code == 2
    assert "did you mean `1.0.0`?" in refused.stderr
