"""What is different in two bodies, place by place."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govkit.sync.exceptions.diffs import differences
from govkit.sync.values import MISSING, Json

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text("ab/~", max_size=2) | st.decimals(-1, 1, places=1),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab/~", max_size=2), inner, max_size=3),
    max_leaves=8,
)


def said(before: Json, after: Json) -> list[tuple[str, str]]:
    return [(one.place, one.words) for one in differences(before, after)]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({"a": 1, "b": [1, 2]}, {"a": 1, "b": [1, 3]}, [("/b/1", "was 2, becomes 3")]),
        ({"a": None}, {}, [("/a", "was null, is taken out")]),
        ({}, {"a": None}, [("/a", "is new: null")]),
        ({"a": True}, {"a": 1}, [("/a", "was true, becomes 1")]),
        ({"a": Decimal("12.50")}, {"a": Decimal("12.5")}, []),
        ({"x/y": {"~": "1"}}, {"x/y": {"~": 1}}, [("/x~1y/~0", 'was "1", becomes 1')]),
        ([1, 2, 3], [2, 3], [("/0", "was 1, is taken out")]),
        (MISSING, {"a": 1}, [("the whole body", 'is new: {"a":1}')]),
        ({"a": 1}, [], [("the whole body", 'was {"a":1}, becomes []')]),
        ({f"m{n}": n for n in range(9)}, {"m0": 1}, [("/m0", "was 0, becomes 1")]),
    ],
)
def test_each_place_is_told_with_what_was_and_what_becomes(
    before: Json, after: Json, told: list[tuple[str, str]]
) -> None:
    assert said(before, after)[: len(told) or None] == told


def test_what_is_long_is_shortened_in_words_and_whole_as_data() -> None:
    (one,) = differences({"a": ""}, {"a": "x" * 999})
    assert len(one.words) < 200
    assert one.as_json() == {"path": "/a", "was": "", "becomes": "x" * 999}


@given(JSON)
def test_a_body_does_not_differ_from_itself(body: Json) -> None:
    assert differences(body, body) == ()


@given(JSON, JSON)
def test_what_is_new_one_way_is_taken_out_the_other_way(before: Json, after: Json) -> None:
    there, back = differences(before, after), differences(after, before)
    assert bool(there) == bool(back)
    assert sum(one.was is MISSING for one in there) == sum(one.becomes is MISSING for one in back)


def test_long_lists_are_compared_in_a_moment() -> None:
    begun = time.monotonic()
    assert differences([n % 7 for n in range(2000)], [n % 5 for n in range(2000)])
    assert time.monotonic() - begun < 5
