"""Finds documents that call themselves another version than the catalog does."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries.problem import Problem
from govkit.catalog.entries.rules._samples import ACTIVE, api, file
from govkit.catalog.entries.scene import Scene
from govkit.catalog.entries.versions import number_said
from govkit.catalog.texts import shown
from govkit.findings import Example, Rule, Severity


def check(scene: Scene) -> Iterator[Problem]:
    """Every version whose document, overlays applied, says another."""
    for one in scene.estate.versions():
        found = scene.definitions.get(one.files)
        if found is None or found.version is None:
            continue
        if number_said(found.version) != one.version.version:
            message = f"{one.name} is described by a document that calls itself {shown(found.version)}"
            yield Problem(one.api.source, (*one.pointer, "version"), message, one.api.about)


RULE = Rule(
    id="definition-version-differs",
    severity=Severity.WARNING,
    summary="Checks that the document of an API version says that version in `info.version`.",
    rationale=(
        "Whoever reads the document, or generates from it, takes its own word for the version; the catalog and the"
        " gate speak of another."
    ),
    fix="Make `info.version` and the entry agree; for the document of a vendor, in an overlay.",
    on="entries",
    when=check,
    examples=(
        Example(
            None,
            api(ACTIVE)
            + file(
                "specs/billing.yaml",
                "openapi: 3.1.0\ninfo: {title: Billing, version: 1.1.0}\npaths: {/invoices: {get: {responses: {}}}, '/invoices/{id}': {get: {responses: {}}}}",
            ),
            finds=("catalog/apis/billing.yaml#/spec/versions/0/version",),
        ),
        Example(
            None,
            api(ACTIVE)
            + file(
                "specs/billing.yaml",
                "openapi: 3.1.0\ninfo: {title: Billing, version: v1.0.0}\npaths: {/invoices: {get: {responses: {}}}, '/invoices/{id}': {get: {responses: {}}}}",
            ),
            because="A `v` before the number is a habit, not another version.",
        ),
        Example(
            None,
            api(ACTIVE)
            + file(
                "specs/billing.yaml",
                "openapi: 3.1.0\ninfo: {title: Billing, version: '1.0'}\npaths: {/invoices: {get: {responses: {}}}, '/invoices/{id}': {get: {responses: {}}}}",
            ),
            because="`1.0` is short for `1.0.0`.",
        ),
    ),
)
