"""Mappings, consumers, systems, teams and environments have pages of their own, which tell what people ask of each."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.portal.conftest import Reader


def page(portal: Reader, path: str) -> str:
    """A page, once what it shows of the whole estate is worked out."""
    for _ in range(600):
        answer = portal.get(path)
        assert answer.status_code == 200, answer.text
        if "This is being worked out" not in answer.text:
            return answer.text
    raise AssertionError(f"{path} is never worked out")


def plain(markup: str) -> str:
    """A text without its markup."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", markup))).strip()


def told(text: str, section: str) -> str:
    """What a section says, without its markup."""
    found = re.search(rf'<section id="{section}">.*?</section>', text, re.DOTALL)
    assert found, f"there is no section {section}"
    return plain(found[0])


def rows(text: str, section: str) -> list[str]:
    """The rows of a table in a section, without their markup."""
    found = re.search(rf'<section id="{section}">.*?</section>', text, re.DOTALL)
    assert found, f"there is no section {section}"
    bodies = re.findall(r"<tbody>.*?</tbody>", found[0], re.DOTALL)
    listed = [row for body in bodies for row in re.findall(r"<tr>.*?</tr>", body, re.DOTALL)]
    return [plain(row) for row in listed]


def only(listed: list[str], *words: str) -> str:
    """The one row that has some words."""
    found = [row for row in listed if all(word in row for word in words)]
    assert len(found) == 1, found
    return found[0]


# ------------------------------------------------------------------------------------------------------------ mappings


@pytest.mark.requirement("M2")
def test_a_mapping_is_told_line_by_line_with_who_uses_each_field(portal: Reader) -> None:
    text = page(portal, "/mappings/billing-3-invoice")
    total = only(rows(text, "in"), "Invoice/totals/total", "invoice/total ")
    assert total.startswith("Invoice/totals/total Invoice/currency money_from_minor_units invoice/total")
    assert "consumer order-to-cash" in total
    assert "workflow invoice-to-ledger reads" in total
    assert 'href="/apis/billing/3.0.0/schemas/Invoice"' in text
    assert '<section id="out">' not in text


def test_a_mapping_of_both_ways_tells_both_and_who_writes_by_it(portal: Reader) -> None:
    text = page(portal, "/mappings/billing-2-customer")
    assert only(rows(text, "in"), "customer/legalName").startswith(
        "Customer/legal_name as it is customer/legalName copy"
    )
    assert "customer/legalName as it is" in only(rows(text, "out"), "customer/legalName")
    written = page(portal, "/mappings/billing-3-customer")
    assert "repair-billing-customer writes it by this line" in told(written, "out")


def test_the_pairs_of_a_map_are_told_and_turned_round_where_it_is_written(portal: Reader) -> None:
    text = page(portal, "/mappings/billing-2-credit-note")
    assert "map issued → open void → void" in only(rows(text, "in"), "invoice/status")
    assert 'always "credit_note"' in only(rows(text, "in"), "invoice/type")
    assert "Billing's own number" in told(text, "unmapped")


def test_a_mapping_tells_where_another_system_drifts(portal: Reader) -> None:
    drifting = page(portal, "/mappings/erp-2-customer")
    assert "no system does" not in told(drifting, "drift")
    assert "customer/" in told(drifting, "drift")
    assert "erp@2.2.0" in told(drifting, "drift")


def test_the_lines_of_a_mapping_are_searched(portal: Reader) -> None:
    text = portal.get("/mappings/billing-3-invoice", params={"q": "lines product"}).text
    assert len(rows(text, "in")) == 1


# ----------------------------------------------------------------------------------------------------------- consumers


def test_a_consumer_tells_what_it_uses_and_is_granted(portal: Reader) -> None:
    text = page(portal, "/consumers/order-to-cash")
    crm = only(rows(text, "uses"), "crm@4")
    assert "4.2.0 active" in crm
    assert "GET /companies/{company_id}" in crm
    assert "crm.contracts.read" in crm
    assert "not granted" not in crm
    assert only(rows(text, "grants"), "erp@2")
    assert 'href="/apis/crm/4.2.0/operations/' in text
    assert "invoice-to-ledger" in text


def test_a_consumer_tells_the_state_of_its_pacts_version_by_version(portal: Reader) -> None:
    listed = rows(page(portal, "/consumers/order-to-cash"), "pacts")
    assert "verified by description" in only(listed, "1.2.0", "billing@3.0.0")
    assert only(listed, "1.3.0", "erp@2.2.0").endswith("development")


def test_a_consumer_of_a_deprecated_version_is_told_until_when(portal: Reader) -> None:
    text = page(portal, "/consumers/warehouse-loader")
    ending = only(rows(text, "ending"), "erp@1.9.0")
    assert re.search(r"deprecated \d{4}-\d\d-\d\d in \d+ days|days ago", ending), ending
    assert "erp@2" in ending
    assert '<section id="ending">' not in page(portal, "/consumers/order-to-cash")
    assert only(rows(text, "running"), "production").startswith("production 5.0.2")


# ------------------------------------------------------------------------------------------------------------- systems


def test_a_system_tells_its_entities_and_who_touches_it(portal: Reader) -> None:
    text = page(portal, "/systems/billing")
    assert "3.0.0 active" in told(text, "apis")
    assert "of the whole" in only(rows(text, "entities"), "product")
    assert "billing-3-customer" in told(text, "entities")
    amendment = only(rows(text, "workflows"), "subscription-amendment")
    assert "webhook:subscription.amended" in amendment
    assert "PATCH /customers/{customer_id}" in amendment
    started = only(rows(text, "events"), "invoice.finalized", "billing@3.0.0")
    assert "invoice-to-ledger order-to-cash" in started
    assert "production billing@3.0.0 2026-09-01" in only(rows(text, "running"), "production", "3.0.0")


def test_a_system_tells_what_it_is_cleared_for(portal: Reader) -> None:
    assert only(rows(page(portal, "/systems/billing"), "clearance"), "financial").startswith("financial cleared")
    assert "customer" in only(rows(page(portal, "/systems/billing"), "clearance"), "personal")


# --------------------------------------------------------------------------------------------------------------- teams


def test_a_team_tells_what_it_owns_and_where_its_apis_can_go(portal: Reader) -> None:
    text = page(portal, "/teams/revenue-engineering")
    assert "revenue-engineering@alderway.example" in told(text, "contacts")
    assert "after 1 h" in told(text, "contacts")
    assert only(rows(text, "scores"), "billing").startswith("billing bronze silver")
    assert "Billing API api builds and runs it" in only(rows(text, "owned"), "Billing API")
    mappings = portal.get("/teams/revenue-engineering", params={"kind": "mapping"}).text
    assert {row.split()[-5] for row in rows(mappings, "owned")} == {"mapping"}


def test_a_team_tells_what_ends_of_it_and_below_its_consumers(portal: Reader) -> None:
    offered = only(rows(page(portal, "/teams/finance-systems"), "ending"), "erp@1.9.0")
    assert "it offers it; used by" in offered
    used = only(rows(page(portal, "/teams/data-platform"), "ending"), "erp@1.9.0")
    assert used.endswith("its consumer warehouse-loader uses it")


# -------------------------------------------------------------------------------------------------------- environments


def test_an_environment_tells_what_runs_and_meets_there(portal: Reader) -> None:
    text = page(portal, "/environments/production")
    assert "2026-09-01" in only(rows(text, "runs"), "billing 3.0.0", "provider")
    assert "order-to-cash 1.2.0 consumer" in only(rows(text, "runs"), "order-to-cash")
    assert "verified" in only(rows(text, "matrix"), "order-to-cash", "billing@3.0.0")


def test_an_environment_leads_to_whether_a_version_may_go_on(portal: Reader) -> None:
    text = page(portal, "/environments/staging")
    assert "/can-i-deploy?name=billing&amp;version=3.0.0&amp;to=production" in text
    waiting = told(page(portal, "/environments/staging"), "waiting")
    assert "order-to-cash 1.3.0" in waiting
    asked = portal.get("/can-i-deploy", params={"name": "order-to-cash", "version": "1.3.0", "to": "staging"})
    assert asked.status_code == 200


@pytest.mark.parametrize("kind", ["mappings", "consumers", "systems", "teams", "environments"])
def test_what_is_not_in_the_catalog_has_no_page(portal: Reader, kind: str) -> None:
    answer = portal.get(f"/{kind}/nothing")
    assert answer.status_code == 404
    assert "<code>nothing</code>" in answer.text


# ------------------------------------------------------------------------------------- APIs, entities, workflows


def test_an_api_tells_its_score_and_the_steps_to_the_next(portal: Reader) -> None:
    text = told(page(portal, "/apis/billing"), "scores")
    assert "apis : bronze 1 step to silver, the cheapest first" in text
    assert "record contracts for 5 more operations" in text


def test_an_entity_tells_what_it_means(portal: Reader) -> None:
    text = page(portal, "/entities/renewal")
    assert "A contract has at most one renewal that is upcoming, open or committed." in told(text, "meaning")
    assert "upcoming the first open , auto_renewed" in rows(text, "meaning")
    assert "won it is an end" in rows(text, "meaning")
    assert "renewal by customer-success , deal by crm" in told(text, "meaning")


def test_a_workflow_tells_of_itself_alone(portal: Reader) -> None:
    text = page(portal, "/workflows/invoice-to-ledger")
    assert {row.split()[0] for row in rows(text, "steps")} == {"invoice-to-ledger"}
    assert len(rows(text, "workflows")) == 1
    assert "unheard" not in text
