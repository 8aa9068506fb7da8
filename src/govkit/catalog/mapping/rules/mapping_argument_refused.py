"""Finds values that may come and that a function does not take."""

from __future__ import annotations

from govkit.catalog.mapping.facts import Refused
from govkit.catalog.mapping.judge import Said
from govkit.catalog.mapping.rules._samples import mapped
from govkit.catalog.mapping.wording import shown
from govkit.findings import Example, Rule, Severity


def check(fact: Refused) -> Said | None:
    """A value that the source may send and the function refuses."""
    if fact.what != "argument":
        return None
    side = "the entity may hold" if fact.outward else "the API may send"
    return Said(
        f"{side} {shown(fact.value)} in `{fact.source}`, which {fact.because}: `{fact.target}` cannot be made of it"
    )


RULE = Rule(
    id="mapping-argument-refused",
    severity=Severity.ERROR,
    summary="Checks that a function takes every value that the source may send.",
    rationale=("A function that can make nothing of a value stops the record that carries it."),
    fix="Let the source say more closely what it sends, or use another function.",
    on=Refused,
    when=check,
    examples=(
        Example(
            None,
            mapped(
                """
            fields: {since: {with: date_from_instant, from: since}}
            """,
                """
            type: object
            properties: {since: {type: string}}
            """,
                """
            {"type": "object", "properties": {"since": {"type": "string", "format": "date"}}}
            """,
            ),
            finds=("/since",),
        ),
        Example(
            None,
            mapped(
                """
            fields: {since: {with: date_from_instant, from: since}}
            """,
                """
            type: object
            properties: {since: {type: [string, 'null'], format: date-time}}
            """,
                """
            {"type": "object", "properties": {"since": {"type": "string", "format": "date"}}}
            """,
            ),
            because="Each is an instant, or none at all.",
        ),
    ),
)
