"""Finds APIs that nobody in the catalog uses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from govkit.catalog.entries import Lifecycle, Problem
from govkit.catalog.entries.rules._samples import ACTIVE, api, consumer
from govkit.findings import Example, Rule, Severity
from govkit.gate.lint.called import called
from govkit.gate.lint.rules._samples import workflow
from govkit.gate.lint.view import View

_STANDING = (Lifecycle.ACTIVE, Lifecycle.DEPRECATED)
_TIME = timedelta(days=90)
"""What is released has to be found first."""


def check(view: View) -> Iterator[Problem]:
    """APIs with a version that stands since three months, of which no consumer, no pact and no workflow speaks."""
    estate = view.estate
    known = {source.version.api.name for source in called(estate)} | {pact.provider for pact in estate.pacts}
    for one in estate.apis.values():
        standing = [version for version in estate.versions(one.name) if version.lifecycle in _STANDING]
        days = [version.version.released for version in standing if version.version.released is not None]
        if days and view.today - min(days) > _TIME and one.name not in known and not estate.usages(one.name):
            message = f"nobody in the catalog uses `{one.name}`"
            yield Problem(one.source, ("metadata", "name"), message, one.about)


RULE = Rule(
    id="api-unused",
    severity=Severity.INFO,
    summary="Checks that an API which stands is used by a consumer or a workflow.",
    rationale=(
        "An API that nobody uses is kept, secured and promised for nothing; or its users are unknown, and nobody tells "
        "them when it ends."
    ),
    fix="Let its consumers say so in entries of their own, or retire it.",
    on="estate",
    when=check,
    examples=(
        Example(None, api(ACTIVE), finds=("catalog/apis/billing.yaml#/metadata/name",)),
        Example(
            None,
            api(ACTIVE) + consumer("uses: [{api: billing@1, operations: ['*']}]"),
            because="A consumer says that it uses it.",
        ),
        Example(None, api(ACTIVE) + workflow("../../specs/billing.yaml"), because="A workflow goes by it."),
        Example(
            None,
            api(ACTIVE.replace("2026-03-01", "2026-05-20")),
            because="It was released twelve days before the day of this example, 2026-06-01.",
        ),
        Example(
            None,
            api("- {version: 1.0.0, definition: specs/billing.yaml}"),
            because="Nobody may rely on a draft.",
        ),
    ),
)
