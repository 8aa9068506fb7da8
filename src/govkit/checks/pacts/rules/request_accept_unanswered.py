"""Finds requests for media types in which an operation never answers."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import called
from govkit.checks.pacts.rules._wording import listed
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such request."""
    return Said(f"the request accepts `{fact.said['asked']}`, and the answer is {listed(fact.said['known'])}")


RULE = Rule(
    id="request-accept-unanswered",
    severity=Severity.ERROR,
    summary="What the request accepts is nothing that the operation answers with.",
    rationale=("The provider answers 406, or with something that the consumer did not ask for."),
    fix=("Accept what it answers with, or describe this media type."),
    on="request-accept-unanswered",
    when=check,
    examples=(
        Example(
            None,
            called(
                'responses: {"200": {description: Done, content: {application/json: {schema: {}}}}}',
                "headers: {Accept: text/csv}",
            ),
            finds=("/Accept",),
        ),
        Example(
            None,
            called(
                'responses: {"200": {description: Done, content: {application/json: {schema: {}}}}}',
                "headers: {Accept: 'text/html, application/*;q=0.5'}",
            ),
            because="A range speaks for all that lies in it.",
        ),
    ),
)
