"""Finds paths that differ in the names of their parameters only."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.contract import Contract, Operation, wire_path
from govkit.spec.openapi.problems import Problem, code, joined
from govkit.spec.openapi.rules._samples import paths


def check(contract: Contract) -> Iterator[Problem]:
    """Every path that answers a method under the same address as a path before it."""
    first: dict[tuple[str, str], Operation] = {}
    clashes: dict[tuple[str, str], list[str]] = {}
    for operation in contract.operations.values():
        if operation.kind != "path":
            continue
        other = first.setdefault((operation.method, wire_path(operation.path)), operation)
        if other.path != operation.path:
            clashes.setdefault((other.path, operation.path), []).append(operation.method.upper())
    for (path, twin), methods in clashes.items():
        message = f"{code(twin, 100)} is the same address as {code(path, 100)}, and both answer {joined(methods)}"
        names = sorted(f"{method} {one}" for method in methods for one in (path, twin))
        yield Problem(contract.document, ("paths", twin), message, tuple(names))


RULE = Rule(
    id="path-ambiguous",
    severity=Severity.ERROR,
    summary="Checks that no two paths are equal but for the names of their parameters.",
    rationale=(
        "On the wire nobody can tell them apart, so one of the two operations is never reached: which one depends on "
        "the router. OpenAPI forbids it (3.1.1, section 4.8.8.1)."
    ),
    fix="Make one operation of the two, or tell them apart by a fixed segment.",
    on="document",
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/{id}:
                  parameters: [{name: id, in: path, required: true, schema: {type: string}}]
                  get: {ANSWER}
                /invoices/{number}:
                  parameters: [{name: number, in: path, required: true, schema: {type: string}}]
                  get: {ANSWER}
            """),
            finds=("/paths/~1invoices~1{number}",),
        ),
        Example(
            None,
            paths("""
                /invoices/{id}:
                  parameters: [{name: id, in: path, required: true, schema: {type: string}}]
                  get: {ANSWER}
                /invoices/latest:
                  get: {ANSWER}
            """),
            because="A fixed segment goes before a parameter.",
        ),
    ),
)
