"""Lineage step by step: of entities, of single fields, of mappings, of schemas of APIs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from govkit.portal.lineage.traced import DEEPEST
from govkit.portal.lineage.ways import Carrier, Station, Way, Ways, walk
from tests.portal.conftest import Reader
from tests.portal.test_own_pages import only, page, rows, told

ENTITY, FIRST, SECOND = Station("entity", "invoice"), Station("api", "billing@3.0.0"), Station("api", "erp@2.2.0")
READ, WRITE = Carrier("mapping", "billing-3-invoice"), Carrier("workflow", "invoice-to-ledger", "erp-2-invoice")


def estate() -> Ways:
    """A total that is read from billing and written to the ERP, where it is read again."""
    found = Ways()
    found.add(Way(READ, FIRST, ("Invoice/totals/total",), ENTITY, ("total",), "invoice"))
    found.add(Way(READ, FIRST, ("Invoice/memo",), ENTITY, ("memo",), "invoice"))
    found.add(Way(WRITE, ENTITY, ("total",), SECOND, ("InvoiceInput/amount",), "invoice"))
    found.add(Way(Carrier("mapping", "erp-2-invoice"), SECOND, ("Invoice/amount",), ENTITY, ("total",), "invoice"))
    return found


def test_one_step_ends_at_the_neighbours() -> None:
    found = walk(estate(), {ENTITY: None}, 1, back=False)
    assert [(one.carrier, one.after) for one in found.hops] == [(WRITE, SECOND)]
    assert found.further


def test_a_field_is_followed_alone() -> None:
    found = walk(estate(), {ENTITY: frozenset({("memo", "invoice")})}, 6, back=True)
    assert [one.pairs for one in found.hops] == [((("Invoice/memo",), "", ("memo",)),)]
    assert not walk(estate(), {ENTITY: frozenset({("memo", "invoice")})}, 6, back=False).hops


def test_what_is_written_is_what_is_read_there_although_their_schemas_differ() -> None:
    found = walk(estate(), {ENTITY: frozenset({("total", "invoice")})}, 2, back=False)
    assert [(one.step, one.after, one.again) for one in found.hops] == [(1, SECOND, False), (2, ENTITY, True)]


def test_a_circle_ends() -> None:
    found = walk(estate(), {ENTITY: None}, 1000, back=True)
    assert max(one.step for one in found.hops) == 2
    assert not found.further


def test_a_field_of_a_list_is_met_by_the_list_and_by_its_items() -> None:
    ways = Ways()
    ways.add(Way(READ, FIRST, ("Invoice/lines/*/amount",), ENTITY, ("lines/*/amount",), "invoice"))
    for name in ("lines", "lines/0/amount", "lines/*/amount/currency"):
        assert walk(ways, {ENTITY: frozenset({(name, "invoice")})}, 1, back=True).hops, name
    assert not walk(ways, {ENTITY: frozenset({("lines/*/memo", "invoice")})}, 1, back=True).hops


# --------------------------------------------------------------------------------------------------------------- pages


def test_an_entity_is_followed_one_step_and_further_when_asked(portal: Reader) -> None:
    near = page(portal, "/entities/invoice")
    assert {row.split()[0] for row in rows(near, "lineage")} == {"1"}
    assert 'href="/entities/invoice?depth=2#lineage">One step further' in near
    assert "One step back" not in near
    far = page(portal, "/entities/invoice?depth=2")
    assert {row.split()[0] for row in rows(far, "lineage")} == {"1", "2"}
    assert 'href="/entities/invoice#lineage">One step back' in far
    assert far.count("<svg") == 1


@pytest.mark.parametrize("depth", ["0", "-1", "x", "²", "99999999999999999999"])
def test_a_depth_that_there_is_not_is_the_nearest(portal: Reader, depth: str) -> None:
    text = page(portal, f"/entities/invoice?depth={depth}")
    assert re.search(rf"\b[1-{DEEPEST}] steps? each way", told(text, "lineage"))


def test_a_field_of_an_entity_is_followed_alone(portal: Reader) -> None:
    text = page(portal, "/entities/invoice?field=total")
    assert "Invoice/totals/total" in only(rows(text, "lineage"), "billing-3-invoice")
    assert "poNumber" not in told(text, "lineage")
    assert 'href="/entities/invoice?field=lines%2F%2A%2Famount#lineage"' in text
    assert "Lineage of" not in told(page(portal, "/entities/invoice?field=nothing"), "lineage").partition("step")[0]


def test_a_mapping_is_the_first_step_itself(portal: Reader) -> None:
    assert rows(page(portal, "/mappings/billing-3-invoice"), "lineage") == []
    text = page(portal, "/mappings/billing-3-invoice?depth=2")
    written = only(rows(text, "lineage"), "invoice-to-ledger", "erp@2.2.0")
    assert written.startswith("2 invoice workflow invoice-to-ledger by erp-2-invoice erp@2.2.0")


def test_a_field_of_an_api_is_followed_to_what_workflows_write_of_it(portal: Reader) -> None:
    text = page(portal, "/apis/billing/3.0.0/schemas/Invoice?field=po_number&depth=2")
    listed = rows(text, "lineage")
    assert "Invoice/po_number → poNumber" in only(listed, "billing-3-invoice")
    assert "poNumber" in only(listed, "2 invoice", "invoice-to-ledger")
    whole = page(portal, "/apis/billing/3.0.0/schemas/Invoice")
    assert 'href="/apis/billing/3.0.0/schemas/Invoice?field=po_number#lineage">lineage' in whole


def test_files_hold_one_step(site: Path) -> None:
    text = (site / "entities/invoice/index.html").read_text(encoding="utf-8")
    assert {row.split()[0] for row in rows(text, "lineage")} == {"1"}
    assert "One step further" not in text
    assert not [one for one in (site / "entities/invoice").iterdir() if one.is_dir()]
