"""Finds operations that never succeed."""

from __future__ import annotations

from govkit.checks.lint.look import Look
from govkit.checks.lint.rules._samples import paths
from govkit.checks.lint.surface.sites import Hit, OperationSite
from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.problems import code


def check(site: OperationSite) -> Hit | None:
    """An operation whose answers are all failures."""
    answers = site.operation.responses
    if not answers or "default" in answers or any(status[:1] in ("1", "2", "3") for status in answers):
        return None
    return Hit(f"{code(site.name, 100)} declares failures only", ("responses",))


RULE = Rule(
    id="success-missing",
    severity=Severity.WARNING,
    summary="Checks that each operation declares what it answers when all goes well.",
    rationale=(
        "Clients are generated, mocks answer and contracts are tested by what is declared. Of an operation that declares "
        "failures only, nobody knows what success looks like."
    ),
    fix="Declare the answer of success, with its content.",
    on=Look("operation"),
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/open:
                  get: {operationId: getOpen, ABOUT, responses: {FAILURES}}
            """),
            finds=("/paths/~1invoices~1open/get/responses",),
        ),
        Example(
            None,
            paths("""
                /old:
                  get: {operationId: getOld, ABOUT, responses: {FAILURES, "301": {description: It is elsewhere.,
                    headers: {Location: {description: Where., schema: {type: string, maxLength: 99}}}}}}
            """),
            because="To be sent on is no failure.",
        ),
    ),
)
