"""Each rule of `spectral:oas` finds what it is for, where Spectral finds it, and nothing in one that is right."""

from __future__ import annotations

import json
from typing import Any

import pytest

from govkit.checks.lint.spectral.oas import DEFINITION, FUNCTIONS
from govkit.checks.lint.spectral.rulesets import read_ruleset
from govkit.checks.lint.spectral.running import lint_with
from govkit.spec.documents import Library, MemoryFiles
from tests.checks.lint.spectral.oas.changed import Case, cases

CASES = cases()


def found(rule: str, document: dict[str, Any], ruleset: str = "extends: [[spectral:oas, all]]") -> list[str]:
    files = MemoryFiles({"api.json": json.dumps(document).encode(), ".spectral.yaml": ruleset.encode()})
    library = Library(files)
    findings = lint_with(read_ruleset(files, ".spectral.yaml"), library, library.open("api.json"))
    places = [one.new for one in findings if one.rule == rule]
    return sorted({place.pointer or "" for place in places if place is not None})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_rule_finds_what_it_is_for(case: Case) -> None:
    assert found(case.rule, case.wrong) == sorted(set(case.finds))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_rule_is_silent_about_what_is_right(case: Case) -> None:
    assert found(case.rule, case.right) == []


def test_every_rule_has_a_case() -> None:
    assert {case.rule for case in CASES} == set(DEFINITION["rules"])
    assert len(DEFINITION["rules"]) == 57


def test_every_function_is_asked_by_a_rule() -> None:
    asked = {then["function"] for rule in DEFINITION["rules"].values() for then in _thens(rule)}
    assert set(FUNCTIONS) <= asked


def _thens(rule: dict[str, Any]) -> list[dict[str, Any]]:
    then = rule["then"]
    return then if isinstance(then, list) else [then]


def test_what_is_not_recommended_is_off_unless_all_is_asked_for() -> None:
    document = next(case.wrong for case in CASES if case.rule == "tag-description")
    assert found("tag-description", document, "extends: spectral:oas") == []
    assert found("tag-description", document) == ["/tags/0"]
