"""The rules about estates, tested by their own examples."""

from __future__ import annotations

from datetime import date

import pytest

from govkit.catalog.entries import load_text
from govkit.findings import Example, Finding, Rule, Verdict, discover
from govkit.gate.answers.shared import Contracts
from govkit.gate.lint.facts import Facts
from govkit.gate.lint.judge import RULES, judged
from govkit.gate.lint.view import View

EVERY = discover(RULES)
EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.id}-{number}")
    for rule in EVERY.values()
    for number, example in enumerate(rule.examples, start=1)
]


def found(text: str) -> list[Finding]:
    estate = load_text(text)
    assert not estate.problems, [one.message for one in estate.problems]
    contracts = Contracts(estate)

    def read(version: object) -> Facts | None:
        contract = contracts.of(version)  # type: ignore[arg-type]  # a version
        return Facts.of(contract) if contract is not None else None

    return judged(View(estate, date(2026, 6, 1), read))


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_an_example_yields_exactly_its_findings(rule: Rule, example: Example) -> None:
    places = [one.new for one in found(example.after) if one.rule == rule.id]
    assert tuple(f"{place.file}#{place.pointer}" for place in places if place) == example.finds, example.because


@pytest.mark.parametrize("rule", EVERY.values(), ids=EVERY)
def test_a_rule_shows_what_it_finds_and_where_it_stays_silent(rule: Rule) -> None:
    assert any(example.finds for example in rule.examples)
    assert any(not example.finds and example.because for example in rule.examples)
    assert rule.summary.startswith("Checks that ")


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_a_finding_has_its_line_and_an_identity_of_its_own(rule: Rule, example: Example) -> None:
    findings = found(example.after)
    for one in findings:
        assert (one.old, one.verdict) == (None, Verdict.POLICY)
        assert one.new is not None
        assert one.new.line is not None
        assert one.fix
    assert len({one.fingerprint for one in findings}) == len(findings)
