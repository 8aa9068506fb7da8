"""Finds granted scopes that no used operation asks for."""

from __future__ import annotations

from govkit.catalog.entries.rules._samples import ACTIVE, api, consumer, file
from govkit.findings import Example, Rule, Severity

_SPEC = """
openapi: 3.1.0
info: {title: Billing, version: 1.0.0}
paths:
  /invoices:
    get:
      security: [{oauth: [read]}]
      responses: {'200': {description: ok}}
"""


def check(message: str) -> str:
    """The message; what is found is found by who looks at the whole estate."""
    return message


RULE = Rule(
    id="scope-not-needed",
    severity=Severity.WARNING,
    summary="Checks that the operations that a consumer uses ask for each scope that it is granted.",
    rationale=(
        "Scopes are what a stolen token is worth; what the operations do not ask for is worth it to nobody else."
    ),
    fix="Take the scope out of the grant and of the use.",
    on="report",
    when=check,
    examples=(
        Example(
            None,
            api(ACTIVE)
            + file("specs/billing.yaml", _SPEC)
            + consumer("""
            uses: [{api: billing@1, operations: [GET /invoices], scopes: [read, write]}]
            grants: [{api: billing@1, operations: [GET /invoices], scopes: [read, write]}]
            """),
            finds=("/spec/grants/billing@1/scopes/write",),
        ),
        Example(
            None,
            api(ACTIVE)
            + file("specs/billing.yaml", _SPEC)
            + consumer("""
            uses: [{api: billing@1, operations: [GET /invoices], scopes: [read]}]
            grants: [{api: billing@1, operations: [GET /invoices], scopes: [read]}]
            """),
            because="The operation asks for the scope.",
        ),
    ),
)
