"""Finds workflows that nothing starts."""

from __future__ import annotations

from govkit.catalog.workflows.facts import NeverStarted
from govkit.catalog.workflows.judge import Said
from govkit.catalog.workflows.rules._samples import INVOICE, OTHER, example
from govkit.findings import Example, Rule, Severity


def check(fact: NeverStarted) -> Said:
    """A workflow without a trigger that no other one calls."""
    return Said("nothing starts this workflow, and no other one calls it")


RULE = Rule(
    id="workflow-never-started",
    severity=Severity.WARNING,
    summary="Checks that every workflow has a trigger, or is called by another one of its document.",
    rationale=("It never runs."),
    fix="Give it a `trigger` under `x-govkit-workflow`, call it, or take it out.",
    on=NeverStarted,
    when=check,
    examples=(
        Example(None, example(INVOICE, more=OTHER), finds=("",)),
        Example(None, example(INVOICE + "- {stepId: rest, workflowId: rest}", more=OTHER), because="A step calls it."),
    ),
)
