"""JSON texts: what is written is what is read."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govkit.reports.jsontext import dumps, scalar

_TEXTS = st.text(st.characters(), max_size=20)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | _TEXTS,
    lambda children: st.lists(children, max_size=4) | st.dictionaries(_TEXTS, children, max_size=4),
    max_leaves=20,
)


@given(_VALUES)
def test_what_is_written_is_what_is_read(value: Any) -> None:
    assert json.loads(dumps(value)) == value


@given(st.text(st.characters(codec=None, exclude_categories=()), max_size=20))
def test_any_text_is_written_in_utf_8_and_printable(text: str) -> None:
    written = scalar(text)
    written.encode("utf-8")
    assert json.loads(written).encode("utf-16", "surrogatepass") == text.encode("utf-16", "surrogatepass")
    assert "\x1b" not in written
    assert "\n" not in written


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (1.0, "1.0"),
        (Decimal("12.50"), "12.50"),
        (float("nan"), "null"),
        (float("inf"), "null"),
        ("\ud800", '"\\ud800"'),
        ("\u202e\U000e0001é", '"\\u202e\\udb40\\udc01é"'),
    ],
)
def test_hard_values(value: Any, text: str) -> None:
    assert scalar(value) == text


def test_an_integer_of_any_length_is_written_whole() -> None:
    assert scalar(-(10**5_000)) == "-1" + "0" * 5_000


def test_what_is_not_json_is_refused() -> None:
    with pytest.raises(TypeError, match="set is not a JSON value"):
        dumps([set()])


def test_members_keep_their_order_and_empty_containers_are_short() -> None:
    assert dumps({"b": [], "a": {}, "c": [1]}) == '{\n  "b": [],\n  "a": {},\n  "c": [\n    1\n  ]\n}'
