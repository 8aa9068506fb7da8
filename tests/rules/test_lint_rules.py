"""The lint rules, tested by their own examples: what each finds, where it stays silent, and what else fires there."""

from __future__ import annotations

import json
import os
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from govkit.checks.lint.judge import RULES, linted
from govkit.findings import Example, Finding, Rule, Verdict, discover
from govkit.spec.documents import Library, MemoryFiles, parse
from govkit.spec.openapi import Contract

EVERY = discover(RULES)
EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.id}-{number}")
    for rule in EVERY.values()
    for number, example in enumerate(rule.examples, start=1)
]
OVERLAPS = Path(__file__).parent / "lint_overlaps.json"


@cache
def found(text: str) -> tuple[Finding, ...]:
    library = Library(MemoryFiles({}))
    return tuple(linted(Contract(library, library.add(parse(text.encode(), "openapi.yaml")))))


@pytest.mark.requirement("G1")
@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_an_example_yields_exactly_its_findings(rule: Rule, example: Example) -> None:
    mine = [one for one in found(example.after) if one.rule == rule.id]
    assert tuple(one.new.pointer for one in mine if one.new) == example.finds, example.because
    assert all(one.verdict is Verdict.POLICY and one.old is None and one.message for one in mine)


@pytest.mark.parametrize("rule", EVERY.values(), ids=EVERY)
def test_a_rule_shows_what_it_finds_and_a_look_alike_that_it_does_not(rule: Rule) -> None:
    assert any(example.finds for example in rule.examples)
    assert any(not example.finds and example.because for example in rule.examples)
    assert all(example.before is None for example in rule.examples)


@pytest.mark.parametrize("rule", EVERY.values(), ids=EVERY)
def test_a_rule_says_why_and_what_to_do(rule: Rule) -> None:
    assert rule.summary.startswith("Checks that ")
    assert "\n" not in rule.summary
    assert rule.rationale
    assert rule.fix


def test_what_else_fires_on_the_examples_of_lint_rules_is_known() -> None:
    """A change of what overlaps is meant: `GOVKIT_UPDATE=1` writes it down, and the diff is read."""
    overlaps = {
        f"{rule.id} {number}": dict(sorted(others.items()))
        for rule in EVERY.values()
        for number, example in enumerate(rule.examples, start=1)
        if (others := Counter(one.rule for one in found(example.after) if one.rule != rule.id))
    }
    if os.environ.get("GOVKIT_UPDATE"):
        OVERLAPS.write_text(json.dumps(overlaps, indent=2) + "\n", encoding="utf-8")
    assert json.loads(OVERLAPS.read_text(encoding="utf-8")) == overlaps
