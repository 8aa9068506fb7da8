"""The rules about workflows, tested by their own examples."""

from __future__ import annotations

from functools import cache

import pytest

from govkit.catalog.entries import Problem
from govkit.catalog.workflows import facts
from govkit.catalog.workflows.facts import QUIET, Fact
from govkit.catalog.workflows.judge import RULES
from govkit.catalog.workflows.rules._samples import whole
from govkit.findings import Example, Finding, Rule, Severity, Verdict, discover
from tests.catalog.workflows.helpers import found_in

ALL = discover(RULES)
EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.id}-{number}")
    for rule in ALL.values()
    for number, example in enumerate(rule.examples, start=1)
]


@cache
def found(text: str) -> tuple[Finding, ...]:
    return tuple(found_in(whole(text)))


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_an_example_yields_exactly_its_findings(rule: Rule, example: Example) -> None:
    told = found(example.after)
    assert tuple(one.subject.path for one in told if one.rule == rule.id) == example.finds, told


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_an_example_that_is_right_is_right_in_all(rule: Rule, example: Example) -> None:
    """Nothing else is wrong with what shows where a rule stays silent."""
    if not example.finds:
        others = [one for one in found(example.after) if one.severity is not Severity.INFO]
        assert not others, rule.id


@pytest.mark.parametrize("rule", ALL.values(), ids=ALL)
def test_a_rule_shows_what_it_finds_and_where_it_stays_silent(rule: Rule) -> None:
    assert any(example.finds for example in rule.examples)
    assert any(example.because for example in rule.examples if not example.finds)


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_a_finding_says_where_what_and_how_to_mend_it(rule: Rule, example: Example) -> None:
    for one in found(example.after):
        assert (one.verdict is Verdict.PROVEN) == (one.witness is not None), rule.id
        assert one.new is not None
        assert one.new.file.startswith("catalog/workflows/")
        assert one.new.line is not None
        assert one.fix
        assert one.message == one.message.strip()


def test_every_kind_of_fact_that_is_not_quiet_has_a_rule() -> None:
    kinds = {one for one in vars(facts).values() if isinstance(one, type) and issubclass(one, Fact) and one is not Fact}
    assert kinds - set(QUIET) == {rule.on for rule in ALL.values()} - {Problem}
