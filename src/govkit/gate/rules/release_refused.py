"""A version that cannot be released."""

from __future__ import annotations

from govkit.findings import Rule, Severity


def check(name: str, why: str) -> str:
    """The message for a version, and why it cannot be released."""
    return f"{name} {why}"


RULE = Rule(
    id="release-refused",
    severity=Severity.ERROR,
    summary="Tells why `govkit release` does not release a version.",
    rationale="What is released is promised for good: it is released once, from the stage of a draft, and under the"
    " number that its own document says.",
    fix="do what the message asks for, or release another version",
    on="release",
    when=check,
    examples=(),
    unpaired="a release has no direction",
)
