"""Finds answers of a media type that the description does not name."""

from __future__ import annotations

from govkit.checks.pacts.facts import Said
from govkit.checks.pacts.fuzz.facts import FuzzFact
from govkit.checks.pacts.fuzz.rules._samples import asked
from govkit.findings import Example, Rule, Severity


def check(fact: FuzzFact) -> Said:
    """Words one such operation."""
    return Said(f"answered with a media type that is not declared: {fact.said}")


RULE = Rule(
    id="provider-media-type-undeclared",
    severity=Severity.ERROR,
    summary="An answer has a media type that the description of the operation does not name.",
    rationale="A client that reads JSON cannot read a page of HTML.",
    fix="Describe the media type, or let the provider answer with one that is described.",
    on="provider-media-type-undeclared",
    when=check,
    examples=(
        Example(None, asked("{at: GET /notes, do: media, to: text/html}"), finds=("GET /notes",)),
        Example(None, asked(), because="It does as it says."),
    ),
    unpaired="a provider is asked whole: requests and answers together",
)
