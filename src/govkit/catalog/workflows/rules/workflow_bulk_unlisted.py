"""Finds bulk paths that read what does not come as a list, page by page."""

from __future__ import annotations

from govkit.catalog.workflows.facts import Unlisted
from govkit.catalog.workflows.judge import Said
from govkit.catalog.workflows.phrases import call_of
from govkit.catalog.workflows.rules._samples import BULK, INVOICE, LISTING, START, example
from govkit.findings import Example, Rule, Severity


def check(fact: Unlisted) -> Said:
    """An operation whose answers are no pages of records."""
    return Said(f"{call_of(fact)} cannot be read for the bulk path: {fact.because}", fact.hint)


_START = START.replace("}", BULK + "}")

RULE = Rule(
    id="workflow-bulk-unlisted",
    severity=Severity.ERROR,
    summary="Checks that the bulk path of a workflow reads a list that comes page by page.",
    rationale=(
        "A first load goes through all that a system has. It can be read in bounded memory, and go on after it was "
        "stopped, only where the system hands it out in pages."
    ),
    fix="Name an operation that lists records, of a system whose entry says how it pages (`integration.pagination`).",
    on=Unlisted,
    when=check,
    examples=(
        Example(
            None,
            example(INVOICE, start=_START.replace("listInvoices", "getInvoice")) + LISTING,
            finds=("/x-govkit-workflow/bulk/list",),
        ),
        Example(
            None,
            example(INVOICE, start=_START) + LISTING.replace("style: cursor, parameter: after", "style: page"),
            finds=("/x-govkit-workflow/bulk/list",),
        ),
        Example(
            None,
            example(INVOICE, start=_START.replace("status: open", "after: inv_1")) + LISTING,
            finds=("/x-govkit-workflow/bulk/parameters/after",),
        ),
        Example(None, example(INVOICE, start=_START) + LISTING, because="Billing lists its invoices page by page."),
    ),
)
