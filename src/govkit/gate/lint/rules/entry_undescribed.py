"""Finds entries that do not say what they are."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries import Problem
from govkit.catalog.entries.rules._samples import entry
from govkit.findings import Example, Rule, Severity
from govkit.gate.lint.view import View, thing_name

_KINDS = ("Domain", "System", "API", "Consumer", "Entity")


def check(view: View) -> Iterator[Problem]:
    """Entries of the kinds that people look for, without a description."""
    for kind in _KINDS:
        for one in view.estate.of(kind).values():
            if one.metadata.description is None:
                message = f"{thing_name(one)} has no description"
                yield Problem(one.source, ("metadata", "name"), message, one.about)


RULE = Rule(
    id="entry-undescribed",
    severity=Severity.INFO,
    summary="Checks that domains, systems, APIs, consumers and entities are described.",
    rationale="People find in a catalog what is described in their words; a bare name is found by those who know it.",
    fix="Say in `metadata.description` what it is for, in a sentence or two.",
    on="estate",
    when=check,
    examples=(
        Example(
            None,
            entry("Domain", "money", "owner: finance"),
            finds=("catalog/domains/money.yaml#/metadata/name",),
        ),
        Example(
            None,
            entry("Domain", "money", "owner: finance", "description: What the customers owe."),
            because="It says what it is.",
        ),
    ),
)
