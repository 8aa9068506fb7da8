"""The rules of asking at random, tested by their own examples: each asks a mock that deviates as the example says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from govkit.checks.pacts.fuzz.judging import PACKAGE
from govkit.findings import Example, Finding, Rule, discover
from govkit.spec.documents import parse
from tests.checks.pacts.asking import asked

pytest.importorskip("schemathesis")

ALL = discover(PACKAGE)
EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.id}-{number}")
    for rule in ALL.values()
    for number, example in enumerate(rule.examples, start=1)
    if example.finds
]


def findings(text: str, folder: Path) -> list[Finding]:
    tree = parse(text.encode(), "case.yaml").tree
    assert isinstance(tree, dict)
    (folder / "api.json").write_text(json.dumps(tree["api"]), encoding="utf-8")
    return asked("api.json", tree["deviations"], folder, examples=5)


@pytest.mark.long
@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_an_example_yields_its_finding(rule: Rule, example: Example, tmp_path: Path) -> None:
    told = findings(example.after, tmp_path)
    assert rule.id in {one.rule for one in told}, told
    assert set(example.finds) & {name for one in told if one.rule == rule.id for name in one.subject.operations}


def test_a_provider_that_does_as_it_says_yields_nothing(tmp_path: Path) -> None:
    """All examples that stay silent are of this one."""
    silent = {example.after for rule in ALL.values() for example in rule.examples if example.because}
    (text,) = silent
    assert findings(text, tmp_path) == []
