"""Finds values that may come and that what is called refuses."""

from __future__ import annotations

from govkit.catalog.mapping.wording import shown
from govkit.catalog.workflows.facts import Refused
from govkit.catalog.workflows.judge import Said
from govkit.catalog.workflows.phrases import at_path, call_of, step_of
from govkit.catalog.workflows.rules._samples import BOOK, BULK, INVOICE, LISTING, NOTE, START, example
from govkit.findings import Example, Rule, Severity


def check(fact: Refused) -> Said | None:
    """A value that may come and has no place where it goes."""
    if fact.identifies or fact.part == "event":
        return None
    value = shown(at_path(fact.value, fact.path))
    place = f"`{'/'.join(map(str, fact.path))}` in the {fact.part}" if fact.path else f"the {fact.part}"
    if fact.part.startswith("what "):
        return Said(f"{fact.part} may be {value}, and {call_of(fact)} refuses that in its body")
    if fact.part.startswith("source "):
        return Said(f"the {fact.part} may be {value}, which is not what it is read as")
    if not fact.about.step and fact.part.startswith("input"):
        return Said(f"the bulk path may give {value} as {place}, and the workflow does not take that")
    refuses = call_of(fact) if fact.about.operation else "the workflow that is called"
    return Said(f"{step_of(fact)} may send {value} as {place}, and {refuses} refuses that")


RULE = Rule(
    id="workflow-value-refused",
    severity=Severity.ERROR,
    summary="Checks that what a call takes holds every value that may be sent.",
    rationale=("The call is refused when such a value comes, and the run waits for somebody to find out why."),
    fix="Send what fits: by another value, by a mapping that makes it fit, or past a condition that rules it out.",
    on=Refused,
    when=check,
    examples=(
        Example(
            None,
            example(INVOICE + NOTE.replace("Booked.", "$steps.invoice.outputs.body#/memo")),
            finds=("/note/requestBody/payload/text",),
        ),
        Example(None, example(NOTE.replace("Booked.", "12")), finds=("/note/requestBody/payload/text",)),
        Example(
            None,
            example(INVOICE + BOOK.replace("$steps.invoice.outputs.body", "$steps.invoice.outputs.memo")),
            finds=("/book/requestBody/payload/invoice-in",),
        ),
        Example(
            None,
            example(
                INVOICE, start=START.replace("}", BULK.replace("invoice: $item#/id", "invoice: $item#/total") + "}")
            )
            + LISTING,
            finds=("/x-govkit-workflow/bulk/inputs/invoice",),
        ),
        Example(
            None, example(INVOICE + BOOK), because="Whatever an invoice may be, the mapping makes a document of it."
        ),
    ),
)
