"""Finds workflows and exceptions of teams that there are not."""

from __future__ import annotations

from govkit.catalog.workflows.facts import NameUnknown
from govkit.catalog.workflows.judge import Said
from govkit.catalog.workflows.phrases import meant
from govkit.catalog.workflows.rules._samples import INVOICE, START, example
from govkit.findings import Example, Rule, Severity


def check(fact: NameUnknown) -> Said | None:
    """A name that there is not."""
    if fact.kind != "team":
        return None
    return Said(fact.message, meant(fact.name, fact.known))


RULE = Rule(
    id="workflow-team-unknown",
    severity=Severity.ERROR,
    summary="Checks that the owner of a workflow, and those who mend its exceptions, are teams of the catalog.",
    rationale=("What fails is told to nobody."),
    fix="Name a Team of the catalog.",
    on=NameUnknown,
    when=check,
    examples=(
        Example(
            None,
            example(INVOICE, start=START.replace("team:revenue", "team:revenues")),
            finds=("/x-govkit-workflow/owner",),
        ),
        Example(
            None,
            example(INVOICE.replace("exhausted}", "exhausted, owner: team:ledger}")),
            finds=("/invoice/onFailure/park/x-govkit-exception/owner",),
        ),
        Example(None, example(INVOICE), because="The team is in the catalog."),
    ),
)
