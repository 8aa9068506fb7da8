"""Finds mappings that do not belong where they are used."""

from __future__ import annotations

from govkit.catalog.workflows.facts import MappingUnfit
from govkit.catalog.workflows.judge import Said
from govkit.catalog.workflows.rules._samples import BOOK, INVOICE, example
from govkit.findings import Example, Rule, Severity


def check(fact: MappingUnfit) -> Said:
    """A mapping of another API, entity or direction."""
    return Said(f"the mapping `{fact.mapping}` does not make this body: {fact.because}", fact.hint)


RULE = Rule(
    id="workflow-mapping-unfit",
    severity=Severity.ERROR,
    summary="Checks that the mapping that makes a body goes to the API that is called, and that its sources are read into the same entity.",
    rationale=("It makes a body for somebody else."),
    fix="Name the mapping that goes from the entity to this API.",
    on=MappingUnfit,
    when=check,
    examples=(
        Example(
            None,
            example(INVOICE + BOOK.replace("document-out", "invoice-in")),
            finds=("/book/requestBody/x-govkit-mapping",),
        ),
        Example(
            None,
            example(INVOICE + BOOK.replace("invoice-in", "document-out")),
            finds=("/book/requestBody/payload/document-out",),
        ),
        Example(
            None,
            example(INVOICE + BOOK),
            because="The invoice is read into a document, and the document is written to the ledger.",
        ),
    ),
)
