"""Finds workflows that nobody owns."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.catalog.entries.problem import Problem
from govkit.catalog.entries.rules._samples import file, team
from govkit.catalog.entries.scene import Scene
from govkit.catalog.texts import shown
from govkit.findings import Example, Rule, Severity


def check(scene: Scene) -> Iterator[Problem]:
    """Workflows without an owner."""
    for workflow in scene.estate.workflows:
        if not workflow.owner:
            message = f"the workflow {shown(workflow.id)} has no owner"
            yield Problem(workflow.source, workflow.pointer, message, workflow.about)


RULE = Rule(
    id="owner-missing",
    severity=Severity.ERROR,
    summary="Checks that every workflow names the team that owns it.",
    rationale=(
        "A workflow that fails at night needs somebody to be asked. Entries cannot be without an owner: their form"
        " demands one."
    ),
    fix="Name the team in the workflow: `x-govkit-workflow: {owner: team:revenue}`.",
    on="entries",
    when=check,
    examples=(
        Example(
            None,
            file("catalog/workflows/renewal.yaml", "arazzo: 1.1.0\nworkflows:\n- workflowId: renewal"),
            finds=("catalog/workflows/renewal.yaml#/workflows/0",),
        ),
        Example(
            None,
            team("revenue")
            + file(
                "catalog/workflows/renewal.yaml",
                "arazzo: 1.1.0\nworkflows:\n- workflowId: renewal\n  x-govkit-workflow: {owner: team:revenue}",
            ),
            because="The owner stands in the extension.",
        ),
    ),
)
