"""The rules about mappings, tested by their own examples."""

from __future__ import annotations

from functools import cache

import pytest

from govkit.catalog.entries.estate import load_text
from govkit.catalog.mapping.check import checked
from govkit.catalog.mapping.judge import RULES, judged
from govkit.catalog.mapping.rules._samples import mapped
from govkit.findings import Example, Finding, Rule, Verdict, discover
from govkit.spec.documents import Library
from govkit.spec.openapi import Contract
from govkit.spec.schemas.fit import Fitting

ALL = discover(RULES)
EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.id}-{number}")
    for rule in ALL.values()
    for number, example in enumerate(rule.examples, start=1)
]


@cache
def found(text: str) -> tuple[Finding, ...]:
    estate = load_text(text)
    estate.refuse_problems()
    (mapping,) = estate.mappings.values()
    library = Library(estate.files)
    contract = Contract(library, library.open("specs/billing.yaml"), "billing")
    return tuple(judged(checked(estate, mapping, contract, Fitting())))


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_an_example_yields_exactly_its_findings(rule: Rule, example: Example) -> None:
    told = found(example.after)
    assert tuple(one.subject.path for one in told if one.rule == rule.id) == example.finds, told


@pytest.mark.parametrize("rule", ALL.values(), ids=ALL)
def test_a_rule_shows_what_it_finds_and_where_it_stays_silent(rule: Rule) -> None:
    assert any(example.finds for example in rule.examples)
    assert any(example.because for example in rule.examples if not example.finds)


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_a_proof_is_a_record(rule: Rule, example: Example) -> None:
    for one in found(example.after):
        assert (one.verdict is Verdict.PROVEN) == (one.witness is not None)
        assert one.new is not None
        assert one.new.file.startswith("catalog/mappings/")


def test_what_has_more_branches_than_are_looked_at_is_not_taken_for_proved() -> None:
    members = "kind: {{const: k{0}}}, name: {{type: string, maxLength: {1}}}"
    each = [f"{{required: [kind, name], properties: {{{members.format(n, n + 1)}}}}}" for n in range(100)]
    api = f"{{type: object, oneOf: [{', '.join(each)}]}}"
    entity = '{"type": "object", "properties": {"name": {"type": "string", "maxLength": 70}}, "required": ["name"]}'
    told = {one.rule for one in found(mapped("fields: {name: name}\nunmapped: {kind: Of no use.}", api, entity))}
    assert told & {"mapping-value-not-held", "mapping-value-unproven", "mapping-required-may-lack"}
