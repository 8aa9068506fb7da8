"""Finds deprecated versions whose sunset has come."""

from __future__ import annotations

from govkit.findings import Rule, Severity


def check(message: str) -> str:
    """The message; what is found is found by who looks at the whole estate."""
    return message


RULE = Rule(
    id="deprecation-overdue",
    severity=Severity.WARNING,
    summary="Tells of deprecated versions whose sunset has come; an error where a consumer still uses one.",
    rationale=(
        "After its sunset a version may be gone any day (RFC 8594): whoever still calls it learns of that by failing."
    ),
    fix="Move the consumers that are left and retire the version, or agree on a later sunset.",
    on="report",
    when=check,
    examples=(),
)
