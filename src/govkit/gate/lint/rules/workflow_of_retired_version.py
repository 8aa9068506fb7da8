"""Finds workflows that go by versions which are gone."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries import Lifecycle, Problem
from govkit.catalog.entries.rules._samples import ACTIVE, api
from govkit.findings import Example, Rule, Severity
from govkit.gate.lint.called import called
from govkit.gate.lint.rules._samples import workflow
from govkit.gate.lint.view import View


def check(view: View) -> Iterator[Problem]:
    """Documents of workflows that name the document of a retired version as a source."""
    for source in called(view.estate):
        if source.version.lifecycle is Lifecycle.RETIRED:
            message = f"the workflows of {source.document.source.path} go by {source.version.name}, which is retired"
            yield Problem(source.document.source, source.pointer, message, source.about)


RULE = Rule(
    id="workflow-of-retired-version",
    severity=Severity.ERROR,
    summary="Checks that no workflow goes by a version that is retired.",
    rationale="A retired version need not answer: every run of the workflow fails, or is about to.",
    fix="Move the workflow to the version that follows, or bring the version back until it has moved.",
    on="estate",
    when=check,
    examples=(
        Example(
            None,
            api("- {version: 1.0.0, definition: specs/billing.yaml, lifecycle: retired, released: 2026-03-01}")
            + workflow("../../specs/billing.yaml"),
            finds=("catalog/workflows/renewal.arazzo.yaml#/sourceDescriptions/0/url",),
        ),
        Example(None, api(ACTIVE) + workflow("../../specs/billing.yaml"), because="The version stands."),
    ),
)
