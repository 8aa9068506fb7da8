"""GitLab Code Quality."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from govkit.errors import Place
from govkit.findings import Severity
from govkit.gate.outcome import Outcome
from govkit.reports import RenderOptions, render
from tests.reports import samples
from tests.reports.snapshot import assert_snapshot


def _entries(outcome: Outcome, **options: Any) -> list[dict[str, Any]]:
    rendered = render(outcome, "gitlab", RenderOptions(**options))
    assert isinstance(rendered, str)
    entries: list[dict[str, Any]] = json.loads(rendered)
    for entry in entries:
        assert set(entry) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert entry["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert entry["location"]["path"]
        assert entry["location"]["lines"]["begin"] >= 1
    assert len({entry["fingerprint"] for entry in entries}) == len(entries), "GitLab shows the first of a name alone"
    return entries


def test_the_whole_report() -> None:
    _entries(samples.FULL)
    rendered = render(samples.FULL, "gitlab", RenderOptions())
    assert isinstance(rendered, str)
    assert_snapshot("full.gitlab.json", rendered)


def test_what_fails_the_run_blocks_and_the_rest_does_not() -> None:
    severities = [entry["severity"] for entry in _entries(samples.FULL)]
    assert severities == ["blocker", "blocker", "minor", "minor"]
    assert [entry["severity"] for entry in _entries(samples.FULL, fail_on=None)] == ["major", "major", "minor", "minor"]
    assert [entry["severity"] for entry in _entries(samples.FULL, fail_on=Severity.WARNING)][2:] == [
        "blocker",
        "critical",
    ]


def test_what_is_waived_or_breaks_nothing_stays_out() -> None:
    told = {entry["check_name"] for entry in _entries(samples.FULL)}
    assert not told & {samples.WAIVED.rule, samples.ADDED.rule}


def test_one_fingerprint_twice_is_made_two() -> None:
    outcome = replace(samples.FULL, findings=(samples.NARROWED, samples.NARROWED))
    assert [entry["fingerprint"][16:] for entry in _entries(outcome)] == ["", "-2"]


@pytest.mark.parametrize(
    ("file", "new", "path", "line"),
    [
        ("api.yaml", True, "top/api.yaml", 3),
        ("main:specs/api.yaml", True, "specs/api.yaml", 3),
        ("main:specs/api.yaml", False, "specs/api.yaml", 1),
        ("specs\\api.yaml", True, "top/specs/api.yaml", 3),
    ],
)
def test_a_path_is_that_of_the_repository(file: str, new: bool, path: str, line: int) -> None:
    place = Place(file, 3, 4)
    finding = replace(samples.NARROWED, old=None if new else place, new=place if new else None)
    outcome = replace(samples.FULL, findings=(finding,))
    (entry,) = _entries(outcome, in_repository=lambda path: f"top/{path}")
    assert entry["location"] == {"path": path, "lines": {"begin": line}}


def test_no_findings_are_an_empty_list() -> None:
    assert render(samples.CLEAN, "gitlab", RenderOptions()) == "[]\n"


def test_hostile_text_is_json() -> None:
    assert len(_entries(samples.HOSTILE)) == 1
