"""Finds operations that share an operationId."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.contract import Contract
from govkit.spec.openapi.operations import every_operation
from govkit.spec.openapi.problems import Problem, code
from govkit.spec.openapi.rules._samples import paths


def check(contract: Contract) -> Iterator[Problem]:
    """Every operation whose id another operation bears already."""
    first: dict[str, str] = {}
    for operation in every_operation(contract):
        if operation.id is None:
            continue
        other = first.setdefault(operation.id, operation.name)
        if other != operation.name:
            message = f"{operation.name} has the operationId {code(operation.id)}, which {other} has too"
            where = (*operation.node.pointer, "operationId")
            yield Problem(operation.node.document, where, message, tuple(sorted((operation.name, other))))


RULE = Rule(
    id="duplicate-operation-id",
    severity=Severity.ERROR,
    summary="Checks that no two operations share an operationId.",
    rationale=(
        "Generated clients name their methods by it, and links, documentation pages and tests find operations by it. "
        "Where two share one, a method is lost or renamed by chance, and the next release may swap them."
    ),
    fix="Give each operation an id of its own.",
    on="document",
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices:
                  get: {operationId: list, ANSWER}
                /customers:
                  get: {operationId: list, ANSWER}
            """),
            finds=("/paths/~1customers/get/operationId",),
        ),
        Example(
            None,
            paths("""
                /invoices:
                  get: {operationId: list, ANSWER}
                /customers:
                  get: {operationId: List, ANSWER}
            """),
            because="Operation ids are case-sensitive.",
        ),
    ),
)
