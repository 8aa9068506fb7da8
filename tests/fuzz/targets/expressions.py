"""Conditions and values of workflows and mocks: read or refused at a column; written and read again; evaluated."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from govkit.spec.expressions import (
    FUNCTIONS,
    ExpressionError,
    Feature,
    Grammar,
    OverBudget,
    Scope,
    TemplateError,
    as_json,
    evaluated,
    filled,
    parsed,
    template,
    written,
)
from tests.fuzz.drawing import damaged, soup
from tests.fuzz.target import Target, plain
from tests.spec.expressions.drawing import ALL, RECORD, World, json_values, syntax_trees

_TOKENS = st.sampled_from(
    [*sorted(FUNCTIONS), "$record", "$item", "$record.lines", "$record#/lines/*/amount", "$item.amount", "$", "#/",
     "/a~1b",
     "~2", "%2A", "%zz", ".", "'a'", "'it''s'", "'", '"', "1", "0", "-", "2.5", "1e5", "9" * 30, "0.1", "==", "=",
     "!=", "<",
     "<=", ">", ">=", " in ", "&&", "&", "||", "+", "*", "/", "!", "(", ")", "[", "]", ",", " ", "\n", "null", "true",
     "false", "and", "{", "}", "{{", "}}", "= ", "'/invoices'", "'PT2H'", "'P1Y'", "'2026-12-01'",
     "'2026-12-01T10:00:00Z'",
     "'9999-12-31'", "'0001-01-01'", "99999999999", "'^(a+)+$'", "'DD.MM.YYYY'", "é", "\U0001f600", "\x00"]
)  # fmt: skip
_REAL = st.sampled_from(
    [
        "sum($record.lines, $item.amount * $item.quantity)",
        "find('/invoices', $item.customer == 'C-2').id",
        "months_after('2026-01-31', 1)",
        "matches($record.id, '^INV-[0-9]+$')",
        "if($record.total > 1000, 'large', 'small')",
        "round(2.345, 2)",
        "after(now(), 'PT2H')",
        "$record.status in ['draft', 'open']",
        "days_between('2026-09-15', $record.due)",
        "join(each($record.lines, $item.quantity), '+')",
    ]
)
_TEXTS = st.one_of(damaged(_REAL | syntax_trees.map(written), _TOKENS), soup(_TOKENS), st.text(max_size=60))
_TEMPLATES = st.recursive(
    _TEXTS | json_values,
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["a", "$each", "$make", "$as", "b"]), inner, max_size=3)
    ),
    max_leaves=4,
)
_NARROW = Grammar({Feature.EQUALITY, Feature.LOGIC}, {"response", "statusCode"})


def _check(drawn: tuple[str, Any, Any]) -> None:
    text, made_of, value = drawn
    for grammar in (ALL, _NARROW):
        try:
            tree = parsed(text, grammar)
        except ExpressionError as error:
            _placed(error, text)
            continue
        again = written(tree)
        assert parsed(again, grammar) == tree, again
        first = _evaluated(tree, value)
        assert repr(_evaluated(tree, value)) == repr(first)
    try:
        found = template(made_of, ALL)
    except TemplateError as error:
        _placed(error, _text_at(made_of, error.pointer))
        return
    except ExpressionError as error:
        assert isinstance(made_of, str)
        _placed(error, made_of)
        return
    try:
        as_json(filled(found, _scope(value)))
    except OverBudget:
        return


def _evaluated(tree: Any, value: Any) -> Any:
    try:
        return evaluated(tree, _scope(value))
    except OverBudget:
        return "over budget"


def _scope(value: Any) -> Scope:
    return Scope({"record": RECORD, "item": value, "response": value, "statusCode": 200}, World(), FUNCTIONS)


def _placed(error: ExpressionError, text: str) -> None:
    assert error.message.strip()
    assert 1 <= error.column <= len(text) + 1, f"column {error.column} of {text!r}"


def _text_at(tree: Any, way: tuple[str | int, ...]) -> str:
    for part in way:
        tree = tree[part]
    return tree if isinstance(tree, str) else " " * 10


TARGET = Target(
    "conditions and values of workflows and mocks", st.tuples(_TEXTS, _TEMPLATES, json_values), plain(_check)
)
