"""Finds figures of the operation that do not reach what is aimed at."""

from __future__ import annotations

from govkit.catalog.entries.rules._samples import entry, file
from govkit.findings import Example, Rule, Severity

_RUNS = file(
    "history.yaml",
    """
    runs:
      - {workflow: invoices, state: done, created: 2026-03-01T10:00, finished: 2026-03-01T10:05}
      - {workflow: invoices, state: dismissed, created: 2026-03-02T10:00, finished: 2026-03-02T10:05}
    """,
)
_WORKFLOW = file(
    "catalog/workflows/invoices.arazzo.yaml",
    """
    arazzo: 1.1.0
    info: {title: Invoices, version: 1.0.0}
    sourceDescriptions: [{name: billing, type: openapi, url: ../../specs/billing.yaml}]
    workflows:
      - workflowId: invoices
        x-govkit-workflow: {owner: 'team:revenue', trigger: billing.invoice.finalized, key: $inputs.id}
        steps: [{stepId: read, operationId: $sourceDescriptions.billing.read}]
    """,
)


def check(message: str) -> str:
    """The message; what is found is found by who looks at what happened."""
    return message


RULE = Rule(
    id="figure-target-missed",
    severity=Severity.WARNING,
    summary="Checks that figures of the operation reach the targets that measures of the catalog declare.",
    rationale="A target that is missed and that nobody is told of is a wish. The team of the measure answers for it.",
    fix=(
        "Look at what the figure is made of: `govkit sync exceptions` shows causes, `govkit sync timeline` what became "
        "of an event. Where the target asks too much, change it in the measure."
    ),
    on="operations",
    when=check,
    examples=(
        Example(
            None,
            entry(
                "Measure",
                "invoices-go-well",
                "owner: revenue\nprocess: invoices\nfigure: {name: success-rate, target: 0.9}",
            )
            + _WORKFLOW
            + _RUNS,
            finds=("/spec/figure/target",),
        ),
        Example(
            None,
            entry(
                "Measure",
                "invoices-go-well",
                "owner: revenue\nprocess: invoices\nfigure: {name: success-rate, target: 0.5}",
            )
            + _WORKFLOW
            + _RUNS,
            because="Half of them went well, which is what is aimed at.",
        ),
    ),
)
