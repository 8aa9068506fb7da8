"""A description that is no longer there."""

from __future__ import annotations

from govkit.findings import Rule, Severity


def check(title: str, operations: int) -> str:
    """The message for an API of that title."""
    return f"the description of {title} is gone, with {operations} operation{'s' if operations != 1 else ''}"


RULE = Rule(
    id="api-removed",
    severity=Severity.ERROR,
    summary="Checks that the description of an API is not removed.",
    rationale="Without its description nobody can tell what the API promises, and consumers that call it lose the "
    "contract that they were built on.",
    fix="keep the description until the API is retired and its last consumer is gone",
    on="description",
    when=check,
    examples=(),
    unpaired="an API as a whole has no direction",
)
