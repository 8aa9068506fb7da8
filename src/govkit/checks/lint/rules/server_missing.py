"""Finds documents that do not say where the API is."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import whole
from govkit.checks.lint.surface.surface import Surface
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import Problem


def check(surface: Surface) -> Iterator[Problem]:
    """A document with operations and without a server."""
    if surface.operations and not surface.servers:
        yield Problem(surface.contract.document, (), "no server is named, so that nobody knows where the API is")


RULE = Rule(
    id="server-missing",
    severity=Severity.INFO,
    summary="Checks that a document with operations names a server.",
    rationale=(
        "Without one the API is, by the specification, wherever the document was found. Documents are copied into "
        "catalogs and repositories, and then that is the wrong place."
    ),
    fix="Name the address in `servers`, with variables for what differs from customer to customer.",
    on=Look("document"),
    when=check,
    examples=(
        Example(
            None,
            whole("""
                servers: []
                tags: [{name: Invoices, description: What customers owe.}]
                paths:
                  /invoices/open: {get: {operationId: getOpen, tags: [Invoices], summary: Open invoices,
                    description: Those that nobody paid., responses: {"204": {description: Done}}}}
            """),
            finds=("",),
        ),
        Example(
            None,
            whole("""
                servers: []
                components: {schemas: {Memo: {type: string, maxLength: 9, description: Words on the paper.}}}
            """),
            because="Without operations there is nothing to be called.",
        ),
    ),
)
