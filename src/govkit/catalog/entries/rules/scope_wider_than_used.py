"""Finds scopes that are granted and not asked for."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries.access import uses_under
from govkit.catalog.entries.problem import Problem
from govkit.catalog.entries.rules._samples import ACTIVE, api, consumer
from govkit.catalog.entries.scene import Scene
from govkit.catalog.entries.uses import ALL
from govkit.catalog.texts import shown
from govkit.findings import Example, Rule, Severity


def check(scene: Scene) -> Iterator[Problem]:
    """Scopes that no use asks for, and `*` where single operations are used."""
    for consumer_ in scene.estate.consumers.values():
        for index, grant in enumerate(consumer_.spec.grants):
            uses = uses_under(grant, consumer_.spec, scene.estate)
            asked = {scope for use in uses for scope in use.scopes}
            pointer = ("spec", "grants", index)
            for at, scope in enumerate(grant.scopes if uses else ()):
                if scope not in asked:
                    message = (
                        f"`{consumer_.name}` is granted the scope {shown(scope)} of {grant.api} and does not use it"
                    )
                    yield Problem(consumer_.source, (*pointer, "scopes", at), message, consumer_.about)
            if uses and ALL in grant.operations and not any(ALL in use.operations for use in uses):
                used = len({operation for use in uses for operation in use.operations})
                message = f"`{consumer_.name}` is granted all operations of {grant.api} and uses {used}"
                at = grant.operations.index(ALL)
                yield Problem(consumer_.source, (*pointer, "operations", at), message, consumer_.about)


RULE = Rule(
    id="scope-wider-than-used",
    severity=Severity.WARNING,
    summary="Checks that a consumer is granted no scope, and not all operations, beyond what it uses.",
    rationale=("Scopes are what a stolen token is worth."),
    fix="Grant the scopes and the operations that are used.",
    on="entries",
    when=check,
    examples=(
        Example(
            None,
            api(ACTIVE)
            + consumer("""
            uses: [{api: billing@1, operations: [GET /invoices], scopes: [read]}]
            grants: [{api: billing@1, operations: [GET /invoices], scopes: [read, write]}]
            """),
            finds=("catalog/consumers/dashboard.yaml#/spec/grants/0/scopes/1",),
        ),
        Example(
            None,
            api(ACTIVE)
            + consumer("""
            uses: [{api: billing@1, operations: ['*'], scopes: [read]}]
            grants: [{api: billing@1, operations: ['*'], scopes: [read]}]
            """),
            because="What is granted is what is used.",
        ),
    ),
)
