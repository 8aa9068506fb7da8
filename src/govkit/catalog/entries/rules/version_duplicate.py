"""Finds versions that an API or an entity lists twice."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries.entry import Entry
from govkit.catalog.entries.form import Form
from govkit.catalog.entries.problem import Problem
from govkit.catalog.entries.rules._samples import api
from govkit.catalog.entries.scene import Scene
from govkit.catalog.entries.versions import Order
from govkit.findings import Example, Rule, Severity


def check(scene: Scene) -> Iterator[Problem]:
    """The later of two equal versions."""
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


RULE = Rule(
    id="version-duplicate",
    severity=Severity.ERROR,
    summary="Checks that no two versions of an API or an entity are equal.",
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
            api("- {version: 1.0.0-rc.1, definition: a.yaml}\n- {version: 1.0.0, definition: b.yaml}"),
            because="A pre-release is another version than its release.",
        ),
    ),
)
