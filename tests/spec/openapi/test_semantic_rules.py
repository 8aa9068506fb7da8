"""The rules of one document, tested by their own examples: what each finds, in order, and where it stays silent."""

from __future__ import annotations

import pytest

from govkit.findings import Direction, Example, Finding, Rule, Verdict, discover
from govkit.spec.documents import Library, MemoryFiles, parse
from govkit.spec.openapi import Contract
from govkit.spec.openapi.semantics import RULES, semantics
from govkit.spec.openapi.strictness import strict_findings

EVERY = discover(RULES)
EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.id}-{number}")
    for rule in EVERY.values()
    for number, example in enumerate(rule.examples, start=1)
]


def found(rule: Rule, text: str) -> list[Finding]:
    library = Library(MemoryFiles({}))
    contract = Contract(library, library.add(parse(text.encode(), "openapi.yaml")))
    if rule.on == "strict":
        pytest.importorskip("openapi_spec_validator")
        return strict_findings(contract)
    return semantics(contract)


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_an_example_yields_exactly_its_findings(rule: Rule, example: Example) -> None:
    pointers = tuple(one.new.pointer for one in found(rule, example.after) if one.rule == rule.id and one.new)
    assert pointers == example.finds, example.because


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_an_example_is_about_its_own_rule_only(rule: Rule, example: Example) -> None:
    others = [one.rule for one in found(rule, example.after) if one.rule != rule.id]
    allowed = {"path-parameter-undeclared": ["path-parameter-unused"]}  # a misspelt name is both
    assert others == (allowed.get(rule.id, []) if example.finds else [])


@pytest.mark.parametrize("rule", EVERY.values(), ids=EVERY)
def test_a_rule_shows_what_it_finds_and_a_look_alike_that_it_does_not(rule: Rule) -> None:
    assert any(example.finds for example in rule.examples)
    assert any(not example.finds and example.because for example in rule.examples)
    assert all(example.before is None for example in rule.examples)


@pytest.mark.parametrize("rule", EVERY.values(), ids=EVERY)
def test_a_rule_says_why_and_what_to_do(rule: Rule) -> None:
    assert rule.rationale
    assert rule.fix
    assert rule.summary.startswith("Checks that ")
    assert "\n" not in rule.summary


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_a_finding_of_one_document_has_its_place_in_new_and_no_direction(rule: Rule, example: Example) -> None:
    for one in found(rule, example.after):
        assert (one.old, one.cause, one.direction, one.verdict) == (None, None, None, Verdict.POLICY)
        assert not isinstance(one.direction, Direction)
        assert one.new is not None
        assert one.new.line is not None
        assert one.subject.api == "billing"
        assert one.fix
