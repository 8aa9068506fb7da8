"""A consumer whose provider does not run where it is to go."""

from __future__ import annotations

from govkit.findings import Rule, Severity


def check(both: str, message: str) -> str:
    """The message for the versions that would meet."""
    return f"{both}: {message}"


RULE = Rule(
    id="deployment-without-counterpart",
    severity=Severity.ERROR,
    summary="Tells of an API that a consumer needs and that does not run where the consumer is to go.",
    rationale="A consumer without its provider fails with its first call.",
    fix="bring the API there first: `govkit deploy` records it",
    on="deployment",
    when=check,
    examples=(),
    unpaired="a deployment has no direction",
)
