"""Finds required fields whose source may not be there."""

from __future__ import annotations

from govkit.catalog.mapping.facts import MayLack
from govkit.catalog.mapping.judge import Said
from govkit.catalog.mapping.rules._samples import mapped
from govkit.findings import Example, Rule, Severity


def check(fact: MayLack) -> Said:
    """A required field that is made of one that may lack."""
    side = "the API" if fact.outward else "the entity"
    lack = "become nothing" if fact.emptied else "not be there"
    return Said(
        f"{side} requires `{fact.target}`, and `{fact.gap}`, of which it is made, may {lack}",
        "give it a `default`, or another source to fall back on with `first`",
    )


RULE = Rule(
    id="mapping-required-may-lack",
    severity=Severity.ERROR,
    summary="Checks that what a target requires is always there.",
    rationale=("The record without it is rare, and refused when it comes."),
    fix="Give it a default, or another source.",
    on=MayLack,
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
            """,
                """
            type: object
            required: [name]
            properties: {name: {type: [string, 'null']}}
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
            fields: {name: {map: {known: known, unknown: null}}}
            """,
                """
            type: object
            required: [name]
            properties: {name: {enum: [known, unknown]}}
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
            fields: {name: {first: [{map: {known: known, unknown: null}, from: name}, nick]}}
            """,
                """
            type: object
            required: [name, nick]
            properties: {name: {enum: [known, unknown]}, nick: {type: string}}
            """,
                """
            {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
            """,
            ),
            because="Where the map makes nothing, there is another source.",
        ),
        Example(
            None,
            mapped(
                """
            fields: {name: {first: [name, nick]}}
            """,
                """
            type: object
            properties: {name: {type: string}, nick: {type: string}}
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
            fields: {home: {fields: {city: city, name: {first: [city, nick]}}}}
            """,
                """
            type: object
            properties: {city: {type: string}, nick: {type: string}}
            """,
                """
            {"type": "object", "properties": {"home": {
              "type": "object", "properties": {"city": {"type": "string"}, "name": {"type": "string"}}, "required": ["name"]
            }}}
            """,
            ),
            because="There is a home where there is a city or a nick, and either is a name.",
        ),
        Example(
            None,
            mapped(
                """
            fields: {name: {from: name, default: unknown}}
            """,
                """
            type: object
            properties: {name: {type: string}}
            """,
                """
            {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
            """,
            ),
            because="There is a default.",
        ),
        Example(
            None,
            mapped(
                """
            fields: {home: {in: home, fields: {city: city}}}
            """,
                """
            type: object
            properties: {home: {type: object, required: [city], properties: {city: {type: string}}}}
            """,
                """
            {"type": "object", "properties": {"home": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}}
            """,
            ),
            because="Where there is a home there is a city, and elsewhere there is neither.",
        ),
    ),
)
