"""Finds lists whose pages are not what was asked for."""

from __future__ import annotations

from govkit.checks.pacts.facts import Said
from govkit.checks.pacts.fuzz.facts import FuzzFact
from govkit.checks.pacts.fuzz.rules._samples import asked
from govkit.findings import Example, Rule, Severity

_NOTES = "[{id: a, text: a, kind: memo}, {id: b, text: b, kind: task}]"
_LIMIT = "parameters: [{name: limit, in: query, schema: {type: integer, minimum: 1}}, {name: kind"


def check(fact: FuzzFact) -> Said:
    """Words one such operation."""
    return Said(f"its pages are not what was asked for: {fact.said}")


RULE = Rule(
    id="provider-page-differs",
    severity=Severity.ERROR,
    summary="A page is longer than was asked for, the next one is the same again, or it cannot be had.",
    rationale="Whoever reads a list page by page reads some records twice and others never, or does not come to an end.",
    fix="Let the provider keep to the limit, and let the next page begin where the one before ends.",
    on="provider-page-differs",
    when=check,
    examples=(
        Example(
            None,
            asked(f"{{at: GET /notes, do: answer, status: 200, body: {_NOTES}}}").replace(
                "parameters: [{name: kind", _LIMIT
            ),
            finds=("GET /notes",),
        ),
        Example(None, asked(), because="It does as it says."),
    ),
    unpaired="a provider is asked whole: requests and answers together",
)
