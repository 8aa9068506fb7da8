"""Finds reconciliations whose differences nothing repairs."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries.problem import Problem
from govkit.catalog.entries.reconciling import held, repaired_systems, words_of
from govkit.catalog.entries.rules._samples import COMPARED, consumer, file, reconciliation
from govkit.catalog.entries.scene import Scene
from govkit.findings import Example, Rule, Severity


def check(scene: Scene) -> Iterator[Problem]:
    """Reconciliations that propose or write, where no workflow is started by what they find of any system, or of one."""
    estate = scene.estate
    for one in estate.reconciliations.values():
        entity = estate.entities.get(one.spec.entity.name)
        if one.spec.repair == "report" or entity is None:
            continue
        repaired = set(repaired_systems(estate, one.name))
        copies = [
            system
            for system in map(str, one.spec.systems)
            if any(system not in words_of(entity.spec, one.spec, field) and held(estate, one.spec, system, field)
                   for field in one.spec.fields)
        ]  # fmt: skip
        if not repaired.intersection(copies):
            message = f"no workflow is started by what `{one.name}` finds, so nothing is ever repaired"
            yield Problem(one.source, ("spec", "repair"), message, one.about)


RULE = Rule(
    id="reconciliation-repair-impossible",
    severity=Severity.ERROR,
    summary="Checks that a workflow repairs what a reconciliation proposes or writes.",
    rationale="Whoever reads `repair: write` believes that differences go away by themselves.",
    fix="Start a workflow by it: `trigger: {reconciliation: NAME, system: SYSTEM}`; or say `repair: report`.",
    on="entries",
    when=check,
    examples=(
        Example(
            None,
            COMPARED
            + consumer("""
            uses: [{api: crm@1, operations: ['*']}, {api: billing@1, operations: ['*']}]
            grants: [{api: crm@1, operations: ['*']}, {api: billing@1, operations: ['*']}]
            """)
            + reconciliation("fields: [name]\nrepair: write\nconsumer: dashboard"),
            finds=("catalog/reconciliations/customers.yaml#/spec/repair",),
        ),
        Example(
            None,
            COMPARED
            + consumer("""
            uses: [{api: crm@1, operations: ['*']}, {api: billing@1, operations: ['*']}]
            grants: [{api: crm@1, operations: ['*']}, {api: billing@1, operations: ['*']}]
            """)
            + file(
                "catalog/workflows/repairs.arazzo.yaml",
                """
                arazzo: 1.1.0
                info: {title: Repairs, version: 1.0.0}
                sourceDescriptions: [{name: billing, type: openapi, url: ../../specs/billing.yaml}]
                workflows:
                  - workflowId: repair
                    x-govkit-workflow: {owner: 'team:revenue', trigger: {reconciliation: customers, system: billing}}
                    steps: [{stepId: write, operationId: $sourceDescriptions.billing.updateCustomer}]
                """,
            )
            + reconciliation("fields: [name]\nrepair: write\nconsumer: dashboard"),
            because="A workflow is started by it.",
        ),
    ),
)
