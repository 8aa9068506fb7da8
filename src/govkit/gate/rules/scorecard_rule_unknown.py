"""Finds names in scorecards that are of no rule."""

from __future__ import annotations

from govkit.catalog.entries.rules._samples import entry, team
from govkit.findings import Example, Rule, Severity


def check(message: str) -> str:
    """The message; what is found is found by who knows all rules."""
    return message


def _card(rules: str, effort: str = "") -> str:
    levels = f"levels: [{{name: bronze, requires: [{{findings: {{rules: [{rules}]}}}}]}}]"
    return team("finance") + entry("Scorecard", "apis", f"owner: finance\n{levels}\n{effort}")


RULE = Rule(
    id="scorecard-rule-unknown",
    severity=Severity.WARNING,
    summary="Checks that the rules of a scorecard are rules that there are.",
    rationale="A level that counts the findings of a rule that nobody has is reached by all, and tells nothing.",
    fix="Name a rule that `govkit rules` lists or that a ruleset of the estate has, or a glob that matches one.",
    on="report",
    when=check,
    examples=(
        Example(
            None,
            _card("path-contains-verbs, example-*", "effort: {rules: {tag-misspelt: 2}}"),
            finds=("/spec/levels/0/requires/0/findings/rules/0", "/spec/effort/rules/tag-misspelt"),
        ),
        Example(
            None,
            _card("path-contains-verb, '*'", "effort: {rules: {tag-*: 2}}"),
            because="A rule that there is, and globs that match some.",
        ),
    ),
)
