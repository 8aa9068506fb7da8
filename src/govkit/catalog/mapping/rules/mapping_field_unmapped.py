"""Finds fields of the API that a mapping neither reads nor leaves out on purpose."""

from __future__ import annotations

from govkit.catalog.mapping.facts import Unread
from govkit.catalog.mapping.judge import Said
from govkit.catalog.mapping.rules._samples import mapped
from govkit.findings import Example, Rule, Severity


def check(fact: Unread) -> Said:
    """A field that nothing reads."""
    return Said(
        f"nothing reads `{fact.field}`, and `unmapped` does not say why",
        f"add `{fact.field}: …` with the reason to `unmapped`, or read it",
    )


RULE = Rule(
    id="mapping-field-unmapped",
    severity=Severity.WARNING,
    summary="Checks that every field of the API is read, or left out for a reason.",
    rationale=("What is dropped in silence is missed later, by people who thought that it was there."),
    fix="Read it, or name it under `unmapped` with the reason.",
    on=Unread,
    when=check,
    examples=(
        Example(
            None,
            mapped(
                """
            fields: {name: name}
            """,
                """
            type: object
            required: [name]
            properties: {name: {type: string}, note: {type: string}}
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
            unmapped: {note: For the people of the platform.}
            """,
                """
            type: object
            required: [name]
            properties: {name: {type: string}, note: {type: string}}
            """,
                """
            {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
            """,
            ),
            because="It is left out for a reason.",
        ),
    ),
)
