"""Identifiers of all systems are one object's where records say so; what is missing or double is for people."""

from __future__ import annotations

import itertools

import pytest
import sqlalchemy as sa

from govkit.catalog.mapping.transforms import Inward
from govkit.sync.identity.links import BELIEVED
from govkit.sync.identity.refusals import Ambiguous, IdentityError, Unlinked
from govkit.sync.store.database import Database
from govkit.sync.store.tables import LINKS
from tests.sync.identity.trial import Trial, record


@pytest.fixture
def trial(database: Database) -> Trial:
    return Trial(database)


def test_an_identifier_that_nobody_linked_is_known_by_its_name(trial: Trial) -> None:
    golden = trial.golden("billing", "cus_1")
    assert golden == "billing:customer:cus_1"
    assert trial.local("billing", golden) == "cus_1"


def test_an_identifier_with_colons_keeps_them(trial: Trial) -> None:
    assert trial.local("billing", trial.golden("billing", "a:b:c")) == "a:b:c"


def test_what_a_record_carries_leads_to_every_system_of_it(trial: Trial) -> None:
    trial.learn("billing", "cus_1", "co_1", erp="C-1", support="org-1")
    assert {trial.golden("billing", "cus_1"), trial.golden("erp", "C-1"), trial.golden("support", "org-1")} == {
        "crm:company:co_1"
    }
    assert trial.local("erp", "crm:company:co_1") == "C-1"
    assert trial.local("crm", "crm:company:co_1") == "co_1"


def test_a_missing_link_names_what_else_the_object_is_called(trial: Trial) -> None:
    trial.learn("billing", "cus_1", "co_1")
    with pytest.raises(Unlinked) as refused:
        trial.local("erp", "crm:company:co_1")
    assert refused.value.kind == "identity"
    assert refused.value.candidates == ("billing:customer:cus_1", "crm:company:co_1")
    assert "no customer-number of erp is linked to the customer crm:company:co_1" in str(refused.value)
    assert "billing:customer:cus_1" in str(refused.value)


def test_two_identifiers_where_one_is_meant_are_ambiguous(trial: Trial) -> None:
    trial.learn("erp", "C-1", "co_1")
    trial.learn("erp", "C-9", "co_1")
    assert trial.golden("erp", "C-9") == "crm:company:co_1"
    with pytest.raises(Ambiguous) as refused:
        trial.local("erp", "crm:company:co_1")
    assert refused.value.kind == "identity"
    assert refused.value.candidates == ("erp:customer-number:C-1", "erp:customer-number:C-9")


def test_a_record_that_names_another_object_than_before_overwrites_nothing(trial: Trial) -> None:
    trial.learn("erp", "C-1", "co_1", support="org-1")
    for other in ("co_2", "co_3"):
        with pytest.raises(Ambiguous) as refused:
            trial.learn("erp", "C-1", other)
        assert refused.value.candidates == ("crm:company:co_1", f"crm:company:{other}")
    trial.learn("billing", "cus_2", "co_2")
    with pytest.raises(Ambiguous):
        trial.learn("erp", "C-1", "co_2")
    assert trial.golden("erp", "C-1") == "crm:company:co_1"
    assert trial.known("crm:company:co_2") == {"crm co_2", "billing cus_2"}


def test_learning_twice_changes_nothing(trial: Trial, database: Database) -> None:
    assert trial.learn("billing", "cus_1", "co_1", erp="C-1") is not None
    before = rows(database)
    assert trial.learn("billing", "cus_1", "co_1", erp="C-1") is None
    trial.register.links.forget()
    trial.clock.at += 60
    assert trial.learn("billing", "cus_1", "co_1", erp="C-1") is None
    assert rows(database) == before


def test_a_record_alone_is_linked_to_nothing(trial: Trial, database: Database) -> None:
    assert trial.learn("erp", "C-1") is None
    assert rows(database) == []


def test_what_is_learnt_again_soon_is_not_looked_up(trial: Trial, database: Database) -> None:
    trial.learn("billing", "cus_1", "co_1")
    asked: list[str] = []
    sa.event.listen(database.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    trial.learn("billing", "cus_1", "co_1")
    assert asked == []


def test_what_two_systems_linked_gets_the_name_of_the_system_of_record_later(trial: Trial) -> None:
    trial.learn("support", "org-1", erp="C-1")
    given = trial.golden("support", "org-1")
    assert given == "erp:customer-number:C-1"
    trial.learn("erp", "C-1", "co_1")
    assert trial.golden("support", "org-1") == "crm:company:co_1"
    assert trial.local("crm", given) == "co_1", "what was given out before leads there still"


def test_the_order_of_records_makes_no_difference(trial: Trial) -> None:
    for number, order in enumerate(itertools.permutations(range(4))):
        company, account, customer, desk = f"co_{number}", f"C-{number}", f"cus_{number}", f"org-{number}"
        said = [
            ("support", desk, None, {"erp": account}),
            ("billing", customer, None, {"support": desk}),
            ("erp", account, company, {}),
            ("crm", company, None, {"erp": account}),
        ]
        for index in order:
            system, own, crm, others = said[index]
            trial.learn(system, own, crm, **others)
        assert trial.known(f"crm:company:{company}") == {
            f"crm {company}",
            f"erp {account}",
            f"billing {customer}",
            f"support {desk}",
        }


def test_objects_that_each_have_their_own_are_not_made_one(trial: Trial) -> None:
    trial.learn("erp", "C-1", "co_1")
    trial.learn("support", "org-1", erp="C-9")
    with pytest.raises(Ambiguous, match="each has one of its own"):
        trial.learn("billing", "cus_1", "co_1", support="org-1")
    assert trial.golden("billing", "cus_1") == "billing:customer:cus_1"


def test_what_another_process_linked_is_seen_before_anybody_is_told(trial: Trial, database: Database) -> None:
    with pytest.raises(Unlinked):
        trial.local("erp", "crm:company:co_1")
    Trial(database).learn("erp", "C-1", "co_1")
    assert trial.local("erp", "crm:company:co_1") == "C-1"


def test_what_another_process_decided_is_heeded_within_seconds(trial: Trial, database: Database) -> None:
    trial.learn("erp", "C-1", "co_1")
    assert trial.golden("erp", "C-1") == "crm:company:co_1"
    with database.begin() as connection:
        connection.execute(LINKS.update().where(LINKS.c.local == "C-1").values(golden="crm:company:co_2"))
    trial.clock.at += BELIEVED
    assert trial.golden("erp", "C-1") == "crm:company:co_2"


def test_a_canonical_record_bears_all_that_its_object_is_called(trial: Trial) -> None:
    trial.learn("billing", "cus_1", "co_1", support="org-1")
    read = Inward(trial.estate, trial.estate.mappings["erp-customer"], trial.register("erp"))
    trial.learn("erp", "C-1", "co_1")
    made = read(record("C-1", "co_1")).value
    assert made["id"] == "crm:company:co_1"
    assert {(one["system"], one["type"], one["id"]) for one in made["externalIds"]} == {
        ("crm", "company", "co_1"),
        ("erp", "customer-number", "C-1"),
        ("billing", "customer", "cus_1"),
        ("support", "organization", "org-1"),
        ("support", "external-id", "co_1"),
    }


def test_an_identifier_that_repeats_another_needs_no_link(trial: Trial) -> None:
    desk = trial.register("support")
    assert desk.canonical("customer", "co_7", "external-id") == "crm:company:co_7"
    assert desk.local("customer", "crm:company:co_7", "external-id") == "co_7"
    trial.learn("support", "org-7", "co_7")
    assert desk.local("customer", "support:organization:org-7", "external-id") == "co_7"


def test_many_records_are_learnt_as_each_alone_would_be(trial: Trial, database: Database) -> None:
    trial.learn("erp", "C-1", "co_1")
    mapping = trial.estate.mappings["billing-customer"]
    read = [("cus_1", "co_1"), ("cus_2", "co_2"), ("cus_3", "co_1"), ("cus_2", "co_3"), ("cus_2", "co_2")]
    told = [trial.register.identifiers(mapping, record(own, crm)) for own, crm in read]
    links = trial.register.links
    with database.begin() as connection:
        doubts = links.learn_all_in(connection, "customer", told, "import")
    links.forget()
    assert [one.candidates for one in doubts] == [("crm:company:co_2", "crm:company:co_3")]
    assert trial.known("crm:company:co_1") == {"crm co_1", "erp C-1", "billing cus_1", "billing cus_3"}
    assert trial.known("crm:company:co_2") == {"crm co_2", "billing cus_2"}


def test_what_is_known_of_all_records_is_asked_for_twice_however_many_there_are(
    trial: Trial, database: Database
) -> None:
    mapping = trial.estate.mappings["billing-customer"]
    told = [trial.register.identifiers(mapping, record(f"cus_{one}", f"co_{one}")) for one in range(50)]
    links, asked = trial.register.links, list[str]()
    with database.begin() as connection:
        links.learn_all_in(connection, "customer", told, "import")
    links.forget()
    sa.event.listen(database.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    with database.begin() as connection:
        links.learn_all_in(connection, "customer", told, "import")
    links.preload("customer", [one for several in told for one in several])
    for number in range(50):
        assert trial.golden("billing", f"cus_{number}") == f"crm:company:co_{number}"
        assert trial.known(f"crm:company:co_{number}") == {f"crm co_{number}", f"billing cus_{number}"}
    assert len([one for one in asked if "SELECT" in one and "govkit_links" in one]) == 3, asked


def test_errors_of_identity_are_one_kind_of_exception() -> None:
    assert {Unlinked.kind, Ambiguous.kind, IdentityError.kind} == {"identity"}


def rows(database: Database) -> list[tuple[object, ...]]:
    with database.reading() as connection:
        return [tuple(row) for row in connection.execute(sa.select(LINKS).order_by(LINKS.c.id))]
