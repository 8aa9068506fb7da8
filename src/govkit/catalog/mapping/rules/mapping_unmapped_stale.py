"""Finds fields that are said to be left out, and are read or are none."""

from __future__ import annotations

from govkit.catalog.mapping.facts import NeedlesslyUnmapped
from govkit.catalog.mapping.judge import Said
from govkit.catalog.mapping.rules._samples import mapped
from govkit.findings import Example, Rule, Severity


def check(fact: NeedlesslyUnmapped) -> Said:
    """A field that is left out without need."""
    return Said(f"`{fact.field}` is said to be left out, and {fact.why}")


RULE = Rule(
    id="mapping-unmapped-stale",
    severity=Severity.WARNING,
    summary="Checks that what a mapping says it leaves out is there, and left out.",
    rationale=("A reason that speaks of nothing hides the next field that bears the name."),
    fix="Take it out of `unmapped`.",
    on=NeedlesslyUnmapped,
    when=check,
    examples=(
        Example(
            None,
            mapped(
                """
            fields: {name: name}
            unmapped: {note: Not needed.}
            """,
                """
            type: object
            required: [name]
            properties: {name: {type: string}}
            """,
                """
            {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
            """,
            ),
            finds=("/note",),
        ),
        Example(
            None,
            mapped(
                """
            fields: {name: name}
            unmapped: {name: Not needed.}
            """,
                """
            type: object
            required: [name]
            properties: {name: {type: string}}
            """,
                """
            {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
            """,
            ),
            finds=("/name",),
        ),
        Example(
            None,
            mapped(
                """
            fields: {name: name}
            unmapped: {home/street: Not needed., home/city: Nor this.}
            """,
                """
            type: object
            required: [name]
            properties: {name: {type: string}, home: {type: object, properties: {street: {type: string}, city: {type: string}}}}
            """,
                """
            {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
            """,
            ),
            because="Fields of objects can be left out, too.",
        ),
    ),
)
