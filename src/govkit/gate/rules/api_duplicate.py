"""Finds APIs that do the same under two names."""

from __future__ import annotations

from govkit.catalog.entries.rules._samples import ACTIVE, api, file
from govkit.findings import Example, Rule, Severity

_SPEC = """
openapi: 3.1.0
info: {title: Billing, version: 1.0.0}
components:
  schemas:
    Invoice:
      type: object
      properties:
        id: {type: string}
        customerId: {type: string}
        dueDate: {type: string}
        total: {type: number}
        currency: {type: string}
        isPaid: {type: boolean}
paths:
  /invoices:
    get: {responses: {'200': {description: ok}}}
    post: {responses: {'201': {description: made}}}
  /invoices/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: ok}}
"""
_COPY = (
    _SPEC.replace("customerId", "customer_id")
    .replace("dueDate", "due_date")
    .replace("isPaid", "is_paid")
    .replace("/invoices/{id}", "/v1/Invoices/{invoiceId}")
    .replace("name: id, in", "name: invoiceId, in")
)
_OTHER = _SPEC.replace("customerId", "supplierId").replace("/invoices", "/claims").replace("isPaid", "isSettled")
_FOLLOWED = (
    "- {version: 1.0.0, definition: specs/billing.yaml, lifecycle: deprecated, released: 2026-03-01, "
    "deprecation: {date: 2026-04-01, sunset: 2027-04-01, successor: invoices@1.0.0, reason: Moved.}}"
)


def _estate(other: str, lines: str = ACTIVE) -> str:
    return (
        api(lines)
        + api(ACTIVE.replace("billing", "invoices"), name="invoices")
        + file("specs/billing.yaml", _SPEC)
        + file("specs/invoices.yaml", other)
    )


def check(message: str) -> str:
    """The message; what is found is found by who looks at the whole estate."""
    return message


RULE = Rule(
    id="api-duplicate",
    severity=Severity.WARNING,
    summary="Checks that no two APIs have mostly the same operations and fields.",
    rationale=(
        "Two APIs for one thing are built, secured and integrated twice, and answer differently from the day on which "
        "one of them is changed."
    ),
    fix="Let one be the API, deprecate the other with the first as its successor.",
    on="report",
    when=check,
    examples=(
        Example(None, _estate(_COPY), finds=("/billing",)),
        Example(None, _estate(_OTHER), because="They are about other things, in the same style."),
        Example(None, _estate(_COPY, _FOLLOWED), because="The one takes the place of the other."),
    ),
)
