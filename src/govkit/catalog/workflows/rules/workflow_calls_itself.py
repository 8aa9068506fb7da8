"""Finds workflows that lead to themselves."""

from __future__ import annotations

from govkit.catalog.workflows.facts import CallsItself
from govkit.catalog.workflows.judge import Said
from govkit.catalog.workflows.rules._samples import INVOICE, OTHER, example
from govkit.findings import Example, Rule, Severity


def check(fact: CallsItself) -> Said:
    """A workflow that calls itself, be it through others."""
    return Said(f"the workflow calls itself: {' → '.join(fact.way)}")


RULE = Rule(
    id="workflow-calls-itself",
    severity=Severity.ERROR,
    summary="Checks that no workflow calls itself, be it through others.",
    rationale=("Such a run never ends."),
    fix="Take one of the calls out; what is done for each of several is `x-govkit-for-each`.",
    on=CallsItself,
    when=check,
    examples=(
        Example(None, example(INVOICE + "- {stepId: again, workflowId: posting}"), finds=("",)),
        Example(
            None,
            example(INVOICE + "- {stepId: rest, workflowId: rest}", more=OTHER),
            because="The workflow that is called calls nobody.",
        ),
    ),
)
