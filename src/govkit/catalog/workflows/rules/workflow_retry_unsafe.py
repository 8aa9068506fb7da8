"""Finds retries of writes that may have been done already."""

from __future__ import annotations

from govkit.catalog.workflows.facts import RetryUnsafe
from govkit.catalog.workflows.judge import Said
from govkit.catalog.workflows.phrases import call_of, step_of
from govkit.catalog.workflows.rules._samples import BOOK, INVOICE, NOTE, example
from govkit.findings import Example, Rule, Severity


def check(fact: RetryUnsafe) -> Said:
    """A retry of what is not idempotent, without a key and without a look."""
    if fact.settles:
        return Said(
            f"`{fact.action}` looks for what {step_of(fact)} wrote before it can be seen: it may take {fact.settles:g} seconds",
            f"wait as long: `retryAfter: {fact.settles:g}`",
        )
    header = (
        f"it does not take the key `{fact.header}`" if fact.header else "its system knows no key of a repeated call"
    )
    return Said(f"`{fact.action}` repeats {step_of(fact)}, and {call_of(fact)} may have been done already: {header}")


RULE = Rule(
    id="workflow-retry-unsafe",
    severity=Severity.ERROR,
    summary="Checks that a write is repeated only where the platform knows a repeated call, or where the run looks for it first.",
    rationale=("Without an answer nobody knows whether the call was done. A second one books the invoice twice."),
    fix="Let the retry begin at an earlier step that looks for what was written (`stepId`), once the platform has settled; or repeat only what was surely not done (429).",
    on=RetryUnsafe,
    when=check,
    examples=(
        Example(
            None,
            example(
                INVOICE
                + BOOK.replace(
                    "onFailure: [",
                    "onFailure: [{name: again, type: retry, criteria: [{condition: $statusCode >= 500}]}, ",
                )
            ),
            finds=("/book/onFailure/again",),
        ),
        Example(
            None,
            example(
                INVOICE
                + BOOK.replace(
                    "onFailure: [",
                    "onFailure: [{name: again, type: retry, stepId: invoice, criteria: [{condition: $statusCode >= 500}]}, ",
                )
            ),
            finds=("/book/onFailure/again",),
        ),
        Example(
            None,
            example(
                INVOICE
                + BOOK.replace(
                    "onFailure: [",
                    "onFailure: [{name: again, type: retry, criteria: [{condition: $statusCode == 429}]}, ",
                )
            ),
            because="A request that was not looked at was not done.",
        ),
        Example(
            None,
            example(
                NOTE.replace(
                    "onFailure: [",
                    "onFailure: [{name: again, type: retry, criteria: [{condition: $statusCode >= 500}]}, ",
                )
            ),
            because="Billing knows a repeated note by its key.",
        ),
        Example(
            None,
            example(INVOICE.replace("onFailure: [", "onFailure: [{name: again, type: retry}, ")),
            because="Who reads twice changes nothing.",
        ),
    ),
)
