"""Finds headers that are required, and that a provider does without."""

from __future__ import annotations

from govkit.checks.pacts.facts import Said
from govkit.checks.pacts.fuzz.facts import FuzzFact
from govkit.checks.pacts.fuzz.rules._samples import asked
from govkit.findings import Example, Rule, Severity


def check(fact: FuzzFact) -> Said:
    """Words one such operation."""
    return Said(f"a request without a required header is taken: {fact.said}")


RULE = Rule(
    id="provider-header-not-required",
    severity=Severity.ERROR,
    summary="A header is required by the description, and a request without it is not refused.",
    rationale="What is required is a promise to other clients too: each relies on the header being there.",
    fix="Refuse requests without the header, or describe it as optional.",
    on="provider-header-not-required",
    when=check,
    examples=(
        Example(
            None,
            asked("{at: POST /notes, do: answer, status: 201}").replace(
                "operationId: addNote",
                "parameters: [{name: X-Tenant, in: header, required: true, schema: {type: string}}]",
            ),
            finds=("POST /notes",),
        ),
        Example(None, asked(), because="It does as it says."),
    ),
    unpaired="a provider is asked whole: requests and answers together",
)
