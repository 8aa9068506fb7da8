"""Finds uses that the consumer is not granted."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries.access import granted_operations, grants_for
from govkit.catalog.entries.problem import Problem
from govkit.catalog.entries.rules._samples import ACTIVE, api, consumer
from govkit.catalog.entries.scene import Scene
from govkit.catalog.texts import shown
from govkit.findings import Example, Rule, Severity
from govkit.spec.documents import Pointer


def check(scene: Scene) -> Iterator[Problem]:
    """Operations and scopes of a use that no grant for the same versions names."""
    for consumer_ in scene.estate.consumers.values():
        for index, use in enumerate(consumer_.spec.uses):
            grants = grants_for(use, consumer_.spec, scene.estate)
            pointer: Pointer = ("spec", "uses", index)
            if not grants:
                message = f"`{consumer_.name}` uses {use.api} and is granted nothing of it"
                severity = None if consumer_.spec.grants else Severity.WARNING
                yield Problem(consumer_.source, (*pointer, "api"), message, consumer_.about, severity=severity)
                continue
            for at, operation in enumerate(use.operations):
                if not granted_operations(operation, grants):
                    message = f"`{consumer_.name}` uses {shown(operation)} of {use.api} without a grant"
                    yield Problem(consumer_.source, (*pointer, "operations", at), message, consumer_.about)
            for at, scope in enumerate(use.scopes):
                if not any(scope in grant.scopes for grant in grants):
                    message = f"`{consumer_.name}` asks for the scope {shown(scope)} without a grant"
                    yield Problem(consumer_.source, (*pointer, "scopes", at), message, consumer_.about)


RULE = Rule(
    id="use-without-grant",
    severity=Severity.ERROR,
    summary="Checks that a consumer is granted every operation and scope that it uses.",
    rationale=("Who uses what nobody granted is refused at run time, or was never asked whether it may."),
    fix="Grant it, or take the use out.",
    on="entries",
    when=check,
    examples=(
        Example(
            None,
            api(ACTIVE)
            + consumer("""
            uses: [{api: billing@1, operations: [GET /invoices, POST /invoices], scopes: [write]}]
            grants: [{api: billing@1, operations: [GET /invoices]}]
            """),
            finds=(
                "catalog/consumers/dashboard.yaml#/spec/uses/0/operations/1",
                "catalog/consumers/dashboard.yaml#/spec/uses/0/scopes/0",
            ),
        ),
        Example(
            None,
            api(ACTIVE)
            + consumer("""
            uses: [{api: billing@1.0.0, operations: [GET /invoices]}]
            grants: [{api: billing@1, operations: ['*']}]
            """),
            because="A grant of a major version holds for each version in it.",
        ),
    ),
)
