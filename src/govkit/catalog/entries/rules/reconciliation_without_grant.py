"""Finds reconciliations that may not read what they compare."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries.entry import Entry
from govkit.catalog.entries.form import ApiRef
from govkit.catalog.entries.kinds.consumer import ConsumerSpec
from govkit.catalog.entries.kinds.reconciliation import ReconciliationSpec
from govkit.catalog.entries.problem import Problem
from govkit.catalog.entries.reconciling import readings, source_of
from govkit.catalog.entries.rules._samples import COMPARED, consumer, reconciliation
from govkit.catalog.entries.scene import Scene
from govkit.catalog.entries.uses import names_operation
from govkit.findings import Example, Rule, Severity
from govkit.spec.documents import Pointer


def check(scene: Scene) -> Iterator[Problem]:
    """Versions and operations that are read, of which the consumer is granted nothing."""
    estate = scene.estate
    for one in estate.reconciliations.values():
        spec = one.spec
        consumer_ = estate.consumers.get(spec.consumer.name) if spec.consumer is not None else None
        if spec.consumer is None and spec.repair != "report":
            message = "nobody's grants are named, so nothing can be read, and nothing repaired"
            yield Problem(one.source, ("spec", "repair"), message, one.about, "name a `consumer`")
        for at, system in enumerate(map(str, spec.systems)):
            source = source_of(spec, system)
            if consumer_ is None or (source is not None and source.file is not None):
                continue
            for mapping in readings(estate, spec, system):
                yield from _ungranted(scene, one, consumer_, mapping.spec.api, at)


def _ungranted(
    scene: Scene, one: Entry[ReconciliationSpec], consumer_: Entry[ConsumerSpec], api: ApiRef, at: int
) -> Iterator[Problem]:
    version = api.version or ""
    grants = [grant for grant in consumer_.spec.grants if grant.api.name == api.name and grant.api.speaks_of(version)]
    place: Pointer = ("spec", "systems", at)
    if not grants:
        message = f"`{consumer_.name}` is granted nothing of {api}"
        yield Problem(one.source, place, message, one.about)
        return
    system = str(one.spec.systems[at])
    source = source_of(one.spec, system)
    if source is None or source.operation is None:
        return
    asked = [("operation", source.operation)]
    if source.each is not None:
        asked.append(("each", source.each.operation))
    for member, operation in asked:
        if not any(names_operation(grant.operations, operation) for grant in grants):
            message = f"`{consumer_.name}` is not granted `{operation}` of {api}"
            yield Problem(one.source, ("spec", "sources", system, member), message, one.about)


RULE = Rule(
    id="reconciliation-without-grant",
    severity=Severity.ERROR,
    summary="Checks that the consumer of a reconciliation is granted what it reads.",
    rationale="What nobody granted is refused before it is sent, so that each run of the reconciliation fails.",
    fix="Grant it to the consumer, or name another one.",
    on="entries",
    when=check,
    examples=(
        Example(
            None,
            COMPARED
            + consumer(
                "uses: [{api: crm@1, operations: [GET /customers]}]\n"
                "grants: [{api: crm@1, operations: [GET /customers]}]"
            )
            + reconciliation("fields: [name]\nconsumer: dashboard"),
            finds=("catalog/reconciliations/customers.yaml#/spec/systems/1",),
        ),
        Example(
            None,
            COMPARED
            + consumer("""
            uses: [{api: crm@1, operations: [GET /customers]}, {api: billing@1, operations: [GET /customers]}]
            grants: [{api: crm@1, operations: [GET /customers]}, {api: billing@1, operations: [GET /customers]}]
            """)
            + reconciliation("""
            fields: [name]
            consumer: dashboard
            sources: {billing: {operation: GET /accounts}}
            """),
            finds=("catalog/reconciliations/customers.yaml#/spec/sources/billing/operation",),
        ),
        Example(
            None,
            COMPARED + reconciliation("fields: [name]"),
            because="Nobody is named, so it is not run yet: it says what is to be compared.",
        ),
    ),
)
