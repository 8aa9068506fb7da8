"""The language of expressions: what is read, what it means, and what is refused, with its place."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govkit.spec.expressions import (
    FUNCTIONS,
    MISSING,
    ExpressionError,
    Feature,
    Grammar,
    Name,
    OverBudget,
    Scope,
    TemplateError,
    Tree,
    evaluated,
    filled,
    parsed,
    template,
    written,
)
from tests.spec.expressions.drawing import ALL, INVOICES, RECORD, World, json_values, syntax_trees, words


def value(text: str, **names: Any) -> Any:
    return evaluated(parsed(text, ALL), Scope({"record": RECORD, **names}, World(), FUNCTIONS))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("$record.status == 'open'", True),
        ("$record#/status != 'open'", False),
        ("$record.lines#/1/amount", "206.25"),
        ("$record#/lines/*/amount", ["2500.00", "206.25"]),
        ("$record#/odd%20name/a~1b/%2A", MISSING),
        ("sum($record.lines, $item.amount * $item.quantity)", Decimal("5206.25")),
        ("0.1 + 0.2 == 0.3", True),
        ("$record.rate + 0.2 == 0.3", True),
        ("$record.total > 1000", True),
        ("$record.total == 2706.250", True),
        ("'100.00' < '20.00'", False),
        ("1 + 2 * 3", Decimal(7)),
        ("(1 + 2) * 3", Decimal(9)),
        ("10 - 3 - 2", Decimal(5)),
        ("1 / 0", MISSING),
        ("1 / 3 * 3 == 1", False),
        ("-2 + 3", Decimal(1)),
        ("$record.status + 1", MISSING),
        ("$record.memo == null", True),
        ("$record.nothing == null", False),
        ("$record.nothing != null", True),
        ("has($record.memo) && !has($record.nothing)", True),
        ("default($record.memo, 'none')", "none"),
        ("$record.status in ['draft', 'open']", True),
        ("2 in $record#/lines/*/quantity", True),
        ("!($record.status == 'open') || true", True),
        ("$record.status", "open"),
        ("$record.status && true", False),
        ("true && false || true", True),
        ("round(2.345, 2)", Decimal("2.35")),
        ("round(2.5)", Decimal(3)),
        ("round('x', 2)", MISSING),
        ("count($record.lines)", Decimal(2)),
        ("count($record.lines, $item.quantity > 1)", Decimal(1)),
        ("count('/invoices', $item.customer == 'C-1')", Decimal(1)),
        ("exists('/invoices', $item.customer == 'C-3')", False),
        ("every('/invoices', has($item.customer))", True),
        ("find('/invoices', $item.customer == 'C-2')", INVOICES[1]),
        ("lookup('/invoices', 'INV-2')", INVOICES[1]),
        ("lookup('/invoices', 'INV-3')", MISSING),
        ("min($record#/lines/*/amount)", "206.25"),
        ("max(each('/invoices', $item.id))", "INV-2"),
        ("min([])", MISSING),
        ("count(where($record.lines, $item.quantity == 1))", Decimal(1)),
        ("join(each($record.lines, $item.quantity), '+')", "2+1"),
        ("now()", "2026-09-15T00:00:08Z"),
        ("today()", "2026-09-15"),
        ("days_after(today(), 30)", "2026-10-15"),
        ("days_after(now(), -1)", "2026-09-14T00:00:08Z"),
        ("months_after('2026-01-31', 1)", "2026-02-28"),
        ("months_after('2026-03-31T10:00:00Z', -13)", "2025-02-28T10:00:00Z"),
        ("after(now(), 'PT2H')", "2026-09-15T02:00:08Z"),
        ("days_between('2026-09-15', $record.due)", Decimal(77)),
        ("$record.due < '2026-12-01T10:00:00+02:00'", True),
        ("'2026-01-01T01:00:00+02:00' < '2026-01-01T00:00:00Z'", True),
        ("instant('2026-09-15')", "2026-09-15T00:00:00Z"),
        ("epoch('1970-01-02')", Decimal(86400)),
        ("matches($record.id, '^INV-[0-9]+$')", True),
        ("matches(5, '5')", False),
        ("if($record.total > 1, 'large', 'small')", "large"),
        ("starts_with($record.id, 'INV') && contains($record.id, '-')", True),
        ("upper(lower('aB'))", "AB"),
        ("number('12.50')", Decimal("12.50")),
        ("'it''s'", "it's"),
        ("find('/invoices', $item.customer == 'C-2').id", "INV-2"),
        ("lookup('/invoices', 'INV-9').id", MISSING),
        ("(where($record.lines, $item.quantity > 1))#/0/amount", "2500.00"),
        ("[1, $record.nothing, 'a']", [Decimal(1), "a"]),
    ],
)
def test_an_expression_has_a_value(text: str, wanted: Any) -> None:
    found = value(text)
    assert type(found) is type(wanted)
    assert found == wanted


@pytest.mark.parametrize(
    ("text", "column", "message", "hint"),
    [
        ("", 1, "a value is missing", "a name"),
        ("$record.status = 'open'", 16, "`=` compares nothing", "=="),
        ("$record.status == 'open", 19, "the text has no end", "close it"),
        ('$record.status == "open"', 19, "text stands between ', not between \"", "'text'"),
        ("$record.status == open", 19, "`open` is no value", "'open'"),
        ("$record. == 1", 8, "`.` leads nowhere", "$name.member"),
        ("$record# == 1", 8, "`#` leads nowhere", "#/member"),
        ("$ == 1", 1, "`$` begins a name, and none follows", "$record"),
        ("$record#/a~2", 11, "`~` escapes nothing", "~0"),
        ("$record#/a%zz", 11, "`%` escapes nothing", "%25"),
        ("$a == 1 and $b == 2", 9, "`and` does not follow", "&&"),
        ("not $a", 1, "`not` is no value", "`!`"),
        ("$a & $b", 4, "`&` joins nothing", "&&"),
        ("$a == 1 == 2", 9, "`==` does not follow", "join comparisons"),
        ("(1 + 2", 7, "`)` is missing before the end", ""),
        ("1 2", 3, "`2` does not follow", "signs join values"),
        ("1.", 1, "this is no number", "12.50"),
        ("1e5", 1, "this is no number", "12.50"),
        ("summ($a)", 1, "there is no function `summ`", "did you mean `sum`?"),
        ("round()", 1, "`round` takes 1 to 2 values, not 0", "round(number, digits)"),
        ("matches($a, '(?=a)')", 13, "this is no regular expression, or one that looks around", "matches"),
        ("matches($a, $b)", 13, "`matches` wants a text in quotes here", "matches"),
        ("now(). == 1", 6, "`.` leads nowhere", "$name.member"),
        ("$a; $b", 3, "`;` has no meaning here", ""),
        ("[1, 2", 6, "`]` is missing before the end", ""),
        ("(" * 100 + "1" + ")" * 100, 31, "the expression nests too deep", "divide it"),
        ("!" * 100 + "$a", 61, "the expression nests too deep", "divide it"),
        (" + ".join("1" * 100), 243, "the expression nests too deep", "divide it"),
        ("1 + " * 2000 + "1", 1, "the expression is longer than 4000 characters", ""),
    ],
)
def test_what_is_no_expression_is_told_with_its_place(text: str, column: int, message: str, hint: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parsed(text, ALL)
    assert (caught.value.message, caught.value.column) == (message, column)
    assert hint in caught.value.hint


def test_a_grammar_allows_a_part_of_the_language() -> None:
    narrow = Grammar({Feature.EQUALITY, Feature.LOGIC}, {"response", "statusCode"})
    parsed("$statusCode == 200 && !($response.body#/state == 'active')", narrow)
    refused = [
        "$statusCode >= 200",
        "1 + 1 == 2",
        "count($response.body)",
        "$steps.a == 1",
        "[1] == 1",
        "1 in $response",
    ]
    for text in [*refused, "$response#/a/*/b == 1"]:
        with pytest.raises(ExpressionError):
            parsed(text, narrow)
    with pytest.raises(ExpressionError) as caught:
        parsed("$respons.body == 1", narrow)
    assert caught.value.hint == "did you mean `$response`?"


def test_a_collection_is_asked_by_the_field_that_a_condition_fixes() -> None:
    world = World()
    text = "find('/invoices', $item.customer == $record.wanted && $item.id != 'x').id"
    tree = parsed(text, ALL)
    assert evaluated(tree, Scope({"record": {"wanted": "C-2"}}, world, FUNCTIONS)) == "INV-2"
    assert world.asked == [(("customer",), ["C-2"])]
    for other in (
        "$item.customer == $item.id",
        "$item.customer == 5",
        "$item.customer in ['C-1', 5]",
        "$item.customer in $item.id",
        "$item.lines#/0/id == 'x'",
        "true || $item.id == 'x'",
    ):
        evaluated(parsed(f"exists('/invoices', {other})", ALL), Scope({}, world, FUNCTIONS))
    assert world.asked == [(("customer",), ["C-2"])]


@pytest.mark.parametrize(
    ("condition", "way", "texts"),
    [
        ("$item.customer in ['C-1', 'C-2']", ("customer",), {"C-1", "C-2"}),
        ("'C-1' in $item.customers", ("customers",), {"C-1"}),
        ("'C-1' == $item.customer.id", ("customer", "id"), {"C-1"}),
        ("$item.number == '5.50'", ("number",), {"5.50", "5.5"}),
        ("$item.number == '007'", ("number",), {"007", "7"}),
    ],
)
def test_it_is_asked_by_several_texts_and_by_numbers_as_they_may_be_written(
    condition: str, way: tuple[str, ...], texts: set[str]
) -> None:
    world = World()
    evaluated(parsed(f"exists('/invoices', {condition})", ALL), Scope({}, world, FUNCTIONS))
    assert [(one, set(said)) for one, said in world.asked] == [(way, texts)]


def test_an_evaluation_that_looks_at_too_much_ends() -> None:
    tree = parsed("count($many, exists($many, exists($many, $item == 0)))", ALL)
    with pytest.raises(OverBudget):
        evaluated(tree, Scope({"many": list(range(1, 1000))}, World(), FUNCTIONS))


# ------------------------------------------------------------------------------------------------------------ templates


def made(value: Any) -> Any:
    return filled(template(value, ALL), Scope({"record": RECORD}, World(), FUNCTIONS))


def test_a_template_holds_values_texts_and_lists() -> None:
    told = {
        "type": "invoice.paid",
        "invoice": "$record.id",
        "sum": "= sum($record.lines, $item.amount)",
        "text": "{$record.id} of {today()}, {{literally}}",
        "gone": "$record.nothing",
        "null": "$record.memo",
        "lines": {"$each": "$record.lines", "$make": {"n": "$item.quantity", "k": 1}},
        "list": ["$record.status", "$record.nothing", "x"],
    }
    assert made(told) == {
        "type": "invoice.paid",
        "invoice": "INV-1",
        "sum": Decimal("2706.25"),
        "text": "INV-1 of 2026-09-15, {literally}",
        "null": None,
        "lines": [{"n": 2, "k": 1}, {"n": 1, "k": 1}],
        "list": ["open", "x"],
    }


@pytest.mark.parametrize(
    ("value", "pointer", "column"),
    [
        ({"a": ["x", "$record ="]}, ("a", 1), 9),
        ({"a": "= 1 +"}, ("a",), 6),
        ({"a": "text {$record"}, ("a",), 14),
        ({"a": "text }"}, ("a",), 6),
        ({"a": {"$each": "$record.lines"}}, ("a",), 1),
        ({"a": {"$each": "$record.lines", "$make": {"n": "$item."}}}, ("a", "$make", "n"), 6),
    ],
)
def test_what_is_wrong_in_a_template_has_a_place(value: Any, pointer: tuple[str | int, ...], column: int) -> None:
    with pytest.raises(TemplateError) as caught:
        template(value, ALL)
    assert (caught.value.pointer, caught.value.column) == (pointer, column)


# ---------------------------------------------------------------------------------------------------------------- laws


@given(syntax_trees)
def test_a_tree_is_read_from_its_own_text(tree: Tree) -> None:
    assert parsed(written(tree), ALL) == tree


@given(syntax_trees, json_values, st.dictionaries(words, json_values, max_size=3))
def test_evaluation_is_total(tree: Tree, item: Any, names: dict[str, Any]) -> None:
    roots = {one.root for one in _all_names(tree)}
    scope = Scope({**dict.fromkeys(roots, item), **names}, World(), FUNCTIONS)
    first = evaluated(tree, scope)
    again = Scope({**dict.fromkeys(roots, item), **names}, World(), FUNCTIONS)
    assert repr(evaluated(tree, again)) == repr(first)


def _all_names(tree: Tree) -> list[Name]:
    from govkit.spec.expressions import walk

    return [one for one in walk(tree) if isinstance(one, Name)]


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_with_a_place_in_it(text: str) -> None:
    for read in (parsed, template):
        wrong = _wrong(read, text)
        if wrong is not None:
            assert 1 <= wrong.column <= len(text) + 1
            assert wrong.message


def _wrong(read: Callable[[str, Grammar], object], text: str) -> ExpressionError | None:
    try:
        read(text, ALL)
    except ExpressionError as error:
        return error
    return None
