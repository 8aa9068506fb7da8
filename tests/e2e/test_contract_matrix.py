"""`govkit report matrix`: what gets along with what, and where it meets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.contract_estate import files, govkit, interaction, write, write_pact


@pytest.fixture
def estate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(write(tmp_path / "estate", files()))
    for version, api, interactions in (
        ("1.0.0", "billing@2", [interaction()]),
        ("1.1.0", "billing@2", [interaction()]),
        ("2.0.0", "billing@3", [interaction("amount")]),
        ("2.1.0", "billing@3", [interaction("forecast")]),
    ):
        path = write_pact(tmp_path, f"{version}.json", *interactions)
        assert govkit("pact", "publish", path, "--version", version, "--api", api).exit_code == 0
    return tmp_path / "estate"


def matrix(*arguments: str) -> tuple[int, Any]:
    done = govkit("report", "matrix", "--on", "2026-06-01", "--format", "json", *arguments)
    assert done.exit_code in (0, 1), done.stderr
    return done.exit_code, json.loads(done.stdout)


def rows(document: Any, name: str) -> list[dict[str, Any]]:
    return next(table["rows"] for table in document["tables"] if table["name"] == name)


def deploy(name: str, version: str, environment: str, *more: str) -> None:
    done = govkit("deploy", name, "--version", version, "--to", environment, "--on", "2026-05-01", *more)
    assert done.exit_code == 0, done.stderr


def test_every_version_of_a_consumer_meets_every_version_of_the_majors_that_it_calls(estate: Path) -> None:
    code, document = matrix()
    found = {(row["consumer-version"], row["api-version"]): row["verdict"] for row in rows(document, "matrix")}
    assert found == {
        ("1.0.0", "2.0.0"): "verified",
        ("1.0.0", "2.1.0"): "verified",
        ("1.1.0", "2.0.0"): "verified",
        ("1.1.0", "2.1.0"): "verified",
        ("2.0.0", "3.0.0"): "verified",
        ("2.1.0", "3.0.0"): "failed",
    }
    assert code == 0  # nothing of it runs
    assert len({row["pact"] for row in rows(document, "matrix")}) == 3


def test_what_runs_together_and_does_not_get_along_is_a_finding(estate: Path) -> None:
    deploy("billing", "2.0.0", "production")
    deploy("billing", "3.0.0", "production")
    deploy("dashboard", "2.1.0", "production")
    deploy("dashboard", "1.0.0", "production", "--alongside")
    deploy("dashboard", "1.1.0", "staging")
    code, document = matrix()
    met = [
        (row["environment"], row["consumer-version"], row["api-version"], row["verdict"])
        for row in rows(document, "environments")
    ]
    assert sorted(met, key=str) == [
        ("production", "1.0.0", "2.0.0", "verified"),
        ("production", "2.1.0", "3.0.0", "failed"),
        ("staging", "1.1.0", None, "nothing-deployed"),
    ]
    assert code == 1
    assert {one["rule"] for one in document["findings"]} == {"deployment-breaks-pact", "deployment-without-counterpart"}
    pair = next(row for row in rows(document, "matrix") if row["consumer-version"] == "2.1.0")
    assert (pair["consumer-runs-in"], pair["api-runs-in"]) == (["production"], ["production"])


def test_the_matrix_of_one_major_leaves_out_the_rest(estate: Path) -> None:
    _, document = matrix("--api", "billing@3")
    assert {row["api-version"] for row in rows(document, "matrix")} == {"3.0.0"}


@pytest.mark.parametrize("name", ["text", "markdown", "html"])
def test_people_read_it_in_their_format(estate: Path, name: str) -> None:
    done = govkit("report", "matrix", "--format", name)
    assert done.exit_code == 0
    assert "2.1.0" in done.stdout
    assert "verified" in done.stdout


def test_two_versions_with_one_pact_are_judged_once(estate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from govkit.gate.pacts import kept, providers

    held: list[int] = []
    real = providers.held_against

    def counted(against: Any, pacts: Any) -> Any:
        held.append(len(pacts))
        return real(against, pacts)

    monkeypatch.setattr(kept, "held_against", counted)
    matrix()
    assert sorted(held) == [1, 1, 2]  # 2.0.0 and 2.1.0 have one pact to keep, 3.0.0 two
