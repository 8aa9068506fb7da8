"""Finds sources of workflows that there are not."""

from __future__ import annotations

from govkit.catalog.workflows.facts import NameUnknown
from govkit.catalog.workflows.judge import Said
from govkit.catalog.workflows.phrases import meant
from govkit.catalog.workflows.rules._samples import INVOICE, START, example
from govkit.findings import Example, Rule, Severity


def check(fact: NameUnknown) -> Said | None:
    """A name that there is not."""
    if fact.kind != "source":
        return None
    return Said(fact.message, meant(fact.name, fact.known))


RULE = Rule(
    id="workflow-source-unknown",
    severity=Severity.ERROR,
    summary="Checks that the sources of workflows are API versions of the catalog, and named as the document names them.",
    rationale=(
        "Nobody knows what is called there: neither what it takes and answers, nor who owns it and when it ends."
    ),
    fix="Name a source that the document declares, and let its `url` lead to the definition of a version in the catalog.",
    on=NameUnknown,
    when=check,
    examples=(
        Example(
            None, example(INVOICE.replace("billing.getInvoice", "biling.getInvoice")), finds=("/invoice/operationId",)
        ),
        Example(
            None,
            example(INVOICE, start=START.replace("billing.invoice", "biling.invoice")),
            finds=("/x-govkit-workflow/trigger",),
        ),
        Example(None, example(INVOICE), because="The source is declared, and leads to a version of the catalog."),
    ),
)
