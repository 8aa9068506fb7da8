"""Finds files that entries name and that are not there."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries.entry import Entry
from govkit.catalog.entries.estate import Estate
from govkit.catalog.entries.form import Form
from govkit.catalog.entries.problem import Problem
from govkit.catalog.entries.rules._samples import ACTIVE, api, consumer, file
from govkit.catalog.entries.scene import Scene
from govkit.errors import InputError
from govkit.findings import Example, Rule, Severity
from govkit.spec.documents import Pointer


def check(scene: Scene) -> Iterator[Problem]:
    """Every path that leads to no file of the estate."""
    estate = scene.estate
    for entry_, path, pointer in _named(estate):
        try:
            is_there = estate.files.exists(path)
        except InputError:  # such as a link that leads out of the estate
            is_there = False
        if not is_there:
            yield Problem(entry_.source, pointer, f"there is no file {path}", entry_.about)


def _named(estate: Estate) -> Iterator[tuple[Entry[Form], str, Pointer]]:
    for one in estate.versions():
        yield one.api, one.version.definition, (*one.pointer, "definition")
        for index, path in enumerate(one.version.overlays):
            yield one.api, path, (*one.pointer, "overlays", index)
    for entity_ in estate.entities.values():
        for index, version in enumerate(entity_.spec.versions):
            yield entity_, version.definition, ("spec", "versions", index, "definition")
    for consumer_ in estate.consumers.values():
        for index, path in enumerate(consumer_.spec.pacts):
            yield consumer_, path, ("spec", "pacts", index)
        for position, recorded in enumerate(consumer_.spec.versions):
            for index, path in enumerate(recorded.pacts):
                if path not in consumer_.spec.pacts:
                    yield consumer_, path, ("spec", "versions", position, "pacts", index)


RULE = Rule(
    id="definition-missing",
    severity=Severity.ERROR,
    summary="Checks that every document, overlay, schema and pact that an entry names is there.",
    rationale=(
        "A version without its document cannot be compared, generated from or mocked; the file was moved, or never"
        " committed."
    ),
    fix="Name the file as it is seen from the top of the estate, or add it.",
    on="entries",
    when=check,
    examples=(
        Example(None, api(ACTIVE), finds=("catalog/apis/billing.yaml#/spec/versions/0/definition",)),
        Example(
            None,
            consumer("versions: [{version: 1.0.0, pacts: [catalog/pacts/dashboard/billing-0c5b8a1e9d3f.json]}]"),
            finds=("catalog/consumers/dashboard.yaml#/spec/versions/0/pacts/0",),
            title="A pact that was never committed",
        ),
        Example(
            None,
            api(ACTIVE)
            + file("specs/billing.yaml", "openapi: 3.1.0\ninfo: {title: Billing, version: 1.0.0}\npaths: {}"),
            because="Paths start at the top of the estate, wherever the entry lies.",
        ),
    ),
)
