"""Finds values that are needed and may not be there."""

from __future__ import annotations

from govkit.catalog.workflows.facts import MayLack
from govkit.catalog.workflows.judge import Said
from govkit.catalog.workflows.phrases import is_key
from govkit.catalog.workflows.rules._samples import BOOK, BULK, INVOICE, LISTING, LOOK, NOTE, START, example
from govkit.findings import Example, Rule, Severity


def check(fact: MayLack) -> Said | None:
    """A value that may not be there where a parameter, an input, a member or a source needs one."""
    if is_key(fact):
        return None
    own = f"`{fact.expression}` may not be there"
    why = own if fact.because == own else f"`{fact.expression}` may have none: {fact.because}"
    return Said(
        f"{fact.what} needs a value, and {why}",
        f"leave the step out where there is none (`{fact.expression} == null` in an action before it), or take what is always there",
    )


RULE = Rule(
    id="workflow-value-may-lack",
    severity=Severity.ERROR,
    summary="Checks that what a call needs is always there.",
    rationale=("The run stops at the one event that lacks it, and waits for somebody to mend it."),
    fix="Leave the step out where there is none, or take what is always there.",
    on=MayLack,
    when=check,
    examples=(
        Example(
            None,
            example(INVOICE.replace("$inputs.invoice}", "$inputs.customer}")),
            finds=("/invoice/parameters/id/value",),
        ),
        Example(
            None,
            example(INVOICE, start=START.replace("}", BULK.replace("{id: $item#/id", "{id: $item#/memo") + "}"))
            + LISTING,
            finds=("/x-govkit-workflow/bulk/inputs/id",),
        ),
        Example(None, example(NOTE.replace("Booked.", "$inputs.customer")), finds=("/note/requestBody/payload/text",)),
        Example(
            None,
            example(
                INVOICE
                + "  onSuccess: [{name: none, type: end, criteria: [{condition: $inputs.customer == null}]}]\n"
                + LOOK.replace("$inputs.id", "$inputs.customer")
            ),
            because="The run ends before where there is none.",
        ),
        Example(None, example(INVOICE + BOOK), because="The body of an invoice is there whenever the step went well."),
    ),
)
