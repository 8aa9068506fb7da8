"""Finds parameters that the operation does not have."""

from __future__ import annotations

from govkit.catalog.workflows.facts import NameUnknown
from govkit.catalog.workflows.judge import Said
from govkit.catalog.workflows.phrases import meant
from govkit.catalog.workflows.rules._samples import INVOICE, example
from govkit.findings import Example, Rule, Severity


def check(fact: NameUnknown) -> Said | None:
    """A name that there is not."""
    if fact.kind != "parameter":
        return None
    return Said(fact.message, meant(fact.name, fact.known))


RULE = Rule(
    id="workflow-parameter-unknown",
    severity=Severity.ERROR,
    summary="Checks that every parameter of a call is one that the operation declares, in the place where it declares it.",
    rationale=("It is ignored, or refused; and the one that was meant is not sent."),
    fix="Name the parameter, and where it stands, as the description does.",
    on=NameUnknown,
    when=check,
    examples=(
        Example(
            None,
            example(INVOICE.replace("[{name: id,", "[{name: expand, in: query, value: lines}, {name: id,")),
            finds=("/invoice/parameters/expand",),
        ),
        Example(
            None,
            example(INVOICE.replace("[{name: id,", "[{name: id, in: query, value: $inputs.invoice}, {name: id,")),
            finds=("/invoice/parameters/id",),
        ),
        Example(None, example(INVOICE), because="The operation declares it."),
    ),
)
