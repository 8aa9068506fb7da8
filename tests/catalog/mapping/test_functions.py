"""The functions of the mapping language do what their examples say, and their types tell the truth."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govkit.catalog.mapping.currencies import DECIMALS
from govkit.catalog.mapping.function import Case, Function, Given, Unmappable, functions
from govkit.spec.schemas.made import made
from govkit.spec.schemas.shape import Shapes
from govkit.spec.schemas.validators import Validator

CASES = [(function, case) for function in functions().values() for case in function.examples]


@pytest.mark.parametrize(
    ("function", "case"), CASES, ids=[f"{function.name}-{case.arguments}" for function, case in CASES]
)
def test_an_example_is_what_the_function_does(function: Function, case: Case) -> None:
    if case.refused:
        with pytest.raises(Unmappable) as caught:
            function.run(*case.arguments)
        assert str(caught.value) == case.refused
    else:
        assert function.run(*case.arguments) == case.result


@pytest.mark.parametrize(
    ("function", "case"),
    [(function, case) for function, case in CASES if not case.refused],
    ids=[f"{function.name}-{case.arguments}" for function, case in CASES if not case.refused],
)
def test_what_a_function_makes_is_of_the_type_that_it_says(function: Function, case: Case) -> None:
    spots = [made(argument.schema) for argument in function.arguments]
    while len(spots) < len(case.arguments):
        spots.append(spots[-1])
    said = function.output(Given(spots, Shapes()))
    if "type" in said and isinstance(said["type"], str):
        assert Validator(dict(said)).accepts(case.result)
    else:
        for name, schema in said.items():
            kind = function.arguments[schema].schema if isinstance(schema, int) else schema
            assert Validator(dict(kind)).accepts(case.result[name])


@pytest.mark.parametrize("function", functions().values(), ids=lambda one: one.name)
def test_a_function_says_what_it_does_in_a_sentence_and_shows_it(function: Function) -> None:
    assert function.summary.endswith(".")
    assert {bool(case.refused) for case in function.examples} == {True, False} or function.name == "joined"
    assert len(function.back) in (0, len(function.arguments))
    assert all(back is None or back.startswith("/") or back in functions() for back in function.back)


def test_an_object_that_a_system_does_not_know_has_no_identifier_there() -> None:
    identifiers = [{"system": "erp", "type": "invoice-number", "id": "INV-1"}]
    assert functions()["identifier_in"].run(identifiers, "billing", "invoice") is None
    assert functions()["identifier_in"].run(identifiers, "erp", "credit-note-number") is None


def test_numbers_of_a_step_have_no_more_decimals_than_it() -> None:
    numbers = made({"type": "number", "minimum": 0, "maximum": 99, "multipleOf": 0.001})
    said = functions()["text_from_number"].output(Given([numbers], Shapes()))
    assert said == {"type": "string", "pattern": r"^[0-9]{1,2}(\.[0-9]{1,3})?$"}


@given(st.integers(-(10**14), 10**14), st.sampled_from(sorted(DECIMALS)))
def test_money_goes_there_and_back_to_the_last_digit_in_every_currency(amount: int, currency: str) -> None:
    money = functions()["money_from_minor_units"].run(amount, currency)
    assert functions()["minor_units_from_money"].run(money) == amount
    text = functions()["decimal_from_money"].run(money)
    assert functions()["money_from_decimal"].run(text, currency) == money


@given(st.decimals(-(10**11), 10**11, places=2))
def test_a_number_keeps_what_was_written(amount: object) -> None:
    money = functions()["money_from_number"].run(float(str(amount)), "EUR")
    assert functions()["number_from_money"].run(money) == float(str(amount))


@given(st.integers(0, 253_402_300_799))
def test_seconds_and_instants_are_the_same_time(seconds: int) -> None:
    instant = functions()["instant_from_epoch"].run(seconds)
    assert functions()["epoch_from_instant"].run(instant) == seconds


@given(st.dates())
def test_the_day_after_the_day_before_is_the_day(day: object) -> None:
    text = str(day)
    if text not in ("0001-01-01", "9999-12-31"):
        assert functions()["day_after"].run(functions()["day_before"].run(text)) == text


@given(st.from_regex(r"[0-9]{1,12}(\.[0-9]{1,4})?", fullmatch=True), st.sampled_from(sorted(DECIMALS)))
def test_a_price_finer_than_a_cent_keeps_each_digit_and_is_of_the_type_that_is_said(text: str, currency: str) -> None:
    function = functions()["money_from_minor_decimal"]
    amount = made({"type": "string", "pattern": r"^[0-9]{1,12}(\.[0-9]{1,4})?$"})
    said = function.output(Given([amount, made({"type": "string", "pattern": "^[A-Z]{3}$"})], Shapes()))
    money = function.run(text, currency)
    assert Decimal(money["amount"]).scaleb(DECIMALS[currency]) == Decimal(text)
    kind = said["amount"]
    assert isinstance(kind, dict)
    assert Validator(kind).accepts(money["amount"])


@pytest.mark.parametrize(("sign", "lowest"), [("", "0.0000"), ("-?", "-99.9999")])
def test_a_ratio_is_of_the_type_that_is_said(sign: str, lowest: str) -> None:
    function = functions()["decimal_ratio_from_percent"]
    said = function.output(
        Given([made({"type": "string", "pattern": rf"^{sign}[0-9]{{1,3}}(\.[0-9]{{1,4}})?$"})], Shapes())
    )
    takes = Validator(dict(said))
    assert all(takes.accepts(function.run(text)) for text in ("0", "100", "8.25", "999.9999", lowest))
    assert takes.accepts("-0.01") == bool(sign)
    assert not takes.accepts("0.0000001")


TEXT = {"type": "string"}


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("text_from_date", [TEXT, {"enum": ["DD.MM.YYYY", 3]}], {"type": "string", "minLength": 8, "maxLength": 20}),
        (
            "joined",
            [{**TEXT, "minLength": 1, "maxLength": 3}, {**TEXT, "maxLength": 4}],
            {"minLength": 2, "maxLength": 8},
        ),
        ("joined", [{**TEXT, "minLength": 2, "maxLength": 3}, TEXT], {"minLength": 3}),
        ("lower", [{"enum": ["EU", "Us"]}], {"enum": ["eu", "us"]}),
        ("upper", [{"enum": ["eu", "Us"]}], {"enum": ["EU", "US"]}),
        ("lower", [{**TEXT, "minLength": 1, "maxLength": 3}], {"minLength": 1, "maxLength": 3}),
        ("upper", [{**TEXT, "minLength": 1, "pattern": "^a"}], {"minLength": 1}),
    ],
    ids=str,
)
def test_what_is_known_of_the_arguments_is_known_of_what_is_made(
    name: str, given: list[dict[str, object]], said: dict[str, object]
) -> None:
    assert functions()[name].output(Given([made(one) for one in given], Shapes())) == {"type": "string", **said}


@given(st.dates(), st.lists(st.sampled_from(["DD.MM.YYYY", "YYYYMMDD", "MM/DD/YYYY"]), min_size=1, unique=True))
def test_a_day_in_another_form_is_of_the_type_that_is_said_and_comes_back(day: object, forms: list[str]) -> None:
    writes, reads = functions()["text_from_date"], functions()["date_from_text"]
    takes = Validator(dict(writes.output(Given([made(TEXT), made({"enum": forms})], Shapes()))))
    for form in forms:
        text = writes.run(str(day), form)
        assert takes.accepts(text)
        assert not takes.accepts(f"{text}0")
        assert reads.run(text, form) == str(day)


@pytest.mark.parametrize(
    ("name", "arguments", "why"),
    [
        ("date_from_instant", ("2026-09-15T10:00:00",), "is an instant without an offset"),
        ("date_from_instant", (20260915,), "is no instant"),
        ("epoch_from_instant", ("2026-09-15T10:00:00",), "is an instant without an offset"),
        ("text_from_date", ("2026-13-03", "DD.MM.YYYY"), "is no day"),
        ("text_from_date", (20261103, "DD.MM.YYYY"), "is no day"),
        ("text_from_date", ("2026-11-03", 4), "has no form of days beside it, such as DD.MM.YYYY"),
        ("text_from_number", ("1",), "is no number"),
        ("money_from_number", (1, "XXX"), "has a currency that ISO 4217 does not know, 'XXX'"),
        ("money_from_number", (1, 978), "has a currency that ISO 4217 does not know, 978"),
        ("money_from_minor_units", ("1", "EUR"), "is no whole number of minor units"),
        ("money_from_minor_units", (True, "EUR"), "is no whole number of minor units"),
        (
            "minor_units_from_money",
            ({"amount": "1", "currency": "XXX"},),
            "has a currency that ISO 4217 does not know, 'XXX'",
        ),
        (
            "decimal_from_money",
            ({"amount": "1", "currency": "XXX"},),
            "has a currency that ISO 4217 does not know, 'XXX'",
        ),
        ("number_from_text", ("NaN",), "is no finite number"),
        ("number_from_text", ("0.12345678901234567890",), "has more digits than a JSON number keeps"),
        ("number_from_money", ({"amount": "one", "currency": "EUR"},), "is no number"),
    ],
    ids=str,
)
def test_what_a_function_does_not_take_it_names(name: str, arguments: tuple[object, ...], why: str) -> None:
    with pytest.raises(Unmappable) as caught:
        functions()[name].run(*arguments)
    assert str(caught.value) == why


def test_a_day_to_read_is_tried_in_the_form_that_is_beside_it() -> None:
    asked = functions()["date_from_text"].asked
    assert asked is not None
    assert asked("DD.MM.YYYY") == ["03.11.2026"]


def decimal(pattern: str, *currencies: str) -> dict[str, object]:
    """Money whose amounts have a pattern."""
    members = {"amount": {**TEXT, "pattern": pattern}, "currency": {"enum": list(currencies)}}
    return {"type": "object", "properties": members, "required": ["amount", "currency"]}


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("epoch_from_instant", TEXT, {"type": "integer", "minimum": -62135683200, "maximum": 253402387199}),
        (
            "minor_units_from_money",
            decimal(r"^[0-9]{1,3}(\.[0-9]{1,2})?$", "EUR", "JPY"),
            {"type": "integer", "minimum": -99999, "maximum": 99999},
        ),
        (
            "number_from_money",
            decimal(r"^[0-9]{1,3}(\.[0-9]{1,2})?$", "EUR"),
            {"type": "number", "exclusiveMinimum": -1000, "exclusiveMaximum": 1000},
        ),
        ("decimal_from_money", decimal("^[0-9]{1,3}$", "JPY"), {"type": "string", "pattern": "^-?[0-9]{1,3}$"}),
        ("trimmed", TEXT, {"type": "string", "minLength": 1}),
        ("trimmed", {**TEXT, "maxLength": 5}, {"type": "string", "minLength": 1, "maxLength": 5}),
        ("number_from_text", {**TEXT, "pattern": "^[0-9]{1,3}$"}, {"type": "integer", "minimum": 0, "maximum": 1000}),
        ("number_from_text", {**TEXT, "pattern": "^-?[0-9]$"}, {"type": "integer", "minimum": -10, "maximum": 10}),
    ],
    ids=str,
)
def test_numbers_are_within_the_bounds_that_their_source_shows(
    name: str, given: dict[str, object], said: dict[str, object]
) -> None:
    assert functions()[name].output(Given([made(given)], Shapes())) == said


def test_a_pattern_that_names_no_point_and_no_minus_proves_neither() -> None:
    """`^[^a]{1,4}$` takes `-1.5` as well."""
    function = functions()["number_from_text"]
    said = function.output(Given([made({**TEXT, "pattern": "^[^a]{1,4}$"})], Shapes()))
    assert Validator(dict(said)).accepts(function.run("-1.5"))
