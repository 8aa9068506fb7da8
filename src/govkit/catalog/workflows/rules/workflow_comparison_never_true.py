"""Finds comparisons with what never comes."""

from __future__ import annotations

from govkit.catalog.entries.reading import close_to
from govkit.catalog.mapping.wording import shown
from govkit.catalog.workflows.facts import NeverEqual
from govkit.catalog.workflows.judge import Said
from govkit.catalog.workflows.phrases import some
from govkit.catalog.workflows.rules._samples import INVOICE, example
from govkit.findings import Example, Rule, Severity


def check(fact: NeverEqual) -> Said:
    """A value that is compared with one that it can never be."""
    known = f"; it is one of {some(fact.known)}" if fact.known else ""
    fix = (
        close_to(fact.value, [one for one in fact.known if isinstance(one, str)]) if isinstance(fact.value, str) else ""
    )
    return Said(f"`{fact.expression}` is never {shown(fact.value)}{known}", fix)


RULE = Rule(
    id="workflow-comparison-never-true",
    severity=Severity.ERROR,
    summary="Checks that a condition compares a value with what it may be.",
    rationale=("The condition is always false, or always true: the case that somebody thought of is never dealt with."),
    fix="Write the value as the description has it.",
    on=NeverEqual,
    when=check,
    examples=(
        Example(
            None,
            example(
                INVOICE.replace(
                    "onFailure: [",
                    "onFailure: [{name: gone, type: end, criteria: [{condition: $response.body#/type == 'urn:close'}], x-govkit-exception: {kind: gone}}, ",
                )
            ),
            finds=("/invoice/onFailure/gone/criteria/*/condition",),
        ),
        Example(
            None,
            example(
                INVOICE.replace(
                    "onFailure: [",
                    "onFailure: [{name: gone, type: end, criteria: [{condition: $response.body#/type == 'urn:closed'}], x-govkit-exception: {kind: gone}}, ",
                )
            ),
            because="The description lists the value.",
        ),
        Example(
            None,
            example(
                INVOICE.replace(
                    "onFailure: [",
                    "onFailure: [{name: gone, type: end, criteria: [{condition: $response.body#/detail == 'gone'}], x-govkit-exception: {kind: gone}}, ",
                )
            ),
            because="A text may be any.",
        ),
    ),
)
