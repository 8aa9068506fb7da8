"""Finds declarations of mappings in both directions that do not go back."""

from __future__ import annotations

from govkit.catalog.mapping.facts import OneWay
from govkit.catalog.mapping.judge import Said
from govkit.catalog.mapping.rules._samples import mapped
from govkit.findings import Example, Rule, Severity


def check(fact: OneWay) -> Said:
    """A declaration that has no way back of its own."""
    return Said(
        f"`{fact.target}` does not go back by itself: {fact.because}",
        "declare the way back under `write`, or write `direction: in`",
    )


RULE = Rule(
    id="mapping-one-way",
    severity=Severity.WARNING,
    summary="Checks that every declaration of a mapping in both directions goes back.",
    rationale=("A field that is read and never written back looks as if it were kept in step, and is not."),
    fix="Declare the way back under `write`, or let the mapping go one way.",
    on=OneWay,
    when=check,
    examples=(
        Example(
            None,
            mapped(
                """
            direction: both
            fields: {name: {with: joined, from: [first, last]}}
            """,
                """
            type: object
            required: [first, last]
            properties: {first: {type: string}, last: {type: string}}
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
            direction: in
            fields: {name: {with: joined, from: [first, last]}}
            """,
                """
            type: object
            required: [first, last]
            properties: {first: {type: string}, last: {type: string}}
            """,
                """
            {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
            """,
            ),
            because="It goes one way only.",
        ),
    ),
)
