"""Finds identifiers that may be longer, or look otherwise, than where they are sent has them."""

from __future__ import annotations

from govkit.catalog.mapping.wording import shown
from govkit.catalog.workflows.facts import Refused
from govkit.catalog.workflows.judge import Said
from govkit.catalog.workflows.phrases import call_of, step_of
from govkit.catalog.workflows.rules._samples import INVOICE, example
from govkit.findings import Example, Rule, Severity


def check(fact: Refused) -> Said | None:
    """A text in a path or a query whose length or pattern differs from where it comes from."""
    if not fact.identifies:
        return None
    return Said(f"{step_of(fact)} may send {shown(fact.value)} as {fact.part}, which {call_of(fact)} does not have so")


RULE = Rule(
    id="workflow-identifier-unfit",
    severity=Severity.INFO,
    summary="Checks that texts in paths and queries look as the operation has them.",
    rationale=(
        "Most of them are identifiers that one system gave and another description shows without its form. Who gets one of another form looks for nothing."
    ),
    fix="Declare the form of the identifier where it comes from, too, or compare both sides once and leave it.",
    on=Refused,
    when=check,
    examples=(
        Example(
            None, example(INVOICE.replace("$inputs.invoice}", "$inputs.id}")), finds=("/invoice/parameters/id/value",)
        ),
        Example(None, example(INVOICE), because="Both sides declare the same form."),
    ),
)
