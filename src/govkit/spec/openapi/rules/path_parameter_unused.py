"""Finds path parameters whose name is not in the path."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.findings import Example, Rule, Severity
from govkit.spec.documents import Document, Pointer
from govkit.spec.openapi.contract import Contract
from govkit.spec.openapi.operations import path_parameters
from govkit.spec.openapi.problems import Problem, code
from govkit.spec.openapi.rules._samples import paths


def check(contract: Contract) -> Iterator[Problem]:
    """Each such parameter once, where an operation or a path item lists it."""
    found: dict[tuple[int, Pointer, str], tuple[Document, str, list[str]]] = {}
    for operation in contract.operations.values():
        if operation.kind != "path":
            continue
        for owner in (operation.item, operation.node):
            for node, name in path_parameters(contract, owner):
                if name is not None and f"{{{name}}}" not in operation.path:
                    key = (id(node.document), node.pointer, operation.path)
                    found.setdefault(key, (node.document, name, []))[2].append(operation.name)
    for (_, pointer, path), (document, name, operations) in found.items():
        message = f"the path parameter {code(name)} does not occur in {code(path, 100)}"
        yield Problem(document, pointer, message, tuple(sorted(operations)))


RULE = Rule(
    id="path-parameter-unused",
    severity=Severity.WARNING,
    summary="Checks that each path parameter occurs in its path.",
    rationale=(
        "A path parameter is required, so generated clients ask for a value that is never sent. Mostly the name is "
        "misspelt, or the parameter was meant for the query."
    ),
    fix="Correct the name, put it into the path, or remove the parameter.",
    on="document",
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices:
                  get:
                    parameters: [{name: customer, in: path, required: true, schema: {type: string}}]
                    ANSWER
            """),
            finds=("/paths/~1invoices/get/parameters/0",),
        ),
        Example(
            None,
            paths("""
                /invoices/{id}.{format}:
                  get:
                    parameters:
                      - {name: id, in: path, required: true, schema: {type: string}}
                      - {name: format, in: path, required: true, schema: {type: string}}
                    ANSWER
            """),
            because="Two names may stand in one segment.",
        ),
    ),
)
