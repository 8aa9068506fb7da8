"""Finds a CODEOWNERS file that says otherwise than the catalog."""

from __future__ import annotations

from govkit.findings import Rule, Severity


def check(message: str) -> str:
    """The message; what is found is found by who looks at the whole estate."""
    return message


RULE = Rule(
    id="codeowners-outdated",
    severity=Severity.ERROR,
    summary="Checks that the generated part of CODEOWNERS is what the catalog says.",
    rationale="Reviews are asked of the people whom CODEOWNERS names; where it is stale they go to the wrong team.",
    fix="Run `govkit codeowners --write` and commit the file.",
    on="report",
    when=check,
    examples=(),
)
