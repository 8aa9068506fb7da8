"""Finds bulk paths that read what the consumer of the workflow may not."""

from __future__ import annotations

from govkit.catalog.workflows.facts import NotGranted
from govkit.catalog.workflows.judge import Said
from govkit.catalog.workflows.phrases import call_of
from govkit.catalog.workflows.rules._samples import BULK, INVOICE, LISTING, START, example
from govkit.findings import Example, Rule, Severity


def check(fact: NotGranted) -> Said:
    """A list that no grant allows to read."""
    if not fact.is_known:
        return Said(
            f"{call_of(fact)} is read for `{fact.consumer}`, and the catalog has no such consumer",
            f"add a Consumer `{fact.consumer}`, which has the name of the document, with the grant",
        )
    return Said(f"`{fact.consumer}` is not granted {call_of(fact)}, which its bulk path reads")


_START = START.replace("}", BULK + "}")

RULE = Rule(
    id="workflow-bulk-not-granted",
    severity=Severity.ERROR,
    summary="Checks that the consumer of a workflow is granted the list that its bulk path reads.",
    rationale=("A workflow calls as the consumer that its document is named after. Without a grant nothing is read."),
    fix="Let whoever owns the API add the operation to the `grants` of the Consumer.",
    on=NotGranted,
    when=check,
    examples=(
        Example(
            None,
            example(INVOICE, start=_START) + LISTING.replace("[GET /invoices]", "['GET /invoices/{id}']"),
            finds=("/x-govkit-workflow/bulk/list",),
        ),
        Example(
            None,
            example(INVOICE, start=_START) + LISTING.partition("# file: catalog/consumers")[0],
            finds=("/x-govkit-workflow/bulk/list",),
        ),
        Example(None, example(INVOICE, start=_START) + LISTING, because="The consumer is granted the list."),
    ),
)
