"""Finds calls of operations that there are not."""

from __future__ import annotations

from govkit.catalog.workflows.facts import NameUnknown
from govkit.catalog.workflows.judge import Said
from govkit.catalog.workflows.phrases import meant
from govkit.catalog.workflows.rules._samples import BOOK, INVOICE, UNDO, example
from govkit.findings import Example, Rule, Severity


def check(fact: NameUnknown) -> Said | None:
    """A name that there is not."""
    if fact.kind != "operation":
        return None
    return Said(fact.message, meant(fact.name, fact.known))


RULE = Rule(
    id="workflow-operation-unknown",
    severity=Severity.ERROR,
    summary="Checks that every operation that a workflow calls is one of the version that it calls.",
    rationale=("The step cannot run: there is nothing to send, and nobody to send it to."),
    fix="Write the operationId as the description has it.",
    on=NameUnknown,
    when=check,
    examples=(
        Example(None, example(INVOICE.replace("getInvoice", "getInvoce")), finds=("/invoice/operationId",)),
        Example(
            None,
            example(INVOICE + BOOK + UNDO.replace("reverseDocument", "cancelDocument")),
            finds=("/book/x-govkit-compensate/operationId",),
        ),
        Example(None, example(INVOICE + BOOK + UNDO), because="Both operations are in the description of the ledger."),
    ),
)
