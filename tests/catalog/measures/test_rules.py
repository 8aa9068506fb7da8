"""The rules about measures, tested by their own examples and by the reference estate."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from govkit.catalog.entries import VersionOf, load_text
from govkit.catalog.measures.judge import RULES, judged
from govkit.catalog.measures.rules._samples import LATENCY, measure
from govkit.catalog.workflows.rules._samples import whole
from govkit.findings import Example, Finding, Rule, discover
from govkit.gate import open_estate
from govkit.gate.estates.measures import measure_findings
from govkit.gate.options import Options
from govkit.spec.documents import Library
from govkit.spec.openapi import Contract

ALL = discover(RULES)
EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.id}-{number}")
    for rule in ALL.values()
    for number, example in enumerate(rule.examples, start=1)
]


@cache
def found(text: str) -> tuple[Finding, ...]:
    estate = load_text(whole(text))
    assert estate.problems == (), [one.message for one in estate.problems]

    def read(version: VersionOf) -> Contract:
        library = Library(estate.files)
        return Contract(library, library.open(version.version.definition), version.api.name)

    return tuple(judged(estate, read))


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_an_example_yields_exactly_its_findings(rule: Rule, example: Example) -> None:
    told = found(example.after)
    assert tuple(one.subject.path for one in told if one.rule == rule.id) == example.finds, told
    assert example.finds or not told, "nothing else is wrong with what shows where a rule stays silent"


@pytest.mark.parametrize("rule", ALL.values(), ids=ALL)
def test_a_rule_shows_what_it_finds_and_where_it_stays_silent(rule: Rule) -> None:
    assert any(example.finds for example in rule.examples)
    assert any(example.because for example in rule.examples if not example.finds)


def test_a_finding_says_where_it_is_and_what_was_meant() -> None:
    (one,) = found(measure(LATENCY.replace("invoice.posted", "invoice.postd")))
    assert one.new is not None
    assert (one.new.file, one.new.line) == ("catalog/measures/posted.yaml", 9)
    assert one.fix == "did you mean `billing.invoice.posted`?"


def test_what_is_no_expression_is_a_finding() -> None:
    (one,) = found(measure(LATENCY.replace("$inputs.invoice", "$inputs.invoice.more")))
    assert one.rule == "measure-field-unknown"
    assert "names no value" in one.message


def test_the_measures_of_the_reference_estate_are_right(repository: Path) -> None:
    estate = open_estate(cwd=repository)
    assert len(estate.measures) >= 5
    assert measure_findings(estate, Options()) == []
