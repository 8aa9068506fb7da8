"""Finds headers that are read, and may be missing."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import called
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such header."""
    return Said(f"the header `{fact.said['name']}` may be missing")


RULE = Rule(
    id="response-header-optional",
    severity=Severity.WARNING,
    summary="A header that the consumer reads is not always there.",
    rationale=("Headers are optional where nothing is said. Few descriptions say so, so this is a warning."),
    fix=("Declare it with `required: true`, or handle its absence."),
    stricter=True,
    on="response-header-optional",
    when=check,
    examples=(
        Example(
            None,
            called(
                'responses: {"200": {description: Done, headers: {X-Total: {schema: {type: integer}}}}}',
                response="status: 200\nheaders: {x-total: '5'}",
            ),
            finds=("/x-total",),
        ),
        Example(
            None,
            called(
                'responses: {"200": {description: Done, headers: {X-Total: {required: true, schema: {type: integer}}}}}',
                response="status: 200\nheaders: {x-total: '5'}",
            ),
            because="It is always there.",
        ),
    ),
)
