"""All rules, and their names without them."""

from __future__ import annotations

from govkit.gate.all_rules import rule_names, rulebook


def test_the_names_of_modules_are_those_of_the_rules() -> None:
    assert rule_names() == list(rulebook())
