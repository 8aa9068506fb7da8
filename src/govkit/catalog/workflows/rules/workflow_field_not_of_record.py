"""Finds canonical fields that a workflow writes as systems have them of which none has the last word."""

from __future__ import annotations

from govkit.catalog.entries.rules._samples import entry
from govkit.catalog.workflows.facts import FieldNotOfRecord
from govkit.catalog.workflows.judge import Said
from govkit.catalog.workflows.phrases import call_of, some, step_of
from govkit.catalog.workflows.rules._samples import BOOK, INVOICE, example
from govkit.findings import Example, Rule, Severity

_ENTITY = "owner: revenue\nbusinessOwner: revenue\nversions: [{version: 1.0.0, definition: catalog/entities/document.schema.json}]\n"
_CRM = entry("System", "crm", "domain: finance\nowner: revenue\nbusinessOwner: revenue")
_IN = "owner: revenue\nentity: document\napi: billing@1.0.0\nschema: Invoice\ndirection: in\nfields: {reference: id, amount: total, memo: memo}\nunmapped: {status: Not needed., lines: Not needed.}\n"


def check(fact: FieldNotOfRecord) -> Said:
    """A field whose record is neither of the systems that the body is made of."""
    return Said(
        f"{step_of(fact)} writes `{fact.field}` ({call_of(fact)}) as {some(fact.systems)} has it, and its record is "
        f"`{fact.record}`",
        f"read it from `{fact.record}` as well, or list it under `copies` of the mapping that reads it",
    )


RULE = Rule(
    id="workflow-field-not-of-record",
    severity=Severity.WARNING,
    summary="Checks that a workflow writes a canonical field as its system of record has it.",
    rationale=(
        "A copy that is written on overwrites what the system of record says elsewhere, and nobody can tell any more "
        "which of both was meant."
    ),
    fix="Read the field from its system of record, or say in the mapping that the system has but a copy.",
    on=FieldNotOfRecord,
    when=check,
    examples=(
        Example(
            None,
            example(INVOICE + BOOK)
            + entry("Entity", "document", f"{_ENTITY}record: billing\nfields: {{memo: {{record: crm}}}}")
            + _CRM,
            finds=("/book/requestBody/x-govkit-mapping",),
        ),
        Example(None, example(INVOICE + BOOK), because="Billing is the record of the whole document."),
        Example(
            None,
            example(INVOICE + BOOK)
            + entry("Entity", "document", f"{_ENTITY}record: billing\nfields: {{memo: {{record: crm}}}}")
            + _CRM
            + entry("Mapping", "invoice-in", f"{_IN}copies: [memo]"),
            because="Of what billing has but a copy, nothing is believed: the memo is not written.",
        ),
    ),
)
