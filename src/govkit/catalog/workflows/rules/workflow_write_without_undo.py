"""Finds writes that another write follows, and that nothing undoes."""

from __future__ import annotations

from govkit.catalog.workflows.facts import WriteWithoutUndo
from govkit.catalog.workflows.judge import Said
from govkit.catalog.workflows.phrases import call_of, step_of
from govkit.catalog.workflows.rules._samples import BOOK, INVOICE, NOTE, UNDO, example
from govkit.findings import Example, Rule, Severity


def check(fact: WriteWithoutUndo) -> Said:
    """A write of which nothing says how it is undone when a later one is refused for good."""
    return Said(
        f"{step_of(fact)} writes ({call_of(fact)}) before `{fact.following}` does, and nothing says how it is undone"
    )


RULE = Rule(
    id="workflow-write-without-undo",
    severity=Severity.ERROR,
    summary="Checks that a write which another write follows says how it is undone, or why it need not be.",
    rationale=(
        "When the later write is refused for good, two systems say two things, and nobody has said what is to be done."
    ),
    fix="Add `x-govkit-compensate` with the operation that undoes it, or with `none` and the reason.",
    on=WriteWithoutUndo,
    when=check,
    examples=(
        Example(None, example(INVOICE + BOOK + NOTE), finds=("/book",)),
        Example(None, example(INVOICE + BOOK + UNDO + NOTE), because="The document is reversed."),
        Example(
            None,
            example(
                INVOICE + BOOK + "  x-govkit-compensate: {none: A document that nobody needs does no harm.}\n" + NOTE
            ),
            because="There is a reason.",
        ),
        Example(None, example(INVOICE + BOOK), because="No other write follows."),
    ),
)
