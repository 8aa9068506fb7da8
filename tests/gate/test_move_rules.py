"""The rules about moves of an estate, tested by their own examples."""

from __future__ import annotations

from datetime import date

import pytest

from govkit.catalog.entries import Lifecycle, load, load_text
from govkit.catalog.entries.lock import Lock, digest, write_lock
from govkit.findings import Example, Finding, Rule
from govkit.gate.estates.moves import move_rules
from govkit.gate.pull_requests.estate_check import EstateCheck
from govkit.gate.pull_requests.terms import Terms
from govkit.spec.documents import Files, MemoryFiles

RULES = move_rules()
EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.id}-{number}")
    for rule in RULES.values()
    for number, example in enumerate(rule.examples, start=1)
]
LOCK = "catalog/released.lock"


def contents(text: str) -> dict[str, bytes]:
    files = load_text(text).files
    return {path: files.read(path) for path in files.list()}


def locked(text: str) -> bytes:
    """A lock of all released versions in a text."""
    estate = load_text(text)
    released = [one for one in estate.versions() if one.lifecycle is not Lifecycle.DRAFT]
    return write_lock(Lock({one.name: digest(estate.files, one.version) for one in released}))


def found(before: str, after: str) -> list[Finding]:
    """What the gate finds between two estates; a text without a lock has that of the text before."""
    lock = {LOCK: locked(before)}
    sides: list[Files] = [MemoryFiles(lock | contents(text)) for text in (before, after)]
    base, head = (load(files) for files in sides)
    paths = {path for files in sides for path in files.list()}
    changed = {
        path
        for path in paths
        if [files.read(path) if files.exists(path) else None for files in sides].count(None)
        or sides[0].read(path) != sides[1].read(path)
    }
    return EstateCheck(base, head, changed, Terms(today=date(2026, 6, 1))).findings()


def places(rule: Rule, example: Example) -> tuple[str, ...]:
    assert example.before is not None
    findings = [one for one in found(example.before, example.after) if one.rule == rule.id]
    return tuple(f"{one.new.file}#{one.new.pointer}" for one in findings if one.new is not None)


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_an_example_yields_exactly_its_findings(rule: Rule, example: Example) -> None:
    assert places(rule, example) == example.finds, example.because


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_an_estate_that_does_not_change_yields_nothing(rule: Rule, example: Example) -> None:
    assert example.before is not None
    for side in (example.before, example.after):
        assert [one for one in found(side, side) if one.rule in RULES] == [], rule.id


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_shows_what_it_finds_and_where_it_stays_silent(rule: Rule) -> None:
    assert any(example.finds for example in rule.examples)
    assert any(not example.finds for example in rule.examples)
    assert all(example.because for example in rule.examples if not example.finds)
