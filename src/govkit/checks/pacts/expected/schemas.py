"""Terms as whole schemas: what a consumer handles."""

from __future__ import annotations

from typing import Any

from govkit.checks.pacts.expected.terms import Term
from govkit.spec.schemas.reading import Schema


def handled_schema(term: Term) -> Schema:
    """What the consumer handles where a term stands: an answer may hold more members than it reads."""
    if isinstance(term.value, dict):
        return _object(term)
    if isinstance(term.value, list):
        return _list(term)
    return term.schema


def _object(term: Term) -> Schema:
    members = {name: handled_schema(inner) for name, inner in term.members.items()}
    if term.loose:
        return {"type": "object", "additionalProperties": _any_of(list(members.values()))}
    return {"type": "object", "properties": members, "required": list(members)}


def _list(term: Term) -> Schema:
    items = [handled_schema(item) for item in term.items]
    schema: Schema = {"type": "array"}
    if term.contains:
        return {**schema, "allOf": [{"contains": item} for item in items]} if items else schema
    if not term.many:
        return (
            {**schema, "prefixItems": items, "minItems": len(items), "maxItems": len(items)}
            if items
            else {
                **schema,
                "maxItems": 0,
            }
        )
    counts = (("minItems", term.least), ("maxItems", term.most))
    schema |= {key: count for key, count in counts if count is not None}
    return {**schema, "items": _any_of(items)} if items else schema


def _any_of(schemas: list[Any]) -> Schema:
    """Any of some schemas, equal ones once."""
    told = [schema for index, schema in enumerate(schemas) if schema not in schemas[:index]]
    return {} if not told else told[0] if len(told) == 1 else {"anyOf": told}
