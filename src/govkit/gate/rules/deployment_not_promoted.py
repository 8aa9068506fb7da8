"""A version that has not run where an environment takes its versions from."""

from __future__ import annotations

from govkit.findings import Rule, Severity


def check(both: str, message: str) -> str:
    """The message for the versions that would meet."""
    return f"{both}: {message}"


RULE = Rule(
    id="deployment-not-promoted",
    severity=Severity.WARNING,
    summary="Tells of a version that goes to an environment without having run where that takes its versions from.",
    rationale="What skips a stage has not been seen by whoever looks at that stage.",
    fix="bring it to the stage before first; `promotesFrom` of the environment names it",
    on="deployment",
    when=check,
    examples=(),
    unpaired="a deployment has no direction",
)
