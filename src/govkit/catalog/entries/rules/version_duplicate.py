"""Finds versions that an API, an entity or a consumer lists twice."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries.entry import Entry
from govkit.catalog.entries.form import Form
from govkit.catalog.entries.problem import Problem
from govkit.catalog.entries.rules._samples import api, consumer
from govkit.catalog.entries.scene import Scene
from govkit.catalog.entries.versions import Order
from govkit.findings import Example, Rule, Severity


def check(scene: Scene) -> Iterator[Problem]:
    """The later of two equal versions."""
    yield from _of_consumers(scene)
    versioned: list[tuple[Entry[Form], list[str]]] = [
        *((api_, [one.version for one in api_.spec.versions]) for api_ in scene.estate.apis.values()),
        *((entity_, [one.version for one in entity_.spec.versions]) for entity_ in scene.estate.entities.values()),
    ]
    for entry_, versions in versioned:
        seen: set[Order] = set()
        for index, one in enumerate(versions):
            order = Order(one)
            if order in seen:
                message = f"version {one} is listed twice"
                yield Problem(entry_.source, ("spec", "versions", index, "version"), message, entry_.about)
            seen.add(order)


def _of_consumers(scene: Scene) -> Iterator[Problem]:
    """Versions of consumers are marks of any sort: equal where their texts are."""
    for consumer_ in scene.estate.consumers.values():
        listed = [one.version for one in consumer_.spec.versions]
        for index, version in enumerate(listed):
            if version in listed[:index]:
                message = f"version {version} is listed twice"
                yield Problem(consumer_.source, ("spec", "versions", index, "version"), message, consumer_.about)


RULE = Rule(
    id="version-duplicate",
    severity=Severity.ERROR,
    summary="Checks that no two versions of an API, an entity or a consumer are equal.",
    rationale=(
        "Two documents for one version are two promises under one name; by SemVer, versions that differ in build "
        "metadata alone are equal."
    ),
    fix="Give one of them another version.",
    on="entries",
    when=check,
    examples=(
        Example(
            None,
            api("- {version: 1.0.0, definition: a.yaml}\n- {version: 1.0.0+2, definition: b.yaml}"),
            finds=("catalog/apis/billing.yaml#/spec/versions/1/version",),
        ),
        Example(
            None,
            consumer("versions: [{version: 4e1d0c7, pacts: []}, {version: 4e1d0c7, pacts: []}]"),
            finds=("catalog/consumers/dashboard.yaml#/spec/versions/1/version",),
            title="Two records of one build",
        ),
        Example(
            None,
            api("- {version: 1.0.0-rc.1, definition: a.yaml}\n- {version: 1.0.0, definition: b.yaml}"),
            because="A pre-release is another version than its release.",
        ),
    ),
)
