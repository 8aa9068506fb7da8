"""A pact that nobody has verified with the versions that would meet."""

from __future__ import annotations

from govkit.findings import Rule, Severity


def check(both: str, message: str) -> str:
    """The message for the versions that would meet."""
    return f"{both}: {message}"


RULE = Rule(
    id="deployment-unverified",
    severity=Severity.ERROR,
    summary="Tells of pacts that nobody has verified with the versions that would meet, whole or in part.",
    rationale="What was never tried is not known to work, and not everything can be held against a description.",
    fix="verify it live with the provider, and commit the result",
    on="deployment",
    when=check,
    examples=(),
    unpaired="a deployment has no direction",
)
