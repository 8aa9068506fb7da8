"""The page of an entity: its fields, which system is the record of each, and where each comes from and goes."""

from __future__ import annotations

import re

import pytest

from tests.portal.conftest import Reader


@pytest.fixture(scope="module")
def page(portal: Reader) -> str:
    answer = portal.get("/entities/customer")
    assert answer.status_code == 200, answer.text
    return answer.text


def row(text: str, name: str) -> str:
    """The row of a field, without its markup."""
    found = re.search(rf'<tr><td data-title="field"[^>]*><code>{name}</code>.*?</tr>', text, re.DOTALL)
    assert found, f"there is no row of {name}"
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0])).strip()


def test_a_field_has_its_system_of_record_and_its_mappings(page: str) -> None:
    assert "crm" in row(page, "name")
    assert "from crm crm-4-customer" in row(page, "name")
    assert "copy from and to billing billing-2-customer" in row(page, "name")
    assert "order-from-deal" in row(page, "name")


def test_a_field_is_of_the_classes_of_what_it_lies_in(portal: Reader) -> None:
    text = portal.get("/entities/contract").text
    assert row(text, "signatories").endswith("personal crm from crm crm-4-contract –")
    assert "personal" in row(text, "email")
    assert "personal" not in row(text, "termMonths")


def test_lineage_is_drawn_one_hop_each_way(page: str) -> None:
    picture = re.search(r'<section id="lineage">.*?</section>', page, re.DOTALL)
    assert picture
    assert "Lineage of Customer" in picture[0]
    for name in ("crm", "billing-2-customer", "Customer"):
        assert f">{name}<" in picture[0]


def test_every_entity_has_its_fields(portal: Reader) -> None:
    listed = set(re.findall(r'href="(/entities/[^"]+)"', portal.get("/entities").text))
    assert len(listed) >= 9
    for path in listed:
        assert "its schema cannot be read" not in portal.get(path).text, path
