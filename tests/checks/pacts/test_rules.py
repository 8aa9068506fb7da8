"""The rules about pacts, tested by their own examples."""

from __future__ import annotations

import pytest

from govkit.checks.pacts.judge import RULES
from govkit.findings import Direction, Example, Rule, Verdict, discover
from tests.checks.pacts.helpers import verified

ALL = discover(RULES)
EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.id}-{number}")
    for rule in ALL.values()
    for number, example in enumerate(rule.examples, start=1)
]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_an_example_yields_exactly_its_findings(rule: Rule, example: Example) -> None:
    told = verified(example.after).findings
    assert tuple(one.subject.path for one in told if one.rule == rule.id) == example.finds, told


@pytest.mark.parametrize("rule", ALL.values(), ids=ALL)
def test_a_rule_shows_what_it_finds_and_where_it_stays_silent(rule: Rule) -> None:
    assert any(example.finds for example in rule.examples)
    assert any(example.because for example in rule.examples if not example.finds)


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_a_finding_has_its_places_and_a_proof_is_a_message(rule: Rule, example: Example) -> None:
    for one in verified(example.after).findings:
        assert one.old is not None
        assert one.old.file == "pact.json"
        assert one.old.line
        assert one.new is None or one.new.file == "api.json"
        if one.witness is not None:  # of a request the pact sends it, of an answer the API may send it
            sent = one.direction is Direction.REQUEST
            assert (one.witness.old, one.witness.new) == (("accepts", "refuses") if sent else ("refuses", "accepts"))
        assert (one.verdict is Verdict.PROVEN) == (one.witness is not None)
        assert one.affects[0].name == "dashboard"
