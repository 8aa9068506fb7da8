"""Finds actions that never follow."""

from __future__ import annotations

from govkit.catalog.workflows.facts import ActionUnreachable
from govkit.catalog.workflows.judge import Said
from govkit.catalog.workflows.phrases import step_of
from govkit.catalog.workflows.rules._samples import INVOICE, example
from govkit.findings import Example, Rule, Severity


def check(fact: ActionUnreachable) -> Said:
    """An action that stands behind one that always follows, or whose criteria never hold."""
    if fact.behind:
        return Said(f"`{fact.name}` never follows {step_of(fact)}: `{fact.behind}` before it always does")
    return Said(f"`{fact.name}` never follows {step_of(fact)}: no failure meets its criteria")


RULE = Rule(
    id="workflow-action-unreachable",
    severity=Severity.WARNING,
    summary="Checks that every action of a step may follow it.",
    rationale=("The case that somebody thought of is dealt with in another way."),
    fix="Put the action before the unconditional one, or take it out.",
    on=ActionUnreachable,
    when=check,
    examples=(
        Example(
            None,
            example(INVOICE.replace("exhausted}}]", "exhausted}}, {name: again, type: retry, retryLimit: 3}]")),
            finds=("/invoice/onFailure/again",),
        ),
        Example(
            None,
            example(
                INVOICE.replace(
                    "onFailure: [",
                    "onFailure: [{name: odd, type: retry, criteria: [{condition: $statusCode == 200}]}, ",
                )
            ),
            finds=("/invoice/onFailure/odd",),
        ),
        Example(
            None,
            example(
                INVOICE.replace(
                    "onFailure: [",
                    "onFailure: [{name: again, type: retry, criteria: [{condition: $statusCode == 503}]}, ",
                )
            ),
            because="An operation may answer what its description does not tell.",
        ),
    ),
)
