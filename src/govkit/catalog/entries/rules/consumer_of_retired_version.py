"""Finds consumers of versions that are gone."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries.kinds.api import Lifecycle
from govkit.catalog.entries.problem import Problem
from govkit.catalog.entries.rules._samples import ACTIVE, api, consumer
from govkit.catalog.entries.scene import Scene
from govkit.findings import Example, Rule, Severity


def check(scene: Scene) -> Iterator[Problem]:
    """Uses where no version that is meant is left, or that name the retired one."""
    for consumer_ in scene.estate.consumers.values():
        for index, use in enumerate(consumer_.spec.uses):
            meant = scene.estate.meant(use.api)
            if meant and all(one.lifecycle is Lifecycle.RETIRED for one in meant):
                message = f"`{consumer_.name}` uses {use.api}, which is retired"
                said = meant[-1].version.deprecation
                hint = f"move to {said.successor}" if said and said.successor else ""
                yield Problem(consumer_.source, ("spec", "uses", index, "api"), message, consumer_.about, hint)


RULE = Rule(
    id="consumer-of-retired-version",
    severity=Severity.ERROR,
    summary="Checks that no consumer uses a version that is retired.",
    rationale=("A retired version need not answer any more; whoever still calls it fails, or is about to."),
    fix="Move the consumer to the successor, or bring the version back until it has moved.",
    on="entries",
    when=check,
    examples=(
        Example(
            None,
            api("- {version: 1.0.0, definition: specs/billing.yaml, lifecycle: retired, released: 2026-03-01}")
            + consumer("uses: [{api: billing@1.0.0, operations: ['*']}]"),
            finds=("catalog/consumers/dashboard.yaml#/spec/uses/0/api",),
        ),
        Example(
            None,
            api(ACTIVE + "\n- {version: 1.1.0, definition: a.yaml, lifecycle: retired, released: 2026-03-01}")
            + consumer("uses: [{api: billing@1, operations: ['*']}]"),
            because="Another version that is meant still stands.",
        ),
    ),
)
