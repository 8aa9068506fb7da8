"""Finds workflows whose runs later events are to supersede, and that write what no later run simply writes anew."""

from __future__ import annotations

from govkit.catalog.workflows.facts import SupersedingUnsafe
from govkit.catalog.workflows.judge import Said
from govkit.catalog.workflows.phrases import call_of
from govkit.catalog.workflows.rules._samples import BOOK, INVOICE, LEDGER, START, example
from govkit.findings import Example, Rule, Severity

_START = START.replace("key:", "supersededBy: later-event, key:")
_PUT = LEDGER.replace("    post:\n      operationId: bookDocument", "    put:\n      operationId: bookDocument")
_CALL = """
- stepId: rest
  workflowId: rest
"""
_REST = """
- workflowId: rest
  steps:
    - stepId: book
      operationId: $sourceDescriptions.ledger.bookDocument
      requestBody: {payload: {reference: a, amount: '1'}}
      onFailure: [{name: park, type: end, x-govkit-exception: {kind: exhausted}}]
"""


def check(fact: SupersedingUnsafe) -> Said:
    """A write that is no PUT in a workflow that later events supersede."""
    within = f" of `{fact.workflow}`" if fact.workflow else ""
    return Said(
        f"step `{fact.step}`{within} writes by {fact.method} ({call_of(fact)}), and a later event is to make the run needless",
        "what a run writes must be what a later one writes anew, as a whole: by PUT",
    )


RULE = Rule(
    id="workflow-superseding-unsafe",
    severity=Severity.ERROR,
    summary="Checks that a workflow whose runs later events supersede writes by PUT alone.",
    rationale=(
        "A run that is superseded ends where it failed. What it had still to create, to add or to change step by step is "
        "then missing, since no later event stands for it; only what is set as a whole is set anew."
    ),
    fix="Take `supersededBy` out, so that such a run waits for people, or write by an operation that sets the whole.",
    on=SupersedingUnsafe,
    when=check,
    examples=(
        Example(None, example(INVOICE + BOOK, start=_START), finds=("/x-govkit-workflow/supersededBy",)),
        Example(None, example(_CALL, start=_START, more=_REST), finds=("/x-govkit-workflow/supersededBy",)),
        Example(None, example(INVOICE + BOOK, start=_START, ledger=_PUT), because="A PUT sets the whole anew."),
        Example(None, example(INVOICE, start=_START), because="It writes nothing."),
        Example(None, example(INVOICE + BOOK), because="Its runs wait for people, whatever comes."),
    ),
)
