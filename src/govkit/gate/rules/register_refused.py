"""A version that cannot be registered."""

from __future__ import annotations

from govkit.findings import Rule, Severity


def check(name: str, why: str) -> str:
    """The message for a version, and why it cannot be registered."""
    return f"{name} {why}"


RULE = Rule(
    id="register-refused",
    severity=Severity.ERROR,
    summary="Tells why `govkit register` does not register a version.",
    rationale="The catalog knows the version, and it says something else: what was released is promised for good, and a"
    " draft may be somebody's work.",
    fix="register it under another version, or replace the draft with `--replace`",
    on="register",
    when=check,
    examples=(),
    unpaired="a registration has no direction",
)
