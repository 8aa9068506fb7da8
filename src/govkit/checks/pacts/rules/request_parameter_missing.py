"""Finds requests that lack a required parameter."""

from __future__ import annotations

from govkit.checks.pacts.facts import Fact, Said
from govkit.checks.pacts.rules._samples import called
from govkit.findings import Example, Rule, Severity


def check(fact: Fact) -> Said:
    """Words one such request."""
    return Said(f"the {fact.said['location']} parameter `{fact.said['name']}` is required, and is not sent")


RULE = Rule(
    id="request-parameter-missing",
    severity=Severity.ERROR,
    summary="A parameter that the API requires is not sent.",
    rationale=("The provider refuses the request."),
    fix=("Send it, or make it optional in the description if the provider can do without."),
    on="request-parameter-missing",
    when=check,
    examples=(
        Example(
            None,
            called("parameters: [{name: region, in: query, required: true, schema: {type: string}}]"),
            finds=("/region",),
        ),
        Example(
            None,
            called(
                "parameters: [{name: X-Region, in: header, required: true, schema: {type: string}}]",
                "headers: {x-region: emea}",
            ),
            because="Names of headers have no case.",
        ),
    ),
)
