"""What subscription amendment relies on in the ERP: obligations, a way back, and how a customer is taxed."""

from __future__ import annotations

import erp_v2
import pytest
from erp_v2 import models
from pact import match

from govkit.client import Unprocessable
from govkit.pytest_plugin import Pacts

CONSUMER = "subscription-amendment"
PERIOD = {"startDate": "2026-01-01", "endDate": "2029-01-01"}
OBLIGATION = {
    "productCode": "fleet-platform",
    "description": "Fleet platform, 400 devices",
    "quantity": "400",
    "servicePeriod": PERIOD,
    "recognitionMethod": "straightLine",
    "allocatedAmount": "120000.00",
    "billingCycle": "P1Y",
}
OBLIGATIONS = {
    "customerNumber": "C-10001",
    "legalEntity": "DE01",
    "externalReference": "amd_5001",
    "currency": "EUR",
    "contractPeriod": PERIOD,
    "effectiveDate": "2026-09-15",
    "reason": "amendment",
    "entities": [{"customerNumber": "C-10002", "taxConfigurationCode": "DE-VAT-STD", "obligations": [OBLIGATION]}],
}
REVERSAL = {
    "reasonCode": "workflowCompensation",
    "reasonText": "Customer success refused the new entity.",
    "postingDate": "2026-09-15",
    "externalReference": "amd_5001-undo",
}


def test_the_amended_obligations_are_posted(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "erp")
    (
        pact.upon_receiving("amended obligations")
        .given("the books have the first obligations of CT-2026-0001")
        .with_request("PUT", "/contracts/CT-2026-0001/obligations")
        .with_body(OBLIGATIONS, "application/json")
        .will_respond_with(200)
        .with_body(
            {"documentNumber": match.str("JD-2026-000412"), "effectiveDate": match.str("2026-09-15")},
            "application/json",
        )
    )
    body = models.ContractObligationsInput.model_validate(OBLIGATIONS)
    found = pact.client(erp_v2.Client).put_contract_obligations("CT-2026-0001", body=body)
    assert (found.document_number, found.effective_date.month) == ("JD-2026-000412", 9)


def test_a_country_without_tax_configuration_is_refused(govkit_pact: Pacts) -> None:
    """What finance has to mend before it can be posted; the refusal is what the workflow parks."""
    pact = govkit_pact(CONSUMER, "erp")
    body = {**OBLIGATIONS, "entities": [{"customerNumber": "C-10003", "obligations": [OBLIGATION]}]}
    (
        pact.upon_receiving("obligations in a country without tax configuration")
        .given("the amendment of CT-2026-0001 has not reached the books")
        .with_request("PUT", "/contracts/CT-2026-0001/obligations")
        .with_body(body, "application/json")
        .will_respond_with(422)
        .with_body({"title": match.str("No tax configuration")}, "application/problem+json")
    )
    with pytest.raises(Unprocessable) as refused:
        pact.client(erp_v2.Client).put_contract_obligations(
            "CT-2026-0001", body=models.ContractObligationsInput.model_validate(body)
        )
    assert refused.value.problem is not None
    assert refused.value.problem.title == "No tax configuration"


def test_what_was_posted_is_reversed(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "erp")
    (
        pact.upon_receiving("the reversal of a document")
        .given("journal document JD-2026-000412 is posted")
        .with_request("POST", "/journal-documents/JD-2026-000412/reverse")
        .with_body(REVERSAL, "application/json")
        .will_respond_with(201)
    )
    body = models.ReversalInput.model_validate(REVERSAL)
    pact.client(erp_v2.Client).reverse_journal_document("JD-2026-000412", body=body)


def test_how_a_customer_is_taxed_is_found_by_its_company(govkit_pact: Pacts) -> None:
    pact = govkit_pact(CONSUMER, "erp")
    customer = {
        "paymentTermsDays": match.int(30),
        "taxTreatment": match.str("standard"),
        "taxRegistrations": match.each_like({"country": match.str("US"), "value": match.str("00-0000000")}),
    }
    (
        pact.upon_receiving("the customer of a company")
        .given("customer C-10101 exists")
        .with_request("GET", "/customers")
        .with_query_parameter("externalReference", "co_1101")
        .will_respond_with(200)
        .with_body({"items": match.each_like(customer), "totalCount": match.int(1)}, "application/json")
    )
    found = pact.client(erp_v2.Client).list_customers(external_reference="co_1101")
    (one,) = found.items
    assert (found.total_count, one.payment_terms_days, one.tax_treatment) == (1, 30, "standard")
    assert [(tax.country, tax.value) for tax in one.tax_registrations] == [("US", "00-0000000")]
