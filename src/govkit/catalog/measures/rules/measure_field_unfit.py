"""Finds fields that a measure uses as what they are not."""

from __future__ import annotations

from govkit.catalog.measures.facts import FieldUnfit
from govkit.catalog.measures.rules._samples import LATENCY, measure
from govkit.catalog.workflows.judge import Said
from govkit.findings import Example, Rule, Severity

_ACCURACY = """\
owner: revenue
process: posting
accuracy:
  forecast: {event: billing.invoice.posted, key: $inputs.invoice, value: $inputs.customer, is: [good]}
  outcome: {write: ledger.bookDocument, key: $inputs.invoice, value: '$response.body#/state', is: [booked]}
"""


def check(fact: FieldUnfit) -> Said:
    """A field that is something else."""
    return Said(f"`{fact.expression}` is never {fact.wanted}")


RULE = Rule(
    id="measure-field-unfit",
    severity=Severity.ERROR,
    summary="Checks that fields of a measure may be what they are used as: keys, moments, numbers, values of yes.",
    rationale="An object is no key, a text no moment, and a value that never comes is never a yes: nothing is measured.",
    fix="Name another field, or compare it with a value that the description allows.",
    on=FieldUnfit,
    when=check,
    examples=(
        Example(
            None,
            measure(LATENCY.replace("$inputs.invoice}", "$inputs.invoice, at: $inputs.customer}")),
            finds=("/spec/latency/from/at",),
        ),
        Example(
            None,
            measure(_ACCURACY.replace("is: [booked]", "is: [posted]").replace("is: [good]", "atLeast: 1")),
            finds=("/spec/accuracy/forecast/value", "/spec/accuracy/outcome/value"),
        ),
        Example(None, measure(_ACCURACY), because="A text may be `good`, and `booked` is one of the states."),
    ),
)
