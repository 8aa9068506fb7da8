"""Finds mappings that there are not."""

from __future__ import annotations

from govkit.catalog.workflows.facts import NameUnknown
from govkit.catalog.workflows.judge import Said
from govkit.catalog.workflows.phrases import meant
from govkit.catalog.workflows.rules._samples import BOOK, INVOICE, example
from govkit.findings import Example, Rule, Severity


def check(fact: NameUnknown) -> Said | None:
    """A name that there is not."""
    if fact.kind != "mapping":
        return None
    return Said(fact.message, meant(fact.name, fact.known))


RULE = Rule(
    id="workflow-mapping-unknown",
    severity=Severity.ERROR,
    summary="Checks that the mappings that make a body, and those that read its sources, are in the catalog.",
    rationale=("There is nothing to send."),
    fix="Name a mapping of the catalog; a source is named by the mapping that reads it, or by the entity where it is one already.",
    on=NameUnknown,
    when=check,
    examples=(
        Example(
            None,
            example(INVOICE + BOOK.replace("document-out", "documents-out")),
            finds=("/book/requestBody/x-govkit-mapping",),
        ),
        Example(
            None, example(INVOICE + BOOK.replace("invoice-in", "invoice")), finds=("/book/requestBody/payload/invoice",)
        ),
        Example(None, example(INVOICE + BOOK), because="Both mappings are in the catalog."),
    ),
)
