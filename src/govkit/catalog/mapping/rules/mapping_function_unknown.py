"""Finds functions that there are not, and those with another number of arguments."""

from __future__ import annotations

from govkit.catalog.entries.reading import close_to
from govkit.catalog.mapping.facts import FunctionUnfit
from govkit.catalog.mapping.function import functions
from govkit.catalog.mapping.judge import Said
from govkit.catalog.mapping.rules._samples import mapped
from govkit.findings import Example, Rule, Severity


def check(fact: FunctionUnfit) -> Said:
    """A function of the mapping language that is not called as it is meant."""
    if not fact.takes:
        return Said(
            f"`{fact.target}` is made with `{fact.function}`, and there is no such function",
            close_to(fact.function, functions()),
        )
    return Said(f"`{fact.function}` takes ({fact.takes}), and `{fact.target}` gives it {fact.given}")


RULE = Rule(
    id="mapping-function-unknown",
    severity=Severity.ERROR,
    summary="Checks that mappings call functions that there are, with what those take.",
    rationale=("A mapping that cannot run maps nothing."),
    fix="`govkit explain` tells of each function.",
    on=FunctionUnfit,
    when=check,
    examples=(
        Example(
            None,
            mapped(
                """
            fields: {name: {with: uper, from: name}}
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
            fields: {name: {with: day_after, from: [name, name]}}
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
            fields: {name: {with: joined, from: [name, name]}}
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
            because="It takes as many as there are.",
        ),
    ),
)
