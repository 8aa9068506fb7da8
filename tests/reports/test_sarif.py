"""SARIF 2.1.0."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from govkit.errors import Place
from govkit.gate.outcome import Outcome
from govkit.reports import RenderOptions, render
from tests.reports import samples
from tests.reports.snapshot import assert_snapshot

_URI = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+;=/-]|%[0-9A-F]{2})+")


def _text(outcome: Outcome) -> str:
    rendered = render(outcome, "sarif", RenderOptions(rules={samples.RULE.id: samples.RULE}))
    assert isinstance(rendered, str)
    return rendered


def _run(outcome: Outcome) -> dict[str, Any]:
    log = json.loads(_text(outcome))
    assert log["version"] == "2.1.0"
    assert len(log["runs"]) == 1
    run: dict[str, Any] = log["runs"][0]
    return run


def _check_location(location: dict[str, Any]) -> None:
    physical = location["physicalLocation"]
    assert _URI.fullmatch(physical["artifactLocation"]["uri"])
    assert all(isinstance(number, int) and number >= 1 for number in physical.get("region", {}).values())


@pytest.mark.parametrize("outcome", [samples.FULL, samples.CLEAN, samples.HOSTILE, samples.many(40)])
def test_the_structure_is_that_of_the_standard(outcome: Outcome) -> None:
    """What section 3 of the standard requires of the objects that are written."""
    run = _run(outcome)
    driver = run["tool"]["driver"]
    assert driver["name"] == "govkit"
    ids = [rule["id"] for rule in driver["rules"]]
    assert len(set(ids)) == len(ids)
    assert isinstance(run["invocations"][0]["executionSuccessful"], bool)
    assert run["columnKind"] in {"utf16CodeUnits", "unicodeCodePoints"}
    for result in run["results"]:
        assert ids[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in {"error", "warning", "note"}
        assert result["message"]["text"]
        assert all(re.fullmatch(r"[0-9a-f]{16}", value) for value in result["partialFingerprints"].values())
        for location in [*result["locations"], *result.get("relatedLocations", [])]:
            _check_location(location)
        related = [location["id"] for location in result.get("relatedLocations", [])]
        assert len(set(related)) == len(related)


def test_the_whole_log() -> None:
    assert_snapshot("full.sarif", _text(samples.FULL))


def test_a_waived_finding_is_suppressed() -> None:
    suppressed = [result for result in _run(samples.FULL)["results"] if "suppressions" in result]
    assert [result["ruleId"] for result in suppressed] == ["request-parameter-removed"]
    assert suppressed[0]["suppressions"][0]["kind"] == "external"


def test_a_finding_is_placed_on_the_new_side_and_related_to_the_old() -> None:
    result = _run(samples.FULL)["results"][1]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == samples.NEW
    assert result["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"] == samples.OLD


def test_a_line_of_an_earlier_revision_is_no_line_of_what_is_scanned() -> None:
    outcome = replace(samples.FULL, findings=(replace(samples.REMOVED, old=Place("main:a.yaml", 3, 7), new=None),))
    location = _run(outcome)["results"][0]["locations"][0]["physicalLocation"]
    assert location == {"artifactLocation": {"uri": "a.yaml"}}


def test_what_is_gone_is_placed_on_the_old_side() -> None:
    outcome = replace(samples.FULL, findings=(replace(samples.REMOVED, new=None),))
    assert _run(outcome)["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == samples.OLD


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("a b/ü.yaml", "a%20b/%C3%BC.yaml"),
        ("./x#y?z%.yaml", "x%23y%3Fz%25.yaml"),
        ("origin/main:api.yaml", "api.yaml"),
        ("C:\\specs\\api.yaml", "C%3A/specs/api.yaml"),
        ("specs\\api.yaml", "specs/api.yaml"),
        ("/srv/api.yaml", "file:///srv/api.yaml"),
    ],
)
def test_files_are_references_as_rfc_3986_has_them(file: str, uri: str) -> None:
    outcome = replace(samples.FULL, findings=(replace(samples.ADDED, new=Place(file)),))
    location = _run(outcome)["results"][0]["locations"][0]["physicalLocation"]
    assert location == {"artifactLocation": {"uri": uri}}


def test_text_of_a_document_never_becomes_a_link() -> None:
    assert not any("](" in result["message"]["text"] for result in _run(samples.HOSTILE)["results"])


def test_a_rule_brings_its_help() -> None:
    rules = {rule["id"]: rule for rule in _run(samples.FULL)["tool"]["driver"]["rules"]}
    assert samples.RULE.rationale in rules[samples.RULE.id]["help"]["text"]
    assert rules["response-property-removed"]["defaultConfiguration"] == {"level": "error"}


def test_no_more_results_than_code_scanning_takes() -> None:
    run = _run(replace(samples.FULL, findings=samples.many(4).findings * 6_300, notes=()))
    assert len(run["results"]) == 25_000
    assert run["results"][0]["level"] == "error"
    told = [note["message"]["text"] for note in run["invocations"][0]["toolExecutionNotifications"]]
    assert told == [
        "25,200 findings, of which the 25,000 worst are in this file",
        "code scanning shows the 5,000 worst findings of a file; this one has more",
    ]
