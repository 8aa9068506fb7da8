"""Finds APIs and entities that people know by one name."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries.entry import Entry
from govkit.catalog.entries.form import Form
from govkit.catalog.entries.problem import Problem
from govkit.catalog.entries.rules._samples import ACTIVE, api, entity
from govkit.catalog.entries.scene import Scene
from govkit.catalog.texts import shown
from govkit.findings import Example, Rule, Severity


def check(scene: Scene) -> Iterator[Problem]:
    """The later of two entries with one title, letters and spaces apart."""
    for entries in (scene.estate.apis, scene.estate.entities):
        first: dict[str, Entry[Form]] = {}
        for entry_ in entries.values():
            key = "".join(entry_.title.lower().replace("-", " ").split())
            other = first.setdefault(key, entry_)
            if other is not entry_:
                message = f"{shown(entry_.title)} is the title of `{other.about}`, too"
                pointer = ("metadata", "title" if entry_.metadata.title else "name")
                yield Problem(entry_.source, pointer, message, entry_.about)


RULE = Rule(
    id="title-duplicate",
    severity=Severity.WARNING,
    summary="Checks that no two APIs, and no two entities, have the same title.",
    rationale=(
        "Two entries with one title are one thing described twice, or two things that people will take for one."
    ),
    fix="Join the two, or give one another title.",
    on="entries",
    when=check,
    examples=(
        Example(
            None,
            api(ACTIVE, "billing", "title: Billing API") + api(ACTIVE, "invoices", "title: billing api"),
            finds=("catalog/apis/invoices.yaml#/metadata/title",),
        ),
        Example(
            None,
            api(ACTIVE, "customers", "title: Customer") + entity("identifiers: []", metadata="title: Customer"),
            because="An API and the object that it is about may share a title.",
        ),
    ),
)
