"""The rules of reports, tested by their own examples."""

from __future__ import annotations

from datetime import date

import pytest

from govkit.catalog.entries import load_text
from govkit.findings import Example, Finding, Rule, discover
from govkit.gate.answers.report import Asked, report_named, report_names
from govkit.gate.codeowners import Home, drift
from govkit.gate.comparisons.presence import RULES as PACKAGE
from govkit.gate.estates.mocks import mock_findings
from govkit.gate.estates.severities import misnamed

RULES = {name: rule for name, rule in discover(PACKAGE).items() if rule.on == "report"}
EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.id}-{number}")
    for rule in RULES.values()
    for number, example in enumerate(rule.examples, start=1)
]


def found(text: str) -> list[Finding]:
    estate = load_text(text)
    assert not estate.problems, [one.message for one in estate.problems]
    asked = Asked(estate=estate, on=date(2026, 6, 1))
    made = [report_named(name).make(asked) for name in report_names() if not report_named(name).needs]
    reported = (finding for report in made for finding in report.findings)
    return [*reported, *drift(estate, Home(estate.files)), *misnamed(estate), *mock_findings(estate, "mocks")]


def test_there_are_rules() -> None:
    assert {"record-overlap", "codeowners-outdated"} <= set(RULES)


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_an_example_yields_exactly_its_findings(rule: Rule, example: Example) -> None:
    paths = tuple(one.subject.path for one in found(example.after) if one.rule == rule.id)
    assert paths == example.finds, example.because


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_shows_what_it_finds_and_where_it_stays_silent(rule: Rule) -> None:
    assert any(example.finds for example in rule.examples)
    silent = [example for example in rule.examples if not example.finds]
    assert silent
    assert all(example.because for example in silent)
