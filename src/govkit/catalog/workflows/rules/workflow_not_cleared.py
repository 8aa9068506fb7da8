"""Finds data that a workflow brings to a system which is not cleared for it."""

from __future__ import annotations

from govkit.catalog.entries.rules._samples import entry
from govkit.catalog.workflows.facts import NotCleared
from govkit.catalog.workflows.judge import Said
from govkit.catalog.workflows.phrases import step_of
from govkit.catalog.workflows.rules._samples import BOOK, INVOICE, example
from govkit.findings import Example, Rule, Severity

_PEOPLE = "owner: revenue\nbusinessOwner: revenue\n"
_ENTITY = (
    f"{_PEOPLE}record: billing\nversions: [{{version: 1.0.0, definition: catalog/entities/document.schema.json}}]\n"
)
_CLASSED = entry("Entity", "document", f"{_ENTITY}fields: {{memo: {{classification: [personal]}}}}")
_LEDGER = f"domain: finance\n{_PEOPLE}integration: {{settleTime: PT90S}}\n"
_BILLING = f"domain: finance\n{_PEOPLE}integration: {{idempotency: {{header: Idempotency-Key, retention: P1D}}}}\n"
_NOTE = """
- stepId: note
  operationId: $sourceDescriptions.ledger.findDocuments
  parameters: [{name: reference, in: query, value: $steps.invoice.outputs.memo}]
  onFailure: [{name: park, type: end, x-govkit-exception: {kind: exhausted}}]
"""
_SURE = INVOICE.replace("onFailure:", "successCriteria: [{condition: $response.body#/memo != null}]\n  onFailure:")


def check(fact: NotCleared) -> Said:
    """Data of a class, or of a region, that a system may not have."""
    return Said(
        f"{step_of(fact)} brings {fact.what} to `{fact.system}`, which is not cleared for it: {' → '.join(fact.way)}",
        f"leave `{fact.way[1]}` out, or let `{fact.system}` be cleared for it",
    )


RULE = Rule(
    id="workflow-not-cleared",
    severity=Severity.ERROR,
    summary="Checks that every system which a workflow brings data to is cleared for its classes and its region.",
    rationale=(
        "What may not be there must be removed from there, with its copies and backups; to find out on which way it "
        "came takes longer than to look before."
    ),
    fix="Leave the field out of what is sent, or say in the system's entry that it is cleared for it.",
    on=NotCleared,
    when=check,
    examples=(
        Example(
            None,
            example(INVOICE + BOOK) + _CLASSED,
            finds=("/book",),
            title="A field that a mapping writes",
        ),
        Example(
            None,
            example(_SURE + _NOTE) + _CLASSED,
            finds=("/note",),
            title="A field that is sent as it is",
        ),
        Example(
            None,
            example(INVOICE + BOOK)
            + _CLASSED
            + entry("System", "billing", f"{_BILLING}regions: [eu, us]\ncleared: [personal]")
            + entry("System", "ledger", f"{_LEDGER}regions: [eu]\ncleared: [personal]"),
            finds=("/book",),
            title="A region that is left",
        ),
        Example(
            None,
            example(INVOICE + BOOK) + _CLASSED + entry("System", "ledger", f"{_LEDGER}cleared: [personal]"),
            because="The ledger may have personal data.",
        ),
        Example(None, example(INVOICE + BOOK), because="Nothing that is written is of a class."),
    ),
)
