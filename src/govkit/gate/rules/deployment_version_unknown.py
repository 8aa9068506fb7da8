"""A version of which the catalog knows nothing."""

from __future__ import annotations

from govkit.findings import Rule, Severity


def check(both: str, message: str) -> str:
    """The message for the versions that would meet."""
    return f"{both}: {message}"


RULE = Rule(
    id="deployment-version-unknown",
    severity=Severity.ERROR,
    summary="Tells of a version that the catalog does not know, or whose pacts nobody has recorded.",
    rationale="Of what is not known nothing can be said; the number may be misspelt.",
    fix="publish its pacts with `govkit pact publish`, or register the version of the API",
    on="deployment",
    when=check,
    examples=(),
    unpaired="a deployment has no direction",
)
