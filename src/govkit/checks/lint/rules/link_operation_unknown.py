"""Finds links to operations that are not there."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.surface import Surface
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import Problem, code


def check(surface: Surface) -> Iterator[Problem]:
    """Every link whose operationId no operation has."""
    known = {site.operation.id for site in (*surface.operations, *surface.events)}
    for document, pointer, raw in surface.survey.spots.get("link", ()):
        name = raw.get("operationId")
        if isinstance(name, str) and name not in known:
            yield Problem(document, (*pointer, "operationId"), f"there is no operation {code(name)}")


RULE = Rule(
    id="link-operation-unknown",
    severity=Severity.ERROR,
    summary="Checks that links lead to operations of the document.",
    rationale="Whoever follows the link finds nothing: mostly the operation was renamed.",
    fix="Write the operationId as it is now.",
    on=Look("document"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, responses: {"200": {description: Done, BILL,
                    links: {next: {operationId: getNext}}}, FAILURES}}
            """),
            finds=("/paths/~1invoices~1open/get/responses/200/links/next/operationId",),
        ),
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, responses: {"200": {description: Done, BILL,
                    links: {next: {operationId: getOpen}}}, FAILURES}}
            """),
            because="It is there.",
        ),
    ),
)
