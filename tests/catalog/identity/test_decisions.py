"""The file of decisions: read, refused at its place, continued without touching what people wrote."""

from __future__ import annotations

import pytest

from govkit.catalog.identity.decisions import Decisions, Question, read_decisions, with_questions
from govkit.catalog.identity.record import Ref
from govkit.errors import InputError

SYSTEMS = ("crm", "erp", "billing")
GOOD = """\
# kept by the data team
entity: customer
decisions:
  - records: [crm:co_1, "erp:C:1", billing:cus_1]   # seen with the customer
    decision: same
    reason: One signed contract.
    by: a.person@example.com
    on: 2026-11-01
  - {records: [crm:co_1, crm:co_2], decision: different}
  - {records: [crm:co_1, crm:co_3], decision: open, likeness: 88, why: name 88 %}
"""


def read(text: str) -> Decisions:
    return read_decisions(text.encode(), "decisions.yaml", "customer", SYSTEMS)


def test_decisions_are_read_with_their_places() -> None:
    found = read(GOOD)
    assert [one.decision for one in found.all] == ["same", "different", "open"]
    assert [one.place.line for one in found.all] == [4, 9, 10]
    assert found.root(Ref("erp", "C:1")) == found.root(Ref("billing", "cus_1"))
    assert found.different == {Ref("crm", "co_1"): {Ref("crm", "co_2")}, Ref("crm", "co_2"): {Ref("crm", "co_1")}}


def test_json_is_read_too_and_a_file_may_hold_no_decision() -> None:
    assert read('{"entity": "customer", "decisions": []}').all == ()
    assert read("entity: customer\ndecisions:\n").all == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- 1", "decisions.yaml:1:1: decisions are a mapping"),
        ("decisions: []", "decisions.yaml:1:1: the file does not say of which entity"),
        ("entity: invoice\ndecisions: []", "decisions.yaml:1:1: these decisions are not about customer"),
        (
            "entity: customer\ndecision: []",
            "decisions.yaml:2:1: there is no `decision` here\n  hint: did you mean `decisions`?",
        ),
        ("entity: customer\ndecisions: {}", "decisions.yaml:2:1: `decisions` is a list"),
        ("entity: customer\ndecisions: [3]", "decisions.yaml:2:13: a decision is a mapping"),
        ("entity: customer\nentity: customer", "decisions.yaml:2:1: this stands here twice"),
        ("entity: [", "decisions.yaml:1:"),
        (
            "entity: customer\ndecisions:\n- {records: [crm:1, erp:1]}",
            "decisions.yaml:3:3: the decision has no `decision`",
        ),
        ("entity: customer\ndecisions:\n- {decision: same}", "decisions.yaml:3:3: the decision has no `records`"),
    ],
)
def test_a_file_that_is_wrong_is_refused_at_its_place(text: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        read(text)
    assert str(refused.value).startswith(said)


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (
            "{records: [crm:1, erp:1], decision: Same}",
            "a decision is `same`, `different` or `open`\n  hint: did you mean `same`?",
        ),
        ("{records: [crm:1, erp:1], decision: [same]}", "a decision is `same`, `different` or `open`"),
        ("{records: [crm:1, erp:1], decision: same, becuase: x}", "there is no `becuase` here"),
        ("{records: crm:1, decision: same}", "`records` names two records or more"),
        ("{records: [crm:1], decision: same}", "`records` names two records or more"),
        ("{records: [crm:1, co_2], decision: same}", "this is no record such as `crm:co_1002`"),
        ("{records: [crm:1, 7], decision: same}", "this is no record such as `crm:co_1002`"),
        ("{records: [crm:1, 'erp:'], decision: same}", "this is no record such as `crm:co_1002`"),
        ("{records: [crm:1, crm:1], decision: same}", "crm:1 stands here twice"),
        (
            "{records: [crm:1, biling:1], decision: same}",
            "the catalog has no system 'biling'\n  hint: did you mean `billing`?",
        ),
    ],
)
def test_a_decision_that_is_wrong_is_refused_at_its_place(item: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        read(f"entity: customer\ndecisions:\n- {item}")
    assert str(refused.value).startswith("decisions.yaml:3:")
    assert str(refused.value).partition(": ")[2].startswith(said)


QUESTIONS = (
    Question((Ref("crm", "co_7"), Ref("erp", "C: #7")), "name 90 %, email: no", 90),
    Question((Ref("crm", "co_8"), Ref("crm", "co_9"), Ref("erp", "yes")), "both have one tax number"),
)


@pytest.mark.parametrize(
    "text", [None, "", GOOD, GOOD.rstrip("\n"), "entity: customer\ndecisions: []\n", "entity: customer\ndecisions:\n"]
)
def test_questions_are_added_at_the_end_and_the_rest_stays(text: str | None) -> None:
    written = with_questions(text, "customer", QUESTIONS)
    if text and "[]" not in text:
        assert written.startswith(text)
    before = read(text).all if text else ()
    after = read(written).all
    assert [one.records for one in after] == [*(one.records for one in before), *(one.records for one in QUESTIONS)]
    assert {one.decision for one in after[-2:]} == {"open"}


def test_a_new_file_says_what_to_do() -> None:
    text = with_questions(None, "customer", ())
    assert text.startswith("# Which records are one object: write `same` or `different`")
    assert read(text).all == ()
