"""Finds declarations of which nobody could show whether they fit."""

from __future__ import annotations

from govkit.catalog.mapping.facts import Open
from govkit.catalog.mapping.judge import Said
from govkit.catalog.mapping.rules._samples import mapped
from govkit.findings import Example, Rule, Severity


def check(fact: Open) -> Said:
    """A declaration that was neither proved nor refuted."""
    of = f" of `{'`, `'.join(fact.sources)}`" if fact.sources else ""
    what = f"`{fact.target}`" if fact.target else "the whole object"
    return Said(f"whether {what} takes all that is made{of} is not known: {fact.because}")


RULE = Rule(
    id="mapping-value-unproven",
    severity=Severity.WARNING,
    summary="Checks that each declaration of a mapping could be proved or refuted.",
    rationale=("Where there is no proof a value may come that has no place."),
    fix="Say more closely what the source sends, or let the target say plainly what it takes.",
    on=Open,
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
            properties: {name: {type: string, format: password}}
            """,
                """
            {"type": "object", "properties": {"name": {"type": "string"}}}
            """,
            ),
            because="A text is a text.",
        ),
        Example(
            None,
            mapped(
                """
            fields: {name: {with: lower, from: name}}
            """,
                """
            type: object
            required: [name]
            properties: {name: {type: string, pattern: '^(?=.*[A-Z])[A-Z]{2}$'}}
            """,
                """
            {"type": "object", "properties": {"name": {"type": "string", "pattern": "^[a-z]{2}$"}}}
            """,
            ),
            finds=("/name",),
        ),
        Example(
            None,
            mapped(
                """
            fields: {tags: {each: tags, item: name}}
            """,
                """
            type: object
            required: [tags]
            properties: {tags: {type: array, items: {type: object, required: [name], properties: {name: {type: string}}}}}
            """,
                """
            {"type": "object", "properties": {"tags": {"type": "array", "uniqueItems": true, "items": {"type": "string"}}}}
            """,
            ),
            finds=("/tags",),
        ),
        Example(
            None,
            mapped(
                """
            fields: {tags: {each: tags, item: name}}
            """,
                """
            type: object
            required: [tags]
            properties: {tags: {type: array, minItems: 1, items: {type: object, properties: {name: {type: string}}}}}
            """,
                """
            {"type": "object", "properties": {"tags": {"type": "array", "minItems": 1, "items": {"type": "string"}}}}
            """,
            ),
            finds=("/tags",),
        ),
        Example(
            None,
            mapped(
                """
            fields: {tags: {each: tags, item: name}, lines: {list: [line1, line2]}}
            """,
                """
            type: object
            required: [tags, line1]
            properties:
              tags: {type: array, minItems: 1, items: {type: object, required: [name], properties: {name: {type: string}}}}
              line1: {type: string}
              line2: {type: string}
            """,
                """
            {"type": "object", "properties": {
              "tags": {"type": "array", "minItems": 1, "items": {"type": "string"}},
              "lines": {"type": "array", "minItems": 1, "items": {"type": "string"}}}}
            """,
            ),
            because="No item is lost, and the same may come twice.",
        ),
    ),
)
