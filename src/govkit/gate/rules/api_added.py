"""A description that was not there before."""

from __future__ import annotations

from govkit.findings import Rule, Severity


def check(title: str, operations: int) -> str:
    """The message for an API of that title."""
    return f"{title} is described for the first time, with {operations} operation{'s' if operations != 1 else ''}"


RULE = Rule(
    id="api-added",
    severity=Severity.INFO,
    summary="Tells of an API that is described for the first time.",
    rationale="Nothing stood before, so nothing can break; reviewers want to know all the same.",
    fix="nothing needs to be done",
    on="description",
    when=check,
    examples=(),
    unpaired="an API as a whole has no direction",
)
