"""Finds grants that nobody uses."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries.access import is_used, uses_under
from govkit.catalog.entries.problem import Problem
from govkit.catalog.entries.rules._samples import ACTIVE, api, consumer
from govkit.catalog.entries.scene import Scene
from govkit.catalog.texts import shown
from govkit.findings import Example, Rule, Severity


def check(scene: Scene) -> Iterator[Problem]:
    """Grants, and their operations, that no use of the same versions needs."""
    for consumer_ in scene.estate.consumers.values():
        for index, grant in enumerate(consumer_.spec.grants):
            uses = uses_under(grant, consumer_.spec, scene.estate)
            pointer = ("spec", "grants", index)
            if not uses:
                message = f"`{consumer_.name}` is granted {grant.api} and does not use it"
                yield Problem(consumer_.source, (*pointer, "api"), message, consumer_.about)
                continue
            for at, operation in enumerate(grant.operations):
                if not is_used(operation, uses):
                    message = f"`{consumer_.name}` is granted {shown(operation)} of {grant.api} and does not use it"
                    yield Problem(consumer_.source, (*pointer, "operations", at), message, consumer_.about)


RULE = Rule(
    id="grant-unused",
    severity=Severity.WARNING,
    summary="Checks that every operation that a consumer is granted is used.",
    rationale=("A right that nobody needs is a right that somebody can misuse."),
    fix="Take the grant back, or say in `uses` what it is for.",
    on="entries",
    when=check,
    examples=(
        Example(
            None,
            api(ACTIVE)
            + consumer("""
            uses: [{api: billing@1, operations: [GET /invoices]}]
            grants: [{api: billing@1, operations: [GET /invoices, POST /invoices]}]
            """),
            finds=("catalog/consumers/dashboard.yaml#/spec/grants/0/operations/1",),
        ),
        Example(
            None,
            api(ACTIVE)
            + consumer("""
            uses: [{api: billing@1, operations: ['GET /invoices/{id}']}]
            grants: [{api: billing, operations: ['GET /invoices/{invoiceId}']}]
            """),
            because="It is the same operation, whatever its parameter is called.",
        ),
    ),
)
