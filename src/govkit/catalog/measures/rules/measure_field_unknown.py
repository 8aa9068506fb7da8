"""Finds expressions of measures that name what no message has."""

from __future__ import annotations

from govkit.catalog.measures.facts import FieldUnknown
from govkit.catalog.measures.rules._samples import LATENCY, measure
from govkit.catalog.workflows.judge import Said
from govkit.catalog.workflows.phrases import meant
from govkit.findings import Example, Rule, Severity


def check(fact: FieldUnknown) -> Said:
    """A name on the way of an expression that leads nowhere."""
    return Said(f"`{fact.expression}`: {fact.message}", meant(fact.name, fact.known) if fact.name else "")


RULE = Rule(
    id="measure-field-unknown",
    severity=Severity.ERROR,
    summary="Checks that every expression of a measure names a field that the message has.",
    rationale="It has no value whatever happens: what it should tell apart is left out of the measure.",
    fix="Name the field as the description of the event, the request or the response has it.",
    on=FieldUnknown,
    when=check,
    examples=(
        Example(
            None,
            measure(LATENCY.replace("$inputs.invoice", "$inputs.invoce").replace("/reference", "/refrence")),
            finds=("/spec/latency/from/key", "/spec/latency/to/key"),
        ),
        Example(
            None,
            measure(LATENCY.replace("'$request.body#/reference'", "$inputs.invoice")),
            because="A write has the event that led to it as well: that of the process.",
        ),
        Example(
            None,
            measure(LATENCY.replace("$request.body#/reference", "$response.body#/number")),
            because="And what was answered.",
        ),
    ),
)
