"""Finds fields that two systems give to each other."""

from __future__ import annotations

from govkit.findings import Rule, Severity


def check(message: str) -> str:
    """The message; what is found is found by who looks at the whole estate."""
    return message


RULE = Rule(
    id="record-circular",
    severity=Severity.ERROR,
    summary="Checks that no two systems both give a field of an entity and take it.",
    rationale="What one system writes comes back through the other as a change: the update never comes to rest.",
    fix=("Let one of the mappings go one way only: `direction: in` from the record, `direction: out` to the others."),
    on="report",
    when=check,
    examples=(),
)
