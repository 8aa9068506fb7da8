"""Finds fields of entities that are filled from a system that is not their record."""

from __future__ import annotations

from govkit.findings import Rule, Severity


def check(message: str) -> str:
    """The message; what is found is found by who looks at the whole estate."""
    return message


RULE = Rule(
    id="record-overlap",
    severity=Severity.WARNING,
    summary="Checks that a field of an entity is filled from its system of record only.",
    rationale="Two systems that both claim a field will differ one day, and whoever wrote last wins.",
    fix=(
        "Let the mapping go one way (`direction: out`), leave the field out, or name the system as the record "
        "of the field."
    ),
    on="report",
    when=check,
    examples=(),
)
