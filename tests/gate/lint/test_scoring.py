"""Scorecards: levels, what the next one asks for, and which step is cheapest."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from govkit.catalog.entries.kinds.scorecard import ScorecardSpec
from govkit.findings import Finding, Severity, Subject, Verdict, Waived
from govkit.gate.lint.scoring import Measured, Step, rated


def card(*levels: list[dict[str, Any]], **effort: Any) -> ScorecardSpec:
    names = ("bronze", "silver", "gold")
    listed = [{"name": name, "requires": asked} for name, asked in zip(names, levels, strict=False)]
    return ScorecardSpec.model_validate({"owner": "finance", "levels": listed, "effort": effort})


def finding(rule: str, severity: Severity = Severity.WARNING, *operations: str, waived: bool = False) -> Finding:
    return Finding(
        rule=rule,
        severity=severity,
        verdict=Verdict.POLICY,
        message="",
        subject=Subject("billing", operations),
        fingerprint="",
        waived=Waived("because", "A", "2999-01-01") if waived else None,
    )


def measured(*findings: Finding, operations: int = 10, covered: int = 0, facts: tuple[str, ...] = ()) -> Measured:
    names = frozenset(f"GET /{number}" for number in range(operations))
    return Measured(findings, names, {"operations": covered}, {"operations": operations}, frozenset(facts))


NO_ERRORS = [{"findings": {"severity": "error"}}]
NO_WARNINGS = [{"findings": {"severity": "warning"}}]


def test_levels_are_reached_one_after_the_other() -> None:
    spec = card(NO_ERRORS, NO_WARNINGS, [{"fact": "described"}])
    assert rated(measured(finding("a", Severity.ERROR)), spec).level == ""
    assert rated(measured(finding("a")), spec).level == "bronze"
    assert rated(measured(), spec).level == "silver"
    rating = rated(measured(facts=("described",)), spec)
    assert (rating.level, rating.next, rating.steps, rating.rank) == ("gold", "", (), 3)
    assert rated(measured(finding("a", Severity.ERROR), facts=("described",)), spec).rank == 0


def test_only_as_many_findings_as_too_many_are_to_mend_and_the_cheapest_of_them() -> None:
    spec = card([{"findings": {"severity": "warning", "atMost": 2}}], rules={"hard-*": 10})
    found = [finding("hard-one"), finding("hard-two"), finding("easy"), finding("easy"), finding("hard-one")]
    assert rated(measured(*found), spec).steps == (Step("mend 2 of `easy`", 2, 2), Step("mend 1 of `hard-one`", 1, 10))


def test_steps_come_cheapest_first_by_the_efforts_of_the_card() -> None:
    spec = card(
        [{"findings": {}}, {"fact": "escalation"}, {"coverage": {"atLeast": 0.5}}],
        rules={"*": 2, "vague": 0.5},
        coverage=3,
        facts={"escalation": 7},
    )
    rating = rated(measured(finding("vague"), covered=3), spec)
    assert [(step.number, step.effort) for step in rating.steps] == [(1, 0.5), (2, 6), (1, 7)]
    assert rating.effort == 13.5


def test_what_is_waived_milder_or_of_another_rule_does_not_count() -> None:
    spec = card([{"findings": {"severity": "warning", "rules": ["name-*"]}}])
    found = [finding("name-odd", Severity.INFO), finding("name-odd", waived=True), finding("other")]
    assert rated(measured(*found), spec).level == "bronze"
    assert rated(measured(*found, finding("name-odd")), spec).level == ""


def test_a_share_of_operations_is_reached_by_those_that_are_cheapest_to_free() -> None:
    spec = card([{"findings": {"operations": 0.8}}], rules={"hard": 5})
    found = [
        finding("hard", Severity.INFO, "GET /0", "GET /1"),
        finding("easy", Severity.INFO, "GET /2"),
        finding("easy", Severity.INFO, "GET /3", "GET /99"),
    ]
    assert rated(measured(*found), spec).steps == (Step("free 2 operations of `easy`", 2, 2),)
    assert rated(measured(*found[:1]), spec).level == "bronze"


@pytest.mark.parametrize(("covered", "missing"), [(0, 7), (6, 1), (7, 0), (10, 0)])
def test_coverage_asks_for_whole_operations(covered: int, missing: int) -> None:
    steps = rated(measured(covered=covered), card([{"coverage": {"atLeast": 0.7}}])).steps
    assert sum(step.number for step in steps) == missing


def test_an_api_without_operations_covers_all_of_them() -> None:
    assert rated(measured(operations=0), card([{"coverage": {"atLeast": 1}}])).level == "bronze"


@pytest.mark.parametrize(
    "levels",
    [
        [],
        [{"name": "bronze", "requires": []}],
        [{"name": "bronze", "requires": [{}]}],
        [{"name": "bronze", "requires": [{"fact": "used", "coverage": {"atLeast": 1}}]}],
        [{"name": "bronze", "requires": [{"coverage": {"atLeast": 50}}]}],
        [{"name": "bronze", "requires": [{"fact": "famous"}]}],
        [{"name": "bronze", "requires": [{"fact": "used"}]}, {"name": "bronze", "requires": [{"fact": "asked"}]}],
    ],
)
def test_what_is_no_scorecard_is_refused(levels: list[dict[str, Any]]) -> None:
    with pytest.raises(ValidationError):
        ScorecardSpec.model_validate({"owner": "finance", "levels": levels})
