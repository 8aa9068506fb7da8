"""Finds values that may come and for which a map has none."""

from __future__ import annotations

from govkit.catalog.mapping.compiled import key_of
from govkit.catalog.mapping.facts import Refused
from govkit.catalog.mapping.judge import Said
from govkit.catalog.mapping.rules._samples import mapped
from govkit.catalog.mapping.wording import shown
from govkit.findings import Example, Rule, Severity


def check(fact: Refused) -> Said | None:
    """A value that the source may send and the map lacks."""
    if fact.what != "map":
        return None
    side = "the entity may hold" if fact.outward else "the API may send"
    values = (fact.value, *fact.others)
    what = " or ".join(
        [", ".join(map(shown, values[:-1])), shown(values[-1])] if len(values) > 1 else map(shown, values)
    )
    hint = ", ".join(f"`{key_of(value)}: …`" for value in values)
    message = f"{side} {what} in `{fact.source}`, and the map of `{fact.target}` has no value for it"
    return Said(message, f"add {hint} to the map")


RULE = Rule(
    id="mapping-enum-not-total",
    severity=Severity.ERROR,
    summary="Checks that a map has a value for each that may come.",
    rationale=("A value that nobody thought of stops the record that carries it, in production, some day."),
    fix="Add the value to the map, with what it means in the target.",
    on=Refused,
    when=check,
    examples=(
        Example(
            None,
            mapped(
                """
            fields:
              status:
                map: {active: open, ended: closed}
            """,
                """
            type: object
            properties: {status: {enum: [active, paused, ended]}}
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
                map: {active: open, ended: closed}
            """,
                """
            type: object
            properties: {status: {enum: [active, ended, null]}}
            """,
                """
            {"type": "object", "properties": {"status": {"enum": ["open", "closed"]}}}
            """,
            ),
            because="`null` is no value: the field is left out.",
        ),
        Example(
            None,
            mapped(
                """
            fields:
              status: {from: live, map: {'true': open, 'false': closed}}
            """,
                """
            type: object
            properties: {live: {type: boolean}}
            """,
                """
            {"type": "object", "properties": {"status": {"enum": ["open", "closed"]}}}
            """,
            ),
            because="Both values of true and false are there.",
        ),
        Example(
            None,
            mapped(
                """
            fields:
              tags: {each: tags, item: {from: ., map: {new: fresh, old: stale}}}
            """,
                """
            type: object
            properties: {tags: {type: array, items: {enum: [new, used, old]}}}
            """,
                """
            {"type": "object", "properties": {"tags": {"type": "array", "items": {"enum": ["fresh", "stale"]}}}}
            """,
            ),
            finds=("/tags/*",),
        ),
        Example(
            None,
            mapped(
                """
            fields:
              tags: {each: tags, fields: {code: {from: ., map: {new: fresh, old: stale}}}}
            """,
                """
            type: object
            properties: {tags: {type: array, items: {enum: [new, old]}}}
            """,
                """
            {"type": "object", "properties": {"tags": {"type": "array", "items":
              {"type": "object", "required": ["code"], "properties": {"code": {"enum": ["fresh", "stale"]}}}}}}
            """,
            ),
            because="Each item of the list has a value.",
        ),
    ),
)
