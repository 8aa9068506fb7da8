"""The rules, tested by their own examples: what each finds, where it stays silent, what else fires, and its page."""

from __future__ import annotations

import json
import os
from collections import Counter
from difflib import unified_diff
from functools import cache
from pathlib import Path

import pytest

from govkit.checks.compat import compare_texts
from govkit.findings import Example, Finding, Rule, discover
from tools import docs

RULES = discover("govkit.checks.compat.rules")
EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.id}-{number}")
    for rule in RULES.values()
    for number, example in enumerate(rule.examples, start=1)
]
OVERLAPS = Path(__file__).parent / "overlaps.json"

MIRRORED = [
    ("decreased", "increased"),
    ("removed", "added"),
    ("narrowed", "widened"),
    ("required", "optional"),
    ("restricted", "relaxed"),
    ("closed", "opened"),
]
"""What harms the reader of a request harms the reader of a response when it goes the other way."""


@cache
def found(before: str, after: str) -> tuple[Finding, ...]:
    """In the profile `source`, which finds all that `wire` finds and what breaks generated code as well."""
    return tuple(compare_texts(before, after, "source"))


def sides(example: Example) -> tuple[str, str]:
    assert example.before is not None, "an example of a comparison has two sides"
    return example.before, example.after


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_an_example_yields_exactly_its_findings(rule: Rule, example: Example) -> None:
    paths = tuple(finding.subject.path for finding in found(*sides(example)) if finding.rule == rule.id)
    assert paths == example.finds, example.because


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_equal_documents_yield_nothing(rule: Rule, example: Example) -> None:
    for side in sides(example):
        assert found(side, side) == ()


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_shows_what_it_finds_and_where_it_stays_silent(rule: Rule) -> None:
    assert any(example.finds for example in rule.examples), "no example that it finds something in"
    silent = [example for example in rule.examples if not example.finds]
    assert silent, "no look-alike that must stay silent"
    assert all(example.because for example in silent), "a silent example says why"


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_of_one_direction_has_its_twin_or_says_why_not(rule: Rule) -> None:
    if docs.direction_of(rule) == "any":
        assert not rule.unpaired, "a rule of no direction needs no twin"
        return
    twins = [name for name in twins_of(rule.id) if name in RULES]
    if rule.unpaired:
        assert not twins, f"`unpaired` is stale: {twins[0]} exists"
    else:
        assert twins, f"none of {', '.join(twins_of(rule.id))} exists; write it, or fill `unpaired`"


def twins_of(rule_id: str) -> list[str]:
    """The names that the counterpart of a rule may have: the other direction, the opposite word of change."""
    direction, _, rest = rule_id.partition("-")
    other = {"request": "response", "response": "request"}[direction]
    opposite = {a: b for pair in MIRRORED for a, b in (pair, pair[::-1])}
    mirrored = "-".join(opposite.get(word, word) for word in rest.split("-"))
    return list(dict.fromkeys((f"{other}-{mirrored}", f"{other}-{rest}")))


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_fix_and_a_rationale_are_given(rule: Rule) -> None:
    assert rule.summary.strip()
    assert "\n" not in rule.summary.strip(), "the summary is one line"
    assert rule.rationale.strip()
    assert rule.fix.strip()


def test_what_else_fires_on_the_examples_is_known() -> None:
    """A change of what overlaps is meant: `GOVKIT_UPDATE=1` writes it down, and the diff is read."""
    overlaps = {
        f"{rule.id} {number}": dict(sorted(others.items()))
        for rule in RULES.values()
        for number, example in enumerate(rule.examples, start=1)
        if (others := Counter(f.rule for f in found(*sides(example)) if f.rule != rule.id))
    }
    if os.environ.get("GOVKIT_UPDATE"):
        OVERLAPS.write_text(json.dumps(overlaps, indent=2) + "\n", encoding="utf-8")
    assert json.loads(OVERLAPS.read_text(encoding="utf-8")) == overlaps


def test_the_reference_pages_are_those_that_the_code_generates() -> None:
    stale = docs.stale()
    assert stale == [], f"run `make docs`, read the diff, and commit it\n{_differences(stale)}"


def _differences(paths: list[Path]) -> str:
    wanted = docs.pages()
    found: list[str] = []
    for path in (one for one in paths if one in wanted and (docs.ROOT / one).is_file()):
        there = (docs.ROOT / path).read_text(encoding="utf-8")
        found += unified_diff(there.splitlines(), wanted[path].splitlines(), str(path), "generated", lineterm="", n=1)
    return "\n".join(found)
