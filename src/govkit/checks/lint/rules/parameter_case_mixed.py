"""Finds names of parameters that join their words otherwise than the rest of the document."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.names import case_of, usual
from govkit.checks.lint.surface.sites import ParameterSite
from govkit.checks.lint.surface.surface import Surface
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import Problem, code


def check(surface: Surface) -> Iterator[Problem]:
    """Every name of a parameter of the query or the path in another case than nearly all have, once."""
    for location, where in (("query", "the query"), ("path", "paths")):
        first: dict[str, ParameterSite] = {}
        for site in surface.parameters:
            if site.location == location:
                first.setdefault(site.name, site)
        most = usual(first)
        for name, site in first.items() if most is not None else ():
            case = case_of(name)
            if most is not None and case not in (None, most[0]):
                text = f"{code(name)} is in {case}, where {most[1]} of {most[2]} parameters of {where} are in {most[0]}"
                yield Problem(site.document, site.pointer, text, about=("parameters", location, name))


RULE = Rule(
    id="parameter-case-mixed",
    severity=Severity.INFO,
    summary="Checks that the parameters of the query, and those of paths, join their words in one way.",
    rationale=(
        "Most servers ignore a parameter that they do not know. A filter that was guessed wrong by its case gives all "
        "records, and nobody is told."
    ),
    fix="Call the parameter as the others are called; take the old name as well while callers use it.",
    on=Look("document"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices:
                  get:
                    operationId: listInvoices
                    tags: [Invoices]
                    summary: Invoices
                    description: Says more about invoices.
                    parameters:
                      - {name: due_date, in: query, description: The day., schema: {type: string, format: date}}
                      - {name: tax_number, in: query, description: As given., schema: {type: string, maxLength: 9}}
                      - {name: cost_center, in: query, description: As given., schema: {type: string, maxLength: 9}}
                      - {name: page_token, in: query, description: As given., schema: {type: string, maxLength: 9}}
                      - {name: legal_entity, in: query, description: As given., schema: {type: string, maxLength: 9}}
                      - {name: orderNumber, in: query, description: As given., schema: {type: string, maxLength: 9}}
                    responses: {"200": {description: Done, BILL}, FAILURES}
            """),
            finds=("/paths/~1invoices/get/parameters/5",),
        ),
        Example(
            None,
            paths("""
                /invoices:
                  get:
                    operationId: listInvoices
                    tags: [Invoices]
                    summary: Invoices
                    description: Says more about invoices.
                    parameters:
                      - {name: due_date, in: query, description: The day., schema: {type: string, format: date}}
                      - {name: orderNumber, in: query, description: As given., schema: {type: string, maxLength: 9}}
                    responses: {"200": {description: Done, BILL}, FAILURES}
            """),
            because="Of two nobody can say which is the usual one.",
        ),
    ),
)
