"""The rules about estates, held against one: what they find, by file and line."""

from __future__ import annotations

from govkit.catalog.entries.judge import found_of
from govkit.findings import Finding, discover
from govkit.gate.lint.view import View

RULES = "govkit.gate.lint.rules"


def judged(view: View) -> list[Finding]:
    """What is wrong in an estate as a whole."""
    return found_of((rule, problem) for rule in discover(RULES).values() for problem in rule.when(view))
