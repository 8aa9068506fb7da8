"""Finds workflows that go by versions which are about to end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from govkit.catalog.entries import Lifecycle, Problem
from govkit.catalog.entries.rules._samples import api
from govkit.findings import Example, Rule, Severity
from govkit.gate.lint.called import called
from govkit.gate.lint.rules._samples import workflow
from govkit.gate.lint.view import View

_SOON = timedelta(days=90)


def check(view: View) -> Iterator[Problem]:
    """Documents of workflows that name the document of a deprecated version as a source."""
    for source in called(view.estate):
        version = source.version
        if version.lifecycle is Lifecycle.DEPRECATED:
            said = version.version.deprecation
            end = f" and ends on {said.sunset}" if said is not None else ""
            is_far = said is not None and said.sunset - view.today > _SOON
            message = f"the workflows of {source.document.source.path} go by {version.name}, which is deprecated{end}"
            hint = f"Move them to {said.successor}." if said is not None and said.successor else ""
            severity = Severity.INFO if is_far else None
            yield Problem(source.document.source, source.pointer, message, source.about, hint, severity=severity)


_ENDING = (
    "- {version: 1.0.0, definition: specs/billing.yaml, lifecycle: deprecated, released: 2026-03-01, "
    "deprecation: {date: 2026-04-01, sunset: 2027-04-01, successor: billing@2.0.0, reason: Moved.}}\n"
    "- {version: 2.0.0, definition: specs/next.yaml, lifecycle: active, released: 2026-04-01}"
)

RULE = Rule(
    id="workflow-of-deprecated-version",
    severity=Severity.WARNING,
    summary="Checks that no workflow goes by a version that is deprecated.",
    rationale=(
        "A workflow is a consumer like any other: on the day of the sunset it stops, in the middle of its runs. Until "
        "90 days before it is news for the plan (info), then it is urgent (warning)."
    ),
    fix="Move the workflow to the version that follows, before the sunset.",
    on="estate",
    when=check,
    examples=(
        Example(
            None,
            api(_ENDING) + workflow("../../specs/billing.yaml"),
            finds=("catalog/workflows/renewal.arazzo.yaml#/sourceDescriptions/0/url",),
        ),
        Example(None, api(_ENDING) + workflow("../../specs/next.yaml"), because="It has moved already."),
    ),
)
