"""What is linked, what is proposed, what contradicts, and what is alone."""

from __future__ import annotations

import pytest

from govkit.catalog.identity.likeness import Speaks
from govkit.catalog.identity.linking import MOST_SHARING
from govkit.catalog.identity.pairing import MOST_BESIDE
from govkit.errors import InputError
from tests.catalog.identity.drawn import alone, clusters, conflicts, decided, found, proposals, record

BERLIN = {"lines": ["Wasserweg 4"], "city": "Berlin", "postalCode": "10115", "country": "DE"}
LEIDEN = {"lines": ["Waterweg 9"], "city": "Leiden", "postalCode": "2311 AA", "country": "NL"}


def test_an_equal_key_links_records_of_two_systems() -> None:
    of = found(record("crm:1", tax="DE129273398", name="A"), record("erp:9", tax="de 129-273-398".replace(" ", "")))
    assert clusters(of) == ["crm:1 erp:9"]
    assert of.clusters[0].because == ("taxIds/*/value",)
    assert not of.conflicts
    assert not of.alone


def test_one_of_several_values_of_a_key_suffices() -> None:
    of = found(record("crm:1", tax="DE129273398 GB998877665"), record("erp:9", tax="GB998877665"))
    assert clusters(of) == ["crm:1 erp:9"]


def test_a_key_of_several_fields_needs_them_all() -> None:
    of = found(
        record("crm:1", number="HRB 158 200", billingAddress={"country": "DE"}),
        record("erp:8", number="HRB158200", billingAddress={"country": "AT"}),
        record("erp:9", number="hrb-158200"),
    )
    assert not clusters(of)
    of = found(
        record("crm:1", number="HRB 158 200", billingAddress={"country": "DE"}),
        record("erp:9", number="hrb-158200", billingAddress={"country": "DE"}),
    )
    assert clusters(of) == ["crm:1 erp:9"]


def test_an_identifier_of_another_system_that_a_record_bears_links_it() -> None:
    of = found(record("crm:co_1", name="A"), record("billing:cus_1", name="B", knows="crm:co_1 erp:C-1"))
    assert clusters(of) == ["billing:cus_1 crm:co_1"]
    assert of.clusters[0].because == ("identifiers",)


def test_two_records_that_name_the_same_third_are_one_object() -> None:
    """The third system gave no file; that both are called the same there is proof enough."""
    of = found(record("crm:co_1", knows="erp:C-1"), record("billing:cus_1", knows="erp:C-1"))
    assert clusters(of) == ["billing:cus_1 crm:co_1"]


def test_links_over_three_systems_make_one_object() -> None:
    of = found(
        record("crm:1", tax="DE111222333"), record("erp:1", tax="DE111222333", knows="billing:1"), record("billing:1")
    )
    assert clusters(of) == ["billing:1 crm:1 erp:1"]
    assert of.clusters[0].because == ("identifiers", "taxIds/*/value")


def test_two_records_of_a_system_with_one_key_are_a_conflict_and_not_linked() -> None:
    of = found(
        record("crm:1", tax="DE111222333"), record("crm:2", tax="DE111222333"), record("erp:1", tax="DE111222333")
    )
    assert not clusters(of)
    assert conflicts(of) == ["crm:1 crm:2 erp:1"]
    assert of.conflicts[0].because == ("taxIds/*/value de111222333: crm has it in 2 records",)


def test_those_of_a_contested_key_that_are_sure_are_linked() -> None:
    records = [record(name, tax="DE111222333") for name in ("crm:1", "crm:2", "erp:1", "billing:1")]
    of = found(*records)
    assert clusters(of) == ["billing:1 erp:1"]
    assert conflicts(of) == ["billing:1 crm:1 crm:2 erp:1"]


def test_a_link_that_would_join_two_records_of_a_system_is_a_conflict() -> None:
    of = found(
        record("crm:1", tax="DE111222333"),
        record("erp:1", tax="DE111222333 DE999888777"),
        record("crm:2", tax="DE999888777"),
    )
    assert not clusters(of)
    assert conflicts(of) == ["crm:1 crm:2 erp:1"]


def test_a_key_that_contradicts_another_is_a_conflict() -> None:
    of = found(
        record("crm:1", tax="DE111222333", number="HRB 1001", billingAddress=BERLIN),
        record("erp:1", tax="DE111222333", number="HRB 2002", billingAddress=BERLIN),
    )
    assert not clusters(of)
    assert conflicts(of) == ["crm:1 erp:1"]
    assert "registrationNumber + billingAddress/country differs: hrb1001 de in crm:1" in of.conflicts[0].because[0]


def test_tax_numbers_may_be_several_and_do_not_contradict() -> None:
    of = found(record("crm:1", tax="DE111222333", knows="erp:1"), record("erp:1", tax="GB998877665"))
    assert clusters(of) == ["crm:1 erp:1"]


def test_a_surer_proof_settles_what_a_weaker_one_contests() -> None:
    """By identifiers each has its own; that both have one tax number then says that a system has the object twice."""
    of = found(
        record("crm:1", tax="DE111222333", knows="erp:1"),
        record("crm:2", tax="DE111222333", knows="erp:2"),
        record("erp:1"),
        record("erp:2"),
    )
    assert clusters(of) == ["crm:1 erp:1", "crm:2 erp:2"]
    assert conflicts(of) == ["crm:1 crm:2"]


def test_a_value_that_very_many_share_links_nobody_and_is_told() -> None:
    many = [record(f"crm:{number}", tax="DE111222333") for number in range(MOST_SHARING)]
    of = found(*many, record("erp:1", tax="DE111222333"))
    assert not clusters(of)
    assert f"{MOST_SHARING + 1} records have it" in of.conflicts[0].because[0]


# ------------------------------------------------------------------------------------------------------------ proposals


def test_what_is_alike_is_proposed_and_not_linked() -> None:
    of = found(
        record("crm:1", name="Pemba Foods", legalName="Pemba Foods Pte. Ltd.", billingAddress=LEIDEN),
        record("erp:1", legalName="PEMBA FODS PTE LTD", billingAddress=LEIDEN),
    )
    assert not clusters(of)
    assert proposals(of) == ["crm:1 erp:1"]
    one = of.proposals[0]
    assert one.kind == "link"
    assert 90 <= one.percent < 100
    said = {evidence.field: evidence for evidence in one.evidence}
    assert (said["legalName | name"].left, said["legalName | name"].right) == (
        "Pemba Foods Pte. Ltd.",
        "PEMBA FODS PTE LTD",
    )
    assert said["billingAddress"].percent == 100
    assert said["billingAddress"].speaks is Speaks.FOR
    assert not of.alone


def test_companies_of_one_group_are_not_proposed() -> None:
    of = found(
        record("crm:1", legalName="Brightwater Utilities GmbH", billingAddress=BERLIN, tax="DE111222333"),
        record("erp:1", legalName="Brightwater Utilities B.V.", billingAddress=LEIDEN, tax="NL999888777"),
    )
    assert not proposals(of)
    assert alone(of) == ["crm:1", "erp:1"]


def test_a_mistyped_key_speaks_for_a_pair_and_another_one_against_it() -> None:
    fields = {"legalName": "Castellan Logistics Inc.", "billingAddress": BERLIN}
    mistyped = found(record("crm:1", tax="US123456789", **fields), record("erp:1", tax="US132456789", **fields))
    another = found(record("crm:1", tax="US123456789", **fields), record("erp:1", tax="US987654321", **fields))
    assert not clusters(mistyped)
    assert mistyped.proposals[0].percent >= 90
    assert not another.proposals
    said = found(
        record("crm:1", tax="US123456789", **fields), record("erp:1", tax="US987654321", **fields), threshold=50
    ).proposals[0]
    assert said.evidence[0].speaks is Speaks.AGAINST


def test_the_threshold_decides_what_is_proposed() -> None:
    records = record("crm:1", name="Castellan Logistics"), record("erp:1", name="Castellan Motors")
    assert not proposals(found(*records))
    assert proposals(found(*records, threshold=40)) == ["crm:1 erp:1"]


def test_a_second_record_of_a_system_is_proposed_as_a_duplicate() -> None:
    of = found(
        record("crm:1", name="Pemba Foods", billingAddress=LEIDEN, tax="SG11223344X"),
        record("erp:1", name="Pemba Foods", tax="SG11223344X"),
        record("crm:2", name="Pemba Food", billingAddress=LEIDEN),
    )
    assert clusters(of) == ["crm:1 erp:1"]
    assert [(str(one.left.ref), str(one.right.ref), one.kind) for one in of.proposals] == [
        ("crm:1", "crm:2", "duplicate")
    ]


def test_what_is_contested_is_proposed_with_what_speaks_for_each() -> None:
    of = found(
        record("crm:1", name="Pemba Foods", tax="SG11223344X"),
        record("crm:2", name="Castellan", tax="SG11223344X"),
        record("erp:1", name="Pemba Foods", tax="SG11223344X"),
    )
    assert conflicts(of) == ["crm:1 crm:2 erp:1"]
    assert proposals(of) == ["crm:1 erp:1"]


def test_what_shares_but_a_frequent_word_is_not_compared_and_that_is_told() -> None:
    many = [record(f"crm:{number}", name=f"Global {number * 7919:06d}x") for number in range(MOST_BESIDE + 1)]
    of = found(*many)
    assert of.notes
    assert "words and values are borne by more than" in of.notes[0]


# ------------------------------------------------------------------------------------------------------------ decisions


def test_what_was_decided_to_be_the_same_is_linked() -> None:
    of = found(record("crm:1", name="A"), record("erp:1", name="Z"), decisions=("same crm:1 erp:1",))
    assert clusters(of) == ["crm:1 erp:1"]
    assert of.clusters[0].because == ("a person decided it",)


def test_a_decision_holds_over_a_record_that_is_not_in_the_files() -> None:
    of = found(
        record("crm:1", name="A"), record("erp:1", name="Z"), decisions=("same crm:1 billing:7", "same billing:7 erp:1")
    )
    assert clusters(of) == ["crm:1 erp:1"]


def test_a_decision_settles_a_contradiction() -> None:
    records = record("crm:1", tax="DE111222333"), record("crm:2", tax="DE111222333"), record("erp:1", tax="DE111222333")
    of = found(*records, decisions=("same crm:1 crm:2",))
    assert clusters(of) == ["crm:1 crm:2 erp:1"]
    assert not of.conflicts
    of = found(*records, decisions=("different crm:1 crm:2", "same crm:1 erp:1"))
    assert clusters(of) == ["crm:1 erp:1"]
    assert not of.conflicts


def test_what_was_decided_to_be_different_is_neither_linked_nor_proposed() -> None:
    fields = {"name": "Pemba Foods", "billingAddress": LEIDEN, "tax": "SG11223344X"}
    of = found(record("crm:1", **fields), record("erp:1", **fields), decisions=("different crm:1 erp:1",))
    assert not clusters(of)
    assert not proposals(of)
    assert not of.conflicts
    assert alone(of) == ["crm:1", "erp:1"]


def test_what_is_different_is_not_linked_over_a_third() -> None:
    of = found(
        record("crm:1", tax="DE111222333"),
        record("billing:1", tax="DE111222333"),
        record("erp:1", tax="DE111222333"),
        decisions=("different crm:1 erp:1",),
    )
    assert not clusters(of)
    assert conflicts(of) == ["billing:1 crm:1 erp:1"]
    assert any("decided to be different" in why for why in of.conflicts[0].because)


def test_what_is_open_is_as_if_nothing_was_decided() -> None:
    records = record("crm:1", tax="DE111222333"), record("erp:1", tax="DE111222333")
    assert clusters(found(*records, decisions=("open crm:1 erp:1",))) == ["crm:1 erp:1"]


def test_decisions_that_contradict_each_other_are_refused_at_their_place() -> None:
    with pytest.raises(InputError, match=r"decisions.yaml:3: crm:1 and billing:1 are said to be different here"):
        decided("same crm:1 erp:1", "same erp:1 billing:1", "different crm:1 billing:1")
