"""Records of which proofs say what cannot be."""

from __future__ import annotations

from collections.abc import Sequence

from govkit.findings import Rule, Severity


def check(records: Sequence[str], because: Sequence[str]) -> str:
    """The message for some records, and why they cannot be what their identifiers and keys say."""
    shown = ", ".join(records[:6]) + (f" and {len(records) - 6} more" if len(records) > 6 else "")
    return f"{shown}: {'; '.join(because)}"


RULE = Rule(
    id="identity-conflict",
    severity=Severity.ERROR,
    summary="Tells of records whose identifiers or keys contradict each other.",
    rationale="Two records of one system with the same tax number are a duplicate, or the number is wrong. Whoever "
    "links one of them anyway writes to the wrong customer.",
    fix="Mend the records, or decide in the file of decisions: `same` or `different`.",
    on="match",
    when=check,
    examples=(),
    unpaired="records have no direction",
)
