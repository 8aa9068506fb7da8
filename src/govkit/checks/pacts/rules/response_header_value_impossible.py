"""Finds expected values of headers that an operation never answers."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import called
from govkit.checks.pacts.rules._wording import shown
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such header."""
    said = fact.said
    return Said(f"the header `{said['name']}` is never {shown(said['value'])}: {said['because']}")


RULE = Rule(
    id="response-header-value-impossible",
    severity=Severity.ERROR,
    summary="The expected value of a header is none that may come.",
    rationale=("By its description the provider never answers like this."),
    fix=("Expect a value that may come."),
    on="response-header-value-impossible",
    when=check,
    examples=(
        Example(
            None,
            called(
                'responses: {"200": {description: Done, headers: {X-Total: {required: true, schema: {type: integer}}}}}',
                response="status: 200\nheaders: {x-total: many}",
            ),
            finds=("/x-total",),
        ),
        Example(
            None,
            called(
                'responses: {"200": {description: Done, headers: {X-Total: {required: true, schema: {type: integer}}}}}',
                response="status: 200\nheaders: {x-total: '5'}",
            ),
            because="It is written as a text, and read as a number.",
        ),
    ),
)
