"""Values of records that a mapping has no place for."""

from __future__ import annotations

from govkit.findings import Rule, Severity


def check(field: str, value: str, because: str, records: int) -> str:
    """The message for a field, the first value that has no place in it, why, and how many records have such a one."""
    more = f" (so have {records:,} records)" if records > 1 else ""
    return f"`{field}` has no place for {value}: it {because}{more}"


RULE = Rule(
    id="record-not-mapped",
    severity=Severity.WARNING,
    summary="Tells of values in records that their mapping has no place for.",
    rationale="A value that is not mapped is not compared either: records that belong together may stay apart.",
    fix="Mend the record, or the mapping: `govkit validate` tells what it does not hold.",
    on="match",
    when=check,
    examples=(),
    unpaired="records have no direction",
)
