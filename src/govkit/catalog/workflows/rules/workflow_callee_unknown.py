"""Finds calls of workflows that there are not."""

from __future__ import annotations

from govkit.catalog.workflows.facts import NameUnknown
from govkit.catalog.workflows.judge import Said
from govkit.catalog.workflows.phrases import meant
from govkit.catalog.workflows.rules._samples import OTHER, example
from govkit.findings import Example, Rule, Severity


def check(fact: NameUnknown) -> Said | None:
    """A name that there is not."""
    if fact.kind != "workflow":
        return None
    return Said(fact.message, meant(fact.name, fact.known))


RULE = Rule(
    id="workflow-callee-unknown",
    severity=Severity.ERROR,
    summary="Checks that every workflow that another one calls is in the same document.",
    rationale=("The step cannot run."),
    fix="Write the workflowId of a workflow of this document.",
    on=NameUnknown,
    when=check,
    examples=(
        Example(None, example("- {stepId: rest, workflowId: rset}", more=OTHER), finds=("/rest/workflowId",)),
        Example(
            None, example("- {stepId: rest, workflowId: rest}", more=OTHER), because="The workflow is in the document."
        ),
    ),
)
