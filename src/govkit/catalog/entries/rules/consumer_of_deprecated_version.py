"""Finds consumers of versions that will end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from govkit.catalog.entries.kinds.api import Deprecation, Lifecycle
from govkit.catalog.entries.problem import Problem
from govkit.catalog.entries.rules._samples import ACTIVE, api, consumer
from govkit.catalog.entries.scene import Scene
from govkit.findings import Example, Rule, Severity

_SOON = timedelta(days=90)


def check(scene: Scene) -> Iterator[Problem]:
    """Uses where the newest version that is meant is deprecated."""
    for consumer_ in scene.estate.consumers.values():
        for index, use in enumerate(consumer_.spec.uses):
            meant = [one for one in scene.estate.meant(use.api) if one.lifecycle is not Lifecycle.RETIRED]
            said = meant[-1].version.deprecation if meant else None
            if said is None or any(one.lifecycle is not Lifecycle.DEPRECATED for one in meant):
                continue
            left = (said.sunset - scene.today).days
            when = f"ends in {left} days ({said.sunset})" if left > 0 else f"should have ended on {said.sunset}"
            message = f"`{consumer_.name}` uses {use.api}, which is deprecated and {when}"
            severity = Severity.INFO if said.sunset - scene.today > _SOON else None
            pointer = ("spec", "uses", index, "api")
            yield Problem(consumer_.source, pointer, message, consumer_.about, _hint(said), severity=severity)


def _hint(said: Deprecation) -> str:
    return f"move to {said.successor}" if said.successor else ""


RULE = Rule(
    id="consumer-of-deprecated-version",
    severity=Severity.WARNING,
    summary="Checks that consumers have left the versions that are deprecated.",
    rationale=(
        "From its sunset on the version may be gone. Until 90 days before it is news for the plan (info), then it "
        "is urgent (warning)."
    ),
    fix="Move the consumer to the successor before the sunset.",
    on="entries",
    when=check,
    examples=(
        Example(
            None,
            api("""
            - version: 1.0.0
              definition: specs/billing.yaml
              lifecycle: deprecated
              released: 2025-03-01
              deprecation: {date: 2025-06-01, sunset: 2025-12-31, reason: it is old}
            """)
            + consumer("uses: [{api: billing@1.0.0, operations: ['*']}]"),
            finds=("catalog/consumers/dashboard.yaml#/spec/uses/0/api",),
        ),
        Example(
            None,
            api(ACTIVE) + consumer("uses: [{api: billing@1, operations: ['*']}]"),
            because="The version is active.",
        ),
    ),
)
