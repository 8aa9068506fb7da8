"""Finds deprecated versions whose sunset has come."""

from __future__ import annotations

from govkit.catalog.entries.rules._samples import api
from govkit.findings import Example, Rule, Severity


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
    examples=(
        Example(
            None,
            api("""
            - version: 1.0.0
              definition: specs/billing.yaml
              lifecycle: deprecated
              released: 2025-01-01
              deprecation: {date: 2025-09-01, sunset: 2026-03-01, reason: old}
            """),
            finds=("/spec/versions/1.0.0",),
            title="On 2026-06-01",
        ),
        Example(
            None,
            api("""
            - version: 1.0.0
              definition: specs/billing.yaml
              lifecycle: deprecated
              released: 2025-01-01
              deprecation: {date: 2025-09-01, sunset: 2026-09-01, reason: old}
            """),
            because="On 2026-06-01 the day of the sunset is still to come.",
        ),
    ),
)
