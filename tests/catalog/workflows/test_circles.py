"""Which events a write may send, as far as names tell; and circles of workflows that start each other."""

from __future__ import annotations

import pytest

from govkit.catalog.entries.estate import load_text
from govkit.catalog.workflows.bodies import Sent
from govkit.catalog.workflows.circles import circles, may_send
from govkit.catalog.workflows.contracts import Called
from govkit.catalog.workflows.rules._samples import BILLING, INVOICE, LEDGER, PARK, START, flow
from govkit.spec.documents import Library, MemoryFiles
from govkit.spec.openapi import Contract
from tests.catalog.workflows.helpers import checking_of


def sent(method: str, path: str, operation: str) -> Sent:
    head = "openapi: 3.1.0\ninfo: {title: A, version: 1.0.0}\n"
    text = f"{head}paths: {{'{path}': {{{method}: {{operationId: {operation}}}}}}}"
    library = Library(MemoryFiles({"a.yaml": text.encode()}))
    (found,) = Contract(library, library.open("a.yaml")).operations.values()
    estate = load_text(flow(INVOICE))
    return Sent(Called(estate.versions()[0], found))


@pytest.mark.parametrize(
    ("method", "path", "operation", "event", "may"),
    [
        ("post", "/invoices/{id}/post", "postInvoice", "invoice.posted", True),
        ("patch", "/customers/{id}", "updateCustomer", "customer.updated", True),
        ("put", "/customers/{id}", "replaceCustomer", "customer.changed", True),
        ("post", "/subscriptions", "createSubscription", "subscription.created", True),
        ("post", "/subscriptions/{id}/cancel", "cancelSubscription", "subscription.canceled", True),
        ("delete", "/companies/{id}", "deleteCompany", "company.deleted", True),
        ("post", "/payments", "recordPayment", "payment.recorded", True),
        ("post", "/invoices", "createInvoice", "invoice.paid", False),
        ("patch", "/renewals/{id}", "updateRenewal", "renewal.dueSoon", False),
        ("patch", "/renewals/{id}", "updateRenewal", "renewal.riskChanged", False),
        ("patch", "/customers/{id}", "updateCustomer", "invoice.updated", False),
        ("post", "/customers/{id}/notes", "addNote", "customer.created", False),
    ],
)
def test_an_event_is_sent_by_what_its_name_speaks_of(
    method: str, path: str, operation: str, event: str, *, may: bool
) -> None:
    assert may_send(sent(method, path, operation), event) is may


def test_two_workflows_that_start_each_other_are_one_circle() -> None:
    billing = BILLING.replace(
        "  /invoices/{id}/notes:\n",
        "  /invoices/{id}/post:\n    post:\n      operationId: postInvoice\n"
        "      parameters: [{name: id, in: path, required: true, schema: {type: string}}]\n"
        "      responses: {'200': {description: Posted.}}\n  /invoices/{id}/notes:\n",
    )
    ledger = LEDGER + (
        "webhooks:\n  document.reversed:\n    post:\n      requestBody:\n        content:\n"
        "          application/json:\n"
        "            schema: {type: object, properties: {number: {type: string}}}\n"
        "      responses: {'204': {description: Seen.}}\n"
    )
    reverse = f"""
- stepId: reverse
  operationId: $sourceDescriptions.ledger.reverseDocument
  parameters: [{{name: number, in: path, value: $inputs.id}}]
  {PARK}
"""
    again = f"""
- workflowId: again
  {START.replace("billing.invoice.posted", "ledger.document.reversed").replace("$inputs.invoice", "$inputs.number")}
  steps:
    - stepId: post
      operationId: $sourceDescriptions.billing.postInvoice
      parameters: [{{name: id, in: path, value: $inputs.number}}]
      {PARK}
"""
    checking = checking_of(load_text(flow(reverse, more=again, billing=billing, ledger=ledger)))
    (circle,) = circles(checking.setting, {one.workflow.id: one for one in checking.all()})
    assert [(link.workflow, link.event, link.starts) for link in circle.links] == [
        ("again", "invoice.posted", "posting"),
        ("posting", "document.reversed", "again"),
    ]
