"""An environment that the catalog does not know."""

from __future__ import annotations

from govkit.findings import Rule, Severity


def check(both: str, message: str) -> str:
    """The message for the versions that would meet."""
    return f"{both}: {message}"


RULE = Rule(
    id="deployment-environment-unknown",
    severity=Severity.ERROR,
    summary="Tells of an environment that the catalog does not know.",
    rationale="What runs there is not known, so nothing can be held against it.",
    fix="name an environment of the catalog, or write its entry",
    on="deployment",
    when=check,
    examples=(),
    unpaired="a deployment has no direction",
)
