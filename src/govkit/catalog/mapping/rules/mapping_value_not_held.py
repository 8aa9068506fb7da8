"""Finds values that may come and that the target refuses."""

from __future__ import annotations

from govkit.catalog.mapping.facts import Refused
from govkit.catalog.mapping.judge import Said
from govkit.catalog.mapping.rules._samples import mapped
from govkit.catalog.mapping.wording import shown
from govkit.findings import Example, Rule, Severity


def check(fact: Refused) -> Said | None:
    """A value that the source may send and the target refuses."""
    if fact.what != "value":
        return None
    what = shown(fact.value) if fact.made == fact.value else f"{shown(fact.value)}, which becomes {shown(fact.made)}"
    sends = "the entity may hold" if fact.outward else "the API may send"
    holds = "the API refuses" if fact.outward else "the entity cannot hold"
    if not fact.source:
        return Said(f"the mapping always makes {what}, and {holds} that as `{fact.target}`")
    return Said(f"{sends} {what} in `{fact.source}`, and {holds} that as `{fact.target}`")


RULE = Rule(
    id="mapping-value-not-held",
    severity=Severity.ERROR,
    summary="Checks that the target takes every value that the source may send.",
    rationale=(
        "A record that does not fit is refused when it comes, and somebody has to find out why, with a "
        "customer waiting."
    ),
    fix="Widen the target, narrow the source, or let a function or a map make what fits.",
    on=Refused,
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
            properties: {name: {type: string}}
            """,
                """
            {"type": "object", "properties": {"name": {"type": "string", "maxLength": 50}}, "required": ["name"]}
            """,
            ),
            finds=("/name",),
        ),
        Example(
            None,
            mapped(
                """
            fields: {total: {with: money_from_minor_units, from: [total, currency]}}
            """,
                """
            type: object
            required: [total, currency]
            properties: {total: {type: integer, format: int64}, currency: {enum: [EUR]}}
            """,
                """
            {"type": "object", "properties": {"total": {"type": "object", "properties": {"amount": {"type": "string", "pattern": "^-?[0-9]{1,12}[.][0-9]{2}$"}, "currency": {"type": "string"}}}}}
            """,
            ),
            finds=("/total",),
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
            properties: {name: {type: string, minLength: 1, maxLength: 40}}
            """,
                """
            {"type": "object", "properties": {"name": {"type": "string", "maxLength": 50}}, "required": ["name"]}
            """,
            ),
            because="Whatever may come is short enough.",
        ),
        Example(
            None,
            mapped(
                """
            fields: {total: {with: money_from_minor_units, from: [total, currency]}}
            """,
                """
            type: object
            required: [total, currency]
            properties: {total: {type: integer, minimum: 0, maximum: 99999999999999}, currency: {enum: [EUR]}}
            """,
                """
            {"type": "object", "properties": {"total": {"type": "object", "properties": {"amount": {"type": "string", "pattern": "^-?[0-9]{1,12}[.][0-9]{2}$"}, "currency": {"type": "string"}}}}}
            """,
            ),
            because="Twelve digits of euros are fourteen of cents.",
        ),
        Example(
            None,
            mapped(
                """
            fields: {name: {first: [nick, name]}}
            """,
                """
            type: object
            required: [name]
            properties: {nick: {type: string, maxLength: 20}, name: {type: string, maxLength: 90}}
            """,
                """
            {"type": "object", "properties": {"name": {"type": "string", "maxLength": 50}}, "required": ["name"]}
            """,
            ),
            finds=("/name",),
        ),
        Example(
            None,
            mapped(
                """
            fields: {total: {with: money_from_number, from: [total, currency]}}
            """,
                """
            type: object
            required: [total, currency]
            properties: {total: {type: number, minimum: 0, maximum: 99}, currency: {type: string, pattern: '^[A-Z]{3}$'}}
            """,
                """
            {"type": "object", "properties": {"total": {"type": "object", "properties": {"amount": {"type": "string", "pattern": "^-?[0-9]{1,15}([.][0-9]{1,9})?$"}, "currency": {"type": "string"}}}}}
            """,
            ),
            finds=("/total",),
        ),
        Example(
            None,
            mapped(
                """
            direction: out
            fields: {source: {value: crm}}
            """,
                """
            type: object
            properties: {source: {enum: [sales, system]}}
            """,
                """
            {"type": "object", "properties": {"name": {"type": "string", "maxLength": 50}}, "required": ["name"]}
            """,
            ),
            finds=("/source",),
        ),
        Example(
            None,
            mapped(
                """
            direction: out
            fields: {number: {with: identifier_in, from: [externalIds, {value: erp}, {value: customer}]}}
            """,
                """
            type: object
            properties: {number: {type: string, pattern: '^C-[0-9]{5}$'}}
            """,
                """
            {"type": "object", "properties": {"externalIds": {"type": "array", "items": {"type": "object", "properties": {"system": {"type": "string"}, "type": {"type": "string"}, "id": {"type": "string"}}, "required": ["system", "type", "id"]}}}}
            """,
            ),
            finds=("/number",),
        ),
        Example(
            None,
            mapped(
                """
            fields: {tags: {each: tags, item: .}}
            """,
                """
            type: object
            properties: {tags: {type: array, maxItems: 90000, items: {type: string}}}
            """,
                """
            {"type": "object", "properties": {"tags": {"type": "array", "maxItems": 70000, "items": {"type": "string"}}}}
            """,
            ),
            finds=("/tags",),
        ),
    ),
)
