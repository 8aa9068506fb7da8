"""Which of several identifiers says most: those of the system of record, and never one that nobody knows."""

from __future__ import annotations

from govkit.catalog.mapping.identifiers import Identifier
from govkit.sync.identity.names import Ranks
from tests.sync.identity.trial import estate

CRM = Identifier("crm", "company", "z")
ERP = Identifier("erp", "customer-number", "a")


def test_the_identifier_of_the_system_of_record_says_most_then_the_order_of_the_entity() -> None:
    ranks = Ranks(estate())
    billing = Identifier("billing", "customer", "a")
    assert [ranks.of("customer", one) for one in (CRM, ERP, billing)] == [0, 1, 2]
    assert ranks.first("customer", [ERP, billing, CRM]) == CRM


def test_what_the_entity_does_not_name_comes_last() -> None:
    ranks = Ranks(estate())
    unknown = Identifier("nowhere", "thing", "a")
    assert ranks.of("customer", unknown) == 5
    assert ranks.first("customer", [unknown, Identifier("support", "external-id", "z")]) != unknown


def test_of_an_entity_that_nobody_describes_the_first_text_says_most() -> None:
    ranks = Ranks(estate())
    assert [ranks.of("nobody", one) for one in (CRM, ERP)] == [0, 0]
    assert ranks.first("nobody", [ERP, CRM]) == CRM
