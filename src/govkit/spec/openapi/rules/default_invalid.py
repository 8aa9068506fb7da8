"""Finds defaults that their own schema refuses."""

from __future__ import annotations

from collections.abc import Iterator

from govkit.findings import Example, Rule, Severity
from govkit.spec.openapi.contract import Contract
from govkit.spec.openapi.problems import Problem
from govkit.spec.openapi.rules._refusals import problems
from govkit.spec.openapi.rules._samples import schemas


def check(contract: Contract) -> Iterator[Problem]:
    """Every default that may not be sent itself, with the reason."""
    return problems(contract, "default")


RULE = Rule(
    id="default-invalid",
    severity=Severity.WARNING,
    summary="Checks that each default is a value that its schema allows.",
    rationale=(
        "Clients and mocks that fill in the default build a message that is refused, and generated code does not "
        "compile, or starts with a value of the wrong type."
    ),
    fix="Correct the default, or let the schema allow it (a null default needs a type that has null).",
    on="document",
    when=check,
    examples=(
        Example(
            None,
            schemas("""
                Page:
                  type: object
                  properties:
                    limit: {type: integer, maximum: 100, default: "20"}
            """),
            finds=("/components/schemas/Page/properties/limit/default",),
        ),
        Example(
            None,
            schemas(
                """
                Page:
                  type: object
                  properties:
                    limit: {type: integer, nullable: true, default: null}
                """,
                openapi="3.0.3",
            ),
            because="`nullable` lets the default be null.",
        ),
    ),
)
