"""Mocks that are wrong in one way, drawn by a seed: each is caught by asking at random, or by recorded pacts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from govkit.checks.pacts.fuzz.rules._samples import API
from govkit.cli import govkit as program
from govkit.gate.mocking import contracts_of
from govkit.gate.pacts.live.fuzzing import EXAMPLES
from govkit.spec.openapi import Contract
from tests.checks.pacts.asking import asked
from tests.checks.pacts.deviating import Deviation, deviating
from tests.checks.pacts.wrongs import Drawing, Wrong
from tests.mocks.serving import ESTATE

pytest.importorskip("schemathesis")
pytest.importorskip("pact")

SUPPORT, CRM = "support@1.3.0", "crm@4.2.0"


@cache
def contract(target: str) -> Contract:
    return next(iter(contracts_of([target], [], ESTATE).values()))


def near(target: str, deviations: Sequence[Deviation]) -> tuple[str, ...]:
    """The operations of the collections that deviations are about: less than is asked where nobody says."""
    tops = {f"/{str(one['at']).partition(' /')[2].split('/')[0]}" for one in deviations if " " in str(one["at"])}
    paths = [one for one in contract(target).operations.values() if one.kind == "path"]
    found = tuple(one.name for one in paths if any(one.path == top or one.path.startswith(f"{top}/") for top in tops))
    return found or tuple(one.name for one in paths if one.name.startswith("GET "))


@cache
def fingerprints(target: str, operations: tuple[str, ...], deviations: str = "[]") -> frozenset[tuple[str, str]]:
    found = asked(target, json.loads(deviations), ESTATE, examples=EXAMPLES, operations=operations)
    return frozenset((one.rule, one.fingerprint) for one in found)


CASES = [
    pytest.param(target, wrong, id=f"{target}-{seed}-{wrong.name}")
    for target, seed in ((SUPPORT, 1), (CRM, 1))
    for wrong in Drawing(contract(target), seed).wrongs()
]


@pytest.mark.requirement("T2")
def test_there_are_at_least_twenty_ways_to_be_wrong() -> None:
    assert all(len(Drawing(contract(target), seed).wrongs()) >= 20 for target in (SUPPORT, CRM) for seed in range(3))
    first, again, other = (Drawing(contract(CRM), seed).wrongs() for seed in (1, 1, 2))
    assert first == again != other


@pytest.mark.long
@pytest.mark.requirement("T2")
@pytest.mark.parametrize(("target", "wrong"), CASES)
def test_a_wrong_mock_is_caught_by_what_is_asked_at_random(target: str, wrong: Wrong) -> None:
    """With the default budget, and of the collection alone; what is found without the deviation is no catch."""
    operations = near(target, wrong.deviations)
    assert fingerprints(target, operations, json.dumps(wrong.deviations)) - fingerprints(target, operations)


WRONG_NOTES: list[tuple[Deviation, str]] = [
    ({"at": "GET /notes", "do": "drop", "path": "*/text"}, "provider-body-differs"),
    ({"at": "POST /notes", "do": "agree", "to": [400, 415, 422]}, "provider-accepts-invalid"),
    (
        {"at": "GET /notes/{note_id}", "do": "answer", "body": {"id": "first", "text": "a", "kind": "memo"}},
        "provider-record-differs",
    ),
]


@pytest.mark.parametrize(("deviation", "rule"), WRONG_NOTES)
def test_a_few_wrong_mocks_are_caught_in_little_time(deviation: Deviation, rule: str, tmp_path: Path) -> None:
    (tmp_path / "api.yaml").write_text(API, encoding="utf-8")
    assert rule in {one.rule for one in asked("api.yaml", [deviation], tmp_path, examples=5)}


# ----------------------------------------------------------------------------------------- by what consumers recorded


def http(name: str, request: dict[str, Any], status: int, given: str | None = None, **response: Any) -> dict[str, Any]:
    states = [] if given is None else [{"name": given}]
    return {
        "type": "Synchronous/HTTP", "description": name, "providerStates": states, "request": request,
        "response": {"status": status, **response},
    }  # fmt: skip


def content(value: Any) -> dict[str, Any]:
    return {"content": value, "contentType": "application/json", "encoded": False}


JSON = {"Content-Type": ["application/json"]}
REOPEN = {"method": "PATCH", "path": "/tickets/tkt-88001", "headers": JSON, "body": content({"status": "open"})}
CLOSED = "ticket tkt-88001 is closed"
LISTED = {"method": "GET", "path": "/tickets", "query": {"status": ["closed"], "perPage": ["1"]}}
NEXT = {"matchers": [{"match": "regex", "regex": ".*cursor=.*"}]}
ONE = {"$": {"matchers": [{"match": "type", "min": 1, "max": 1}]}, "$[*].status": {"matchers": [{"match": "equality"}]}}
PACT = {
    "consumer": {"name": "support-desk-view"},
    "provider": {"name": "support"},
    "interactions": [
        http("a closed ticket is not opened again", REOPEN, 409, CLOSED),
        http("a ticket", {"method": "GET", "path": "/tickets/tkt-88001"}, 200, CLOSED,
             body=content({"id": "tkt-88001", "status": "closed"})),
        http("a ticket that nobody has", {"method": "GET", "path": "/tickets/tkt-404404"}, 404),
        http("nobody is let in without a token", {"method": "GET", "path": "/services"}, 401),
        http("the first closed ticket", LISTED, 200, CLOSED, headers={"Link": ['<x>; rel="next"']},
             body=content([{"status": "closed"}]), matchingRules={"header": {"Link": NEXT}, "body": ONE}),
        http("no tickets", {"method": "GET", "path": "/tickets"}, 200, "there are no tickets", body=content([])),
    ],
    "metadata": {"pactSpecification": {"version": "4.0"}},
}  # fmt: skip
CAUGHT: list[tuple[Deviation, str]] = [
    ({"at": "PATCH /tickets/{ticketId}", "do": "agree", "to": [409]}, "response-status-mismatched"),
    ({"at": "GET /tickets/{ticketId}", "do": "drop", "path": "status"}, "response-body-mismatched"),
    ({"at": "GET /tickets/{ticketId}", "do": "answer", "body": {"id": "tkt-88001"}}, "response-status-mismatched"),
    ({"at": "GET /services", "do": "open"}, "response-status-mismatched"),
    ({"at": "GET /tickets", "do": "unfiltered", "parameter": "status"}, "response-body-mismatched"),
    ({"at": "GET /tickets", "do": "unfiltered", "parameter": "perPage"}, "response-body-mismatched"),
    ({"at": "GET /tickets", "do": "unsaid", "header": "Link"}, "response-header-mismatched"),
    ({"at": "GET /tickets", "do": "says", "header": "Link", "value": "</tickets>"}, "response-header-mismatched"),
    ({"at": "GET /tickets", "do": "media", "to": "text/plain"}, "response-media-type-mismatched"),
]  # fmt: skip


def verified(deviations: Sequence[Deviation], folder: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("GOVKIT_PROVIDER_TOKEN", "c2VjcmV0OnRva2Vu")
    monkeypatch.chdir(ESTATE)
    (folder / "pact.json").write_text(json.dumps(PACT), encoding="utf-8")
    with deviating(SUPPORT, deviations, ESTATE) as url:
        arguments = [str(folder / "pact.json"), "--provider", SUPPORT, "--url", url]
        command = ["pact", "verify", *arguments, "--states-url", "/__govkit__/states", "--format", "json"]
        return json.loads(CliRunner().invoke(program, command).stdout)


def test_a_mock_that_does_as_it_should_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert verified([], tmp_path, monkeypatch)["findings"] == []


@pytest.mark.parametrize(("deviation", "rule"), CAUGHT)
def test_a_wrong_mock_is_caught_by_what_a_consumer_recorded(
    deviation: Deviation, rule: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert rule in {one["rule"] for one in verified([deviation], tmp_path, monkeypatch)["findings"]}
