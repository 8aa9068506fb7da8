"""Finds declared behaviour of mocks that speaks of what the contract does not have."""

from __future__ import annotations

from govkit.catalog.entries.rules._samples import file
from govkit.findings import Example, Rule, Severity
from govkit.gate.rules._samples import ACTIVE, estate


def check(message: str) -> str:
    """The message; what is found is found by who looks at the whole estate."""
    return message


_HEAD = "apiVersion: govkit/v1\nkind: Mock\nmetadata: {name: billing}\nspec:\n"

RULE = Rule(
    id="mock-invalid",
    severity=Severity.ERROR,
    summary="Checks that every `mock.yaml` has its form, and names only what its contract has.",
    rationale=(
        "A mock whose rules name a field or an operation that is gone would behave otherwise than the platform, and "
        "tests against it would prove nothing."
    ),
    fix="Name what the contract has: collections by their paths, operations by operationId, fields as in the schema.",
    on="report",
    when=check,
    examples=(
        Example(
            None,
            estate(ACTIVE)
            + file("mocks/billing/mock.yaml", _HEAD + "  operations:\n    GET /invoice:\n      emits: invoice.paid\n"),
            finds=("mocks/billing/mock.yaml#/spec/operations/GET /invoice",),
        ),
        Example(
            None,
            estate(ACTIVE)
            + file(
                "mocks/billing/mock.yaml", _HEAD + "  operations:\n    GET /invoices:\n      answer: {status: 200}\n"
            ),
            because="The contract has the operation.",
        ),
    ),
)
