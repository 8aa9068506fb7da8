"""The rules about entries, tested by their own examples: what each finds, in order, and where it stays silent."""

from __future__ import annotations

from datetime import date

import pytest

from govkit.catalog.entries import load_text
from govkit.catalog.entries.judge import RULES, judged
from govkit.catalog.entries.scene import Definition, Scene
from govkit.findings import Example, Finding, Rule, Verdict, discover
from govkit.spec.documents import Library
from govkit.spec.openapi import Contract

TODAY = date(2026, 4, 1)
EVERY = discover(RULES)
EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.id}-{number}")
    for rule in EVERY.values()
    for number, example in enumerate(rule.examples, start=1)
]


def found(text: str) -> list[Finding]:
    estate = load_text(text)
    definitions: dict[tuple[str, ...], Definition] = {}
    for path in estate.files.list("specs"):
        library = Library(estate.files)
        definitions[path,] = Definition.of(Contract(library, library.open(path)))
    return judged(Scene(estate, TODAY, definitions))


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_an_example_yields_exactly_its_findings(rule: Rule, example: Example) -> None:
    spots = tuple(
        f"{one.new.file}#{one.new.pointer}" for one in found(example.after) if one.rule == rule.id and one.new
    )
    assert spots == example.finds, example.because


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
def test_a_finding_about_an_entry_has_its_line_in_new_and_what_to_do(rule: Rule, example: Example) -> None:
    findings = found(example.after)
    for one in findings:
        assert (one.old, one.cause, one.direction, one.verdict) == (None, None, None, Verdict.POLICY)
        assert one.new is not None
        assert one.new.line is not None
        assert one.fix
    assert len({one.fingerprint for one in findings}) == len(findings)
