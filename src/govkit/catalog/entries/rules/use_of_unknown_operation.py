"""Finds uses and grants of operations that the API does not have."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries.estate import Estate
from govkit.catalog.entries.form import ApiRef
from govkit.catalog.entries.kinds.consumer import Grant, Use
from govkit.catalog.entries.problem import Problem
from govkit.catalog.entries.reading import close_to
from govkit.catalog.entries.rules._samples import ACTIVE, api, consumer, file
from govkit.catalog.entries.scene import Scene
from govkit.catalog.entries.uses import ALL, plain_operation
from govkit.catalog.texts import shown
from govkit.findings import Example, Rule, Severity


def check(scene: Scene) -> Iterator[Problem]:
    """Operations that no version has, where the documents of all versions that are meant could be read."""
    for consumer_ in scene.estate.consumers.values():
        sections: dict[str, tuple[Use | Grant, ...]] = {"uses": consumer_.spec.uses, "grants": consumer_.spec.grants}
        for section, listed in sections.items():
            for index, one in enumerate(listed):
                known = _operations(one.api, scene, scene.estate)
                for at, operation in enumerate(one.operations if known is not None else ()):
                    if known is not None and operation != ALL and plain_operation(operation) not in known:
                        message = f"{one.api} has no operation {shown(operation)}"
                        pointer = ("spec", section, index, "operations", at)
                        hint = close_to(operation, known.values())
                        yield Problem(consumer_.source, pointer, message, consumer_.about, hint)


def _operations(reference: ApiRef, scene: Scene, estate: Estate) -> dict[str, str] | None:
    """The operations of all versions that are meant; None where not all are known."""
    found: dict[str, str] = {}
    meant = estate.meant(reference)
    for one in meant:
        definition = scene.definitions.get(one.files)
        if definition is None:
            return None
        found |= {plain_operation(name): name for name in definition.operations}
    return found if meant else None


RULE = Rule(
    id="use-of-unknown-operation",
    severity=Severity.WARNING,
    summary=(
        "Checks that every operation that a consumer uses or is granted is one of the API in some version that is "
        "meant."
    ),
    rationale=(
        "A misspelt operation is used by nobody: when the real one breaks, the gate does not know whom it hits."
    ),
    fix="Write the operation as the document does: `GET /invoices/{id}`; the names of path parameters do not matter.",
    on="entries",
    when=check,
    examples=(
        Example(
            None,
            api(ACTIVE)
            + file(
                "specs/billing.yaml",
                "openapi: 3.1.0\ninfo: {title: Billing, version: 1.0.0}\npaths: {/invoices: {get: {responses: {}}}, '/invoices/{id}': {get: {responses: {}}}}",
            )
            + consumer("uses: [{api: billing, operations: [GET /invoice]}]"),
            finds=("catalog/consumers/dashboard.yaml#/spec/uses/0/operations/0",),
        ),
        Example(
            None,
            api(ACTIVE)
            + file(
                "specs/billing.yaml",
                "openapi: 3.1.0\ninfo: {title: Billing, version: 1.0.0}\npaths: {/invoices: {get: {responses: {}}}, '/invoices/{id}': {get: {responses: {}}}}",
            )
            + consumer("uses: [{api: billing, operations: ['GET /invoices/{invoiceId}']}]"),
            because="A path parameter is the same, whatever it is called.",
        ),
    ),
)
