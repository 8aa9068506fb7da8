"""A pact that no version of its provider has kept yet."""

from __future__ import annotations

from govkit.findings import Rule, Severity


def check(both: str, message: str) -> str:
    """The message for the versions that would meet."""
    return f"{both}: {message}"


RULE = Rule(
    id="deployment-pact-pending",
    severity=Severity.WARNING,
    summary="Tells of a pact that no version of the provider has kept yet, and that does not hold it up.",
    rationale="A consumer may ask for what is still to be built; that must not keep the provider from going anywhere.",
    fix="build what the consumer asks for, or talk to it",
    on="deployment",
    when=check,
    examples=(),
    unpaired="a deployment has no direction",
)
