"""Finds parameters that an API does not declare."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import called
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such parameter; an undeclared header is often that of something between both sides."""
    location = fact.said["location"]
    message = f"the {location} parameter `{fact.said['name']}` is not declared: the provider ignores it"
    return Said(message, Severity.INFO if location == "header" else None)


RULE = Rule(
    id="request-parameter-ignored",
    severity=Severity.WARNING,
    summary="A parameter that is sent is not declared.",
    rationale=(
        "The provider ignores it, and the consumer believes that it had an effect: a misspelt filter returns everything."
    ),
    fix=("Remove it, mend its name, or declare it."),
    on="request-parameter-ignored",
    when=check,
    examples=(
        Example(
            None,
            called("parameters: [{name: limit, in: query, schema: {type: integer}}]", "query: {limits: ['5']}"),
            finds=("/limits",),
        ),
        Example(
            None,
            called(
                "parameters: [{name: filter, in: query, style: deepObject, schema: {type: object}}]",
                "query: {'filter[status]': [open]}",
            ),
            because="It is a member of a declared object.",
        ),
    ),
)
