"""The ways to compare values, tested by their own examples, and what holds for all of them."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from govkit.catalog.entries.kinds.entity import ComparisonName
from govkit.catalog.identity.comparison import Comparison, comparisons
from govkit.catalog.identity.legal_forms import without_form
from govkit.catalog.identity.texts import code_of, words

EXAMPLES = [
    pytest.param(how, *example, id=f"{how.name}-{number}")
    for how in comparisons().values()
    for number, example in enumerate(how.examples, 1)
]


def test_an_entity_may_name_each_of_them_and_no_other() -> None:
    assert sorted(get_args(ComparisonName)) == [*comparisons()]


@pytest.mark.parametrize(("how", "one", "other", "least", "greatest"), EXAMPLES)
def test_an_example_is_as_alike_as_it_says(
    how: Comparison, one: Any, other: Any, least: float, greatest: float
) -> None:
    mine, theirs = how.normal(one), how.normal(other)
    found = how.likeness(mine, theirs)
    assert least - 1e-9 <= found <= greatest + 1e-9
    assert found == how.likeness(theirs, mine), "the same from both sides"
    assert how.likeness(mine, mine) == 1.0 == how.likeness(theirs, theirs)
    assert found < 0.9 or set(how.blocks(mine)) & set(how.blocks(theirs)) or how.name in ("date", "amount")


@pytest.mark.parametrize("how", comparisons().values(), ids=comparisons())
@pytest.mark.parametrize(
    "value", ["", "   ", "?!", True, [], {}, {"lines": 3, "country": "DE"}, {"amount": "1e999999"}]
)
def test_what_says_nothing_is_not_compared(how: Comparison, value: Any) -> None:
    assert how.normal(value) is None


@pytest.mark.parametrize(
    ("name", "left", "form"),
    [
        ("Brightwater Utilities GmbH", "brightwater utilities", "gmbh"),
        ("Brightwater Utilities G.m.b.H.", "brightwater utilities", "gmbh"),
        ("Pemba Foods Pte. Ltd.", "pemba foods", "pte ltd"),
        ("Pemba Foods Private Limited", "pemba foods", "pvt ltd"),
        ("Muster & Söhne GmbH & Co. KG", "muster sohne", "gmbh co kg"),
        ("Acme, S.A. de C.V.", "acme", "sa de cv"),
        ("PT Maju Jaya Tbk", "pt maju jaya", "tbk"),
        ("SARL Dupont", "dupont", "sarl"),
        ("Limited Inc.", "limited", "inc"),
        ("AG", "ag", ""),
        ("Ltd Co", "ltd", "company"),
        ("Castellan", "castellan", ""),
    ],
)
def test_the_legal_form_is_taken_off_a_name_and_never_all_of_it(name: str, left: str, form: str) -> None:
    assert without_form(words(name)) == (tuple(left.split()), form)


@pytest.mark.parametrize("text", ["n/a", "N.A.", "unknown", "None", "0", "000000", "XXX", "999999999", "--", ""])
def test_what_people_write_for_nothing_is_no_code(text: str) -> None:
    assert code_of(text) is None


def test_codes_have_no_separators_no_case_and_no_width() -> None:
    assert code_of("de 129.273-398") == code_of("DE129273398") == code_of("ＤＥ１２９２７３３９８") == "de129273398"


def test_a_short_code_of_one_letter_is_one() -> None:
    assert code_of("AA") == "aa"
    assert code_of("7") == "7"
