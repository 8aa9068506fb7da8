"""Finds files of the catalog that are no entries."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries.problem import Problem
from govkit.catalog.entries.rules._samples import entry, file, team
from govkit.catalog.entries.scene import Scene
from govkit.findings import Example, Rule, Severity


def check(scene: Scene) -> Iterator[Problem]:
    """Every file that could not be read, and every mistake in its form."""
    yield from scene.estate.problems


RULE = Rule(
    id="entry-invalid",
    severity=Severity.ERROR,
    summary="Checks that every file of the catalog can be read and has the form of its kind.",
    rationale=(
        "An entry that is not understood is not there: its API has no owner, its consumers are not warned, its "
        "policy does not hold. A misspelt key would be ignored in silence, so it is an error."
    ),
    fix=(
        "Give the entry the form that the reference page of its kind shows; `govkit schema KIND` gives editors a "
        "schema to complete by."
    ),
    on="entries",
    when=check,
    examples=(
        Example(
            None,
            entry("Domain", "finance", "ownr: finance"),
            finds=("catalog/domains/finance.yaml#/spec/owner", "catalog/domains/finance.yaml#/spec/ownr"),
        ),
        Example(
            None,
            team("finance") + file("catalog/customer.schema.json", '{"type": "object"}'),
            because="Schemas, data and API descriptions may lie beside entries.",
        ),
    ),
)
