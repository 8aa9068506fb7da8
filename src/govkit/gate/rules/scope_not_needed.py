"""Finds granted scopes that no used operation asks for."""

from __future__ import annotations

from govkit.findings import Rule, Severity


def check(message: str) -> str:
    """The message; what is found is found by who looks at the whole estate."""
    return message


RULE = Rule(
    id="scope-not-needed",
    severity=Severity.WARNING,
    summary="Checks that the operations that a consumer uses ask for each scope that it is granted.",
    rationale=(
        "Scopes are what a stolen token is worth; what the operations do not ask for is worth it to nobody else."
    ),
    fix="Take the scope out of the grant and of the use.",
    on="report",
    when=check,
    examples=(),
)
