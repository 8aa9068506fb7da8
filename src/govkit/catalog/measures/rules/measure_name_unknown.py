"""Finds measures of workflows, events and operations that there are not."""

from __future__ import annotations

from govkit.catalog.measures.facts import NameUnknown
from govkit.catalog.measures.rules._samples import LATENCY, measure
from govkit.catalog.workflows.judge import Said
from govkit.catalog.workflows.phrases import meant
from govkit.findings import Example, Rule, Severity

_WHAT = {
    "workflow": "events start no workflow `{}`",
    "event": "no version sends an event `{}`, and no poll makes it",
    "operation": "no version has an operation `{}` that writes",
}


def check(fact: NameUnknown) -> Said:
    """A name that there is not."""
    return Said(_WHAT[fact.kind].format(fact.name), meant(fact.name, fact.known))


RULE = Rule(
    id="measure-name-unknown",
    severity=Severity.ERROR,
    summary="Checks that the workflows, events and operations that a measure names are there.",
    rationale="Nothing of that name ever happens: the measure says for ever that there is no data.",
    fix=(
        "Name events as the runtime has them, by the system and the webhook (`billing.invoice.paid`) or what a poll emits; "
        "writes by the system and the operationId."
    ),
    on=NameUnknown,
    when=check,
    examples=(
        Example(
            None,
            measure(LATENCY.replace("invoice.posted", "invoice.postd").replace("bookDocument", "findDocuments")),
            finds=("/spec/latency/from/event", "/spec/latency/to/write"),
        ),
        Example(
            None,
            measure(
                "owner: revenue\nprocess: postings\nshare:\n  of: {event: billing.invoice.posted, key: $inputs.invoice}\n"
                "  having: [{exception: post, key: $inputs.invoice}]"
            ),
            finds=("/spec/process", "/spec/share/having/*/exception"),
        ),
        Example(None, measure(LATENCY), because="All of them are there."),
    ),
)
