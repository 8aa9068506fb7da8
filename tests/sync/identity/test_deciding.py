"""People say that two objects are one, or that one is two: it holds against records, it is audited, and taken back."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from govkit.catalog.mapping.identifiers import Identifier
from govkit.errors import UsageError
from govkit.sync.exceptions.audit import entries
from govkit.sync.identity.deciding import Deciding
from govkit.sync.identity.refusals import Ambiguous
from govkit.sync.store.database import Database
from govkit.sync.store.tables import AUDIT, LINKS
from tests.sync.identity.trial import Trial

ONE, TWO = "crm:company:co_1", "crm:company:co_2"


@pytest.fixture
def trial(database: Database) -> Trial:
    made = Trial(database)
    made.learn("billing", "cus_1", "co_1", erp="C-1")
    made.learn("billing", "cus_2", "co_2", support="org-2")
    return made


@pytest.fixture
def deciding(trial: Trial) -> Deciding:
    return Deciding(trial.register.links, trial.clock)


def test_what_is_merged_is_one_and_written_by_the_name_that_stands(trial: Trial, deciding: Deciding) -> None:
    deciding.merge("customer", TWO, ONE, actor="mara")
    assert trial.golden("crm", "co_2") == trial.golden("billing", "cus_2") == ONE
    assert trial.local("billing", ONE) == trial.local("billing", TWO) == "cus_1"
    assert trial.local("crm", TWO) == "co_1"
    assert trial.local("support", ONE) == "org-2", "the only one that there is"
    primary = {one["id"]: one.get("isPrimary", True) for one in trial.register("erp").known("customer", ONE)}
    assert (primary["cus_1"], primary["cus_2"]) == (True, False)


def test_records_that_name_what_was_merged_go_on(trial: Trial, deciding: Deciding) -> None:
    deciding.merge("customer", TWO, ONE, actor="mara")
    trial.clock.at += 60
    assert trial.learn("billing", "cus_2", "co_2", support="org-2") is None
    trial.learn("erp", "C-2", "co_2")
    assert trial.golden("erp", "C-2") == ONE


def test_a_split_holds_against_what_records_say(trial: Trial, deciding: Deciding) -> None:
    trial.learn("support", "org-9", "co_1")
    deciding.split("customer", ONE, [Identifier("support", "organization", "org-9")], actor="mara")
    assert trial.golden("support", "org-9") == "support:organization:org-9"
    trial.clock.at += 60
    with pytest.raises(Ambiguous, match="people decided"):
        trial.learn("support", "org-9", "co_1")
    assert trial.golden("support", "org-9") == "support:organization:org-9"


def test_an_object_whose_name_goes_gets_the_next(trial: Trial, deciding: Deciding) -> None:
    deciding.split("customer", ONE, [Identifier("crm", "company", "co_1")], actor="mara")
    assert trial.golden("crm", "co_1") == ONE
    assert trial.golden("billing", "cus_1") == trial.golden("erp", "C-1") == "erp:customer-number:C-1"


def test_two_records_that_claim_one_object_are_parted_or_told_which_comes_first(
    trial: Trial, deciding: Deciding
) -> None:
    trial.learn("erp", "C-9", "co_1")
    for own in ("C-1", "C-9"):
        with pytest.raises(Ambiguous, match=f"several records of erp claim to be the customer {ONE}") as refused:
            trial.require_sole("erp", own, "co_1")
        assert refused.value.candidates == ("erp:customer-number:C-1", "erp:customer-number:C-9")
    trial.require_sole("billing", "cus_1", "co_1")  # it alone is its object in billing
    deciding.split("customer", ONE, [Identifier("erp", "customer-number", "C-9")], actor="mara")
    trial.require_sole("erp", "C-1", "co_1")
    deciding.merge("customer", "erp:customer-number:C-9", ONE, actor="mara")
    for own in ("C-1", "C-9"):
        trial.require_sole("erp", own, "co_1")
    assert trial.local("erp", ONE) == "C-1"


def test_each_act_is_audited_with_what_was_before(trial: Trial, deciding: Deciding, database: Database) -> None:
    deciding.merge("customer", TWO, ONE, actor="mara")
    deciding.split("customer", ONE, [], actor="theo")
    with database.reading() as connection:
        merged, split = entries(connection)
    assert (merged.actor, merged.action, merged.detail["golden"], merged.detail["into"]) == ("mara", "merge", TWO, ONE)
    assert {one["id"] for one in merged.detail["before"]} == {"co_1", "co_2", "cus_1", "cus_2", "C-1", "org-2"}
    assert (split.actor, split.action, split.detail["undoes"]) == ("theo", "split", merged.id)


def test_a_dry_run_does_nothing(trial: Trial, deciding: Deciding, database: Database) -> None:
    before = state(database)
    found = deciding.merge("customer", TWO, ONE, actor="mara", dry=True)
    assert {link.identifier.id for link in found.moved} == {"co_2", "cus_2", "org-2"}
    deciding.split("customer", ONE, [Identifier("erp", "customer-number", "C-1")], actor="mara", dry=True)
    assert state(database) == before
    with database.reading() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(AUDIT)).scalar_one() == 0


def test_what_nobody_linked_is_merged_by_its_name(trial: Trial, deciding: Deciding, database: Database) -> None:
    before = state(database)
    deciding.merge("customer", "erp:customer-number:C-7", ONE, actor="mara")
    assert trial.golden("erp", "C-7") == ONE
    deciding.split("customer", ONE, [], actor="mara")
    assert trial.golden("erp", "C-7") == "erp:customer-number:C-7"
    assert state(database) == before


@pytest.mark.parametrize(
    ("golden", "into", "said"),
    [
        (ONE, ONE, "are one customer already"),
        ("billing:customer:cus_1", ONE, "are one customer already"),
        ("co_1", ONE, "no canonical identifier"),
    ],
)
def test_what_cannot_be_merged_is_told(deciding: Deciding, golden: str, into: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        deciding.merge("customer", golden, into, actor="mara")


def test_what_cannot_be_split_is_told(deciding: Deciding) -> None:
    with pytest.raises(UsageError, match="nothing was merged"):
        deciding.split("customer", ONE, [], actor="mara")
    with pytest.raises(UsageError, match="does not belong"):
        deciding.split("customer", ONE, [Identifier("crm", "company", "co_2")], actor="mara")
    every = [Identifier("crm", "company", "co_1"), Identifier("billing", "customer", "cus_1")]
    with pytest.raises(UsageError, match="nothing is split"):
        deciding.split("customer", ONE, [*every, Identifier("erp", "customer-number", "C-1")], actor="mara")


_OBJECTS = [f"crm:company:co_{number}" for number in range(5)]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(merges=st.lists(st.tuples(st.sampled_from(_OBJECTS), st.sampled_from(_OBJECTS)), max_size=4))
def test_merges_taken_back_in_turn_leave_what_was(database: Database, merges: list[tuple[str, str]]) -> None:
    with database.begin() as connection:
        connection.execute(LINKS.delete())
        connection.execute(AUDIT.delete())
    trial = Trial(database)
    for number in range(4):
        trial.learn("billing", f"cus_{number}", f"co_{number}", erp=f"C-{number}")
    deciding = Deciding(trial.register.links, trial.clock)
    states, intos = [state(database)], []
    for golden, into in merges:
        try:
            intos.append(deciding.merge("customer", golden, into, actor="mara").golden)
        except UsageError:
            continue
        states.append(state(database))
    for into in reversed(intos):
        assert state(database) == states.pop()
        deciding.split("customer", into, [], actor="mara")
    assert state(database) == states.pop()


def state(database: Database) -> set[tuple[object, ...]]:
    """All links, but for when they were made."""
    c = LINKS.c
    with database.reading() as connection:
        rows = connection.execute(sa.select(c.system, c.type, c.local, c.golden, c.second, c.settled, c.by))
        return {tuple(row) for row in rows}
