"""Finds workflows of the name of another one."""

from __future__ import annotations

from govkit.catalog.workflows.facts import Defined
from govkit.catalog.workflows.judge import Said
from govkit.catalog.workflows.rules._samples import INVOICE, example
from govkit.findings import Example, Rule, Severity


def check(fact: Defined) -> Said:
    """A workflow whose name is taken."""
    return Said(f"there is another workflow `{fact.name}`, in {fact.other}")


RULE = Rule(
    id="workflow-duplicate",
    severity=Severity.ERROR,
    summary="Checks that every workflow has a name of its own in the whole catalog.",
    rationale=("Runs, exceptions and reports speak of workflows by their names."),
    fix="Give it another name.",
    on=Defined,
    when=check,
    examples=(
        Example(
            None, example(INVOICE) + example(INVOICE).replace("posting.arazzo", "z.arazzo"), finds=("/workflowId",)
        ),
        Example(None, example(INVOICE), because="There is no other of the name."),
    ),
)
