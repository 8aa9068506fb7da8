"""Finds values of maps that never come."""

from __future__ import annotations

from govkit.catalog.mapping.facts import NeverSent
from govkit.catalog.mapping.judge import Said
from govkit.catalog.mapping.rules._samples import mapped
from govkit.findings import Example, Rule, Severity


def check(fact: NeverSent) -> Said:
    """Values of a map that the source does not send."""
    values = "`, `".join(fact.values[:5])
    return Said(f"`{values}` never comes in `{'`, `'.join(fact.sources)}`")


RULE = Rule(
    id="mapping-map-value-never-sent",
    severity=Severity.INFO,
    summary="Checks that every value of a map is one that may come.",
    rationale=("A misspelt value in a map is never met, and the one that was meant is missing."),
    fix="Take the value out, or spell it as the source does.",
    on=NeverSent,
    when=check,
    examples=(
        Example(
            None,
            mapped(
                """
            fields:
              status:
                map: {active: open, aktive: open}
            """,
                """
            type: object
            properties: {status: {enum: [active]}}
            """,
                """
            {"type": "object", "properties": {"status": {"enum": ["open", "closed"]}}}
            """,
            ),
            finds=("/status",),
        ),
        Example(
            None,
            mapped(
                """
            fields:
              status:
                map: {active: open, other: closed}
            """,
                """
            type: object
            properties: {status: {type: string, pattern: '^(active|other)$'}}
            """,
                """
            {"type": "object", "properties": {"status": {"enum": ["open", "closed"]}}}
            """,
            ),
            because="Nothing lists what may come.",
        ),
    ),
)
