"""A version that does not keep a pact of what runs where it is to go."""

from __future__ import annotations

from govkit.findings import Rule, Severity


def check(both: str, message: str) -> str:
    """The message for the versions that would meet."""
    return f"{both}: {message}"


RULE = Rule(
    id="deployment-breaks-pact",
    severity=Severity.ERROR,
    summary="Tells of a pact that fails with the versions that would meet in an environment.",
    rationale="What a consumer relies on and a provider does not keep fails for the first customer who needs it.",
    fix="mend the version that breaks the pact, or bring the other one first",
    on="deployment",
    when=check,
    examples=(),
    unpaired="a deployment has no direction",
)
