"""Finds mappings of versions that are gone."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries import Lifecycle, Problem
from govkit.catalog.entries.rules._samples import ACTIVE, api, mapping
from govkit.findings import Example, Rule, Severity
from govkit.gate.lint.view import View


def check(view: View) -> Iterator[Problem]:
    """Mappings whose version is retired."""
    for one in view.estate.mappings.values():
        meant = view.estate.meant(one.spec.api)
        if meant and meant[0].lifecycle is Lifecycle.RETIRED:
            message = f"the mapping `{one.name}` is of {meant[0].name}, which is retired"
            yield Problem(one.source, ("spec", "api"), message, one.about)


RULE = Rule(
    id="mapping-of-retired-version",
    severity=Severity.WARNING,
    summary="Checks that no mapping is left of a version that is retired.",
    rationale="It is kept, checked and read as if records still came that way; and where they do, they should not.",
    fix="Remove the mapping, or move it to the version that follows.",
    on="estate",
    when=check,
    examples=(
        Example(
            None,
            api("- {version: 1.0.0, definition: specs/billing.yaml, lifecycle: retired, released: 2026-03-01}")
            + mapping("fields: {name: name}"),
            finds=("catalog/mappings/billing-customer.yaml#/spec/api",),
        ),
        Example(None, api(ACTIVE) + mapping("fields: {name: name}"), because="The version stands."),
    ),
)
