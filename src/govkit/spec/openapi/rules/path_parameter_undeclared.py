"""Finds names in braces in a path that no parameter declares."""

from __future__ import annotations

import re
from collections.abc import Iterator

from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.contract import Contract, Operation
from govkit.spec.openapi.operations import path_parameters
from govkit.spec.openapi.problems import Problem, code, joined
from govkit.spec.openapi.rules._samples import paths

_NAME = re.compile(r"\{([^{}]*)\}")


def check(contract: Contract) -> Iterator[Problem]:
    """Each name that is undeclared, once for a path however many operations lack it."""
    missing: dict[tuple[str, str], list[Operation]] = {}
    for operation in contract.operations.values():
        if operation.kind != "path":
            continue
        declared = {name for owner in (operation.item, operation.node) for _, name in path_parameters(contract, owner)}
        if None in declared:  # a parameter that cannot be read may be the one
            continue
        template = re.split(r"[?#]", operation.path)[0]
        for name in dict.fromkeys(_NAME.findall(template)):
            if name not in declared:
                missing.setdefault((operation.path, name), []).append(operation)
    for (path, name), operations in missing.items():
        methods = joined([operation.method.upper() for operation in operations])
        message = f"{code(f'{{{name}}}')} in the path is declared by no parameter of {methods}"
        names = tuple(sorted(operation.name for operation in operations))
        yield Problem(contract.document, ("paths", path), message, names)


RULE = Rule(
    id="path-parameter-undeclared",
    severity=Severity.ERROR,
    summary="Checks that each name in braces in a path is declared as a parameter.",
    rationale=(
        "Nobody can build the address without it: generated clients send the braces as they stand, and servers, "
        "mocks and tests have no type to read the segment with."
    ),
    fix="Declare a parameter of that name with `in: path` and `required: true`, or correct the path.",
    on="document",
    when=check,
    examples=(
        Example(
            None,
            paths("""
                /invoices/{id}:
                  get:
                    parameters: [{name: invoice_id, in: path, required: true, schema: {type: string}}]
                    ANSWER
            """),
            finds=("/paths/~1invoices~1{id}",),
        ),
        Example(
            None,
            paths("""
                /invoices/{id}:
                  parameters: [{name: id, in: path, required: true, schema: {type: string}}]
                  get: {ANSWER}
            """),
            because="A parameter of the path item is one of each of its operations.",
        ),
    ),
)
