"""A change in a 2.0 document is judged as the same change in a 3.0 document: the examples of all rules, converted."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from typing import Any

import pytest

from govkit.checks.compat import compare, compare_texts, profile_named
from govkit.findings import Finding, Severity, discover
from govkit.spec.documents import Library, MemoryFiles, parse
from govkit.spec.openapi import Contract
from tests.spec.openapi.swagger.down import NotIn2, down

RULES = discover("govkit.checks.compat.rules")


def _pairs() -> list[Any]:
    found = []
    for rule in RULES.values():
        for number, example in enumerate(rule.examples, start=1):
            trees = [parse(str(text).encode(), "api.yaml").tree for text in (example.before, example.after)]
            if all(_reads_alike(tree) for tree in trees):
                try:
                    lower = [json.dumps(down(tree)) for tree in trees]
                except NotIn2:
                    continue
                upper = [json.dumps({**tree, "openapi": "3.0.3"}) for tree in trees]
                found.append(pytest.param(upper, lower, id=f"{rule.id}-{number}"))
    return found


def _reads_alike(tree: Any) -> bool:
    """Whether a document means the same in 3.0 and 3.1: no member stands beside a `$ref`."""
    waiting = [tree]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if isinstance(value.get("$ref"), str) and len(value) > 1:
                return False
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
    return True


PAIRS = _pairs()


def contract_of(text: str) -> Contract:
    library = Library(MemoryFiles({}))
    return Contract(library, library.add(parse(text.encode(), "api.json")))


@cache
def judged(before: str, after: str) -> Counter[tuple[Any, ...]]:
    found: list[Finding] = list(compare_texts(before, after, "source"))
    return Counter(
        (
            one.rule,
            one.severity,
            one.verdict,
            one.subject.operations,
            one.subject.schema,
            one.subject.path,
            one.fingerprint,
        )
        for one in found
    )


def test_most_examples_can_be_said_in_2_0() -> None:
    assert len(PAIRS) > 150


@pytest.mark.parametrize(("upper", "lower"), PAIRS)
def test_the_same_change_is_judged_alike(upper: list[str], lower: list[str]) -> None:
    assert judged(*lower) == judged(*upper)


@pytest.mark.parametrize(("upper", "lower"), PAIRS)
def test_a_document_and_its_conversion_mean_the_same_messages(upper: list[str], lower: list[str]) -> None:
    for later, earlier in zip(upper, lower, strict=True):
        for pair in ((later, earlier), (earlier, later)):
            old, new = map(contract_of, pair)
            found = compare(old, new, profile_named("wire"), Severity.WARNING)
            assert [one for one in found if one.severity is not Severity.INFO] == []
