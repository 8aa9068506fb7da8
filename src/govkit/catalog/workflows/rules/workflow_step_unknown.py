"""Finds actions that lead to steps that there are not."""

from __future__ import annotations

from govkit.catalog.workflows.facts import NameUnknown
from govkit.catalog.workflows.judge import Said
from govkit.catalog.workflows.phrases import meant
from govkit.catalog.workflows.rules._samples import BOOK, INVOICE, example
from govkit.findings import Example, Rule, Severity


def check(fact: NameUnknown) -> Said | None:
    """A name that there is not."""
    if fact.kind != "step":
        return None
    return Said(fact.message, meant(fact.name, fact.known))


RULE = Rule(
    id="workflow-step-unknown",
    severity=Severity.ERROR,
    summary="Checks that every step that an action leads to is one of the workflow.",
    rationale=("Nobody knows how the run goes on."),
    fix="Write the stepId of a later step of the workflow.",
    on=NameUnknown,
    when=check,
    examples=(
        Example(
            None,
            example(INVOICE + "  onSuccess: [{name: on, type: goto, stepId: boook}]\n" + BOOK),
            finds=("/invoice/onSuccess/on/stepId",),
        ),
        Example(
            None,
            example(INVOICE + "  onSuccess: [{name: on, type: goto, stepId: book}]\n" + BOOK),
            because="The step is there.",
        ),
    ),
)
