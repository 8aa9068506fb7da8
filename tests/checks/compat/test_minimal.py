"""Witnesses carry what is needed to show the break, and look like the document's own examples."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govkit.checks.compat import compare_texts
from govkit.checks.compat.minimal import at, dressed, reduced

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | st.text("ab", max_size=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("message", "place", "needed", "expected"),
    [
        ({"a": 1, "b": {"c": 2, "d": 3}, "e": [1, 2, 3]}, ("a",), ["a"], {"a": 1}),
        ({"a": 1, "b": {"c": 2, "d": 3}}, ("a",), ["a", "b"], {"a": 1, "b": {}}),
        ([{"x": 1, "y": 2}, 5, 6], (0, "x"), [], [{"x": 1}]),
        (5, (), [], 5),
    ],
)
def test_only_what_is_needed_stays(message: Any, place: Any, needed: list[str], expected: Any) -> None:
    """Members go, and what is inside of those that stay."""
    assert reduced(message, place, lambda m: not isinstance(m, dict) or set(needed) <= set(m)) == expected


@given(VALUES, VALUES, st.integers(0, 5))
def test_a_message_goes_on_showing_what_it_shows(message: Any, sample: Any, seed: int) -> None:
    """Whatever the predicate is, the result satisfies it, and what it is about is untouched."""

    def shows(value: Any) -> bool:
        return value == message or len(repr(value)) % 6 != seed

    place: tuple[Any, ...] = ()
    current = message
    while isinstance(current, dict | list) and current:
        key = next(iter(current)) if isinstance(current, dict) else 0
        place, current = (*place, key), current[key]
    smaller = reduced(message, place, shows)
    assert shows(smaller)
    assert at(smaller, place) == current
    other = dressed(smaller, place, sample, shows)
    assert shows(other)
    assert at(other, place) == current


DOCUMENT = """
openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /orders:
    post:
      requestBody:
        content:
          application/json:
            example: {customer: Ada, city: London, priority: 1, note: never sent}
            schema:
              type: object
              required: [customer, city, priority]
              properties:
                customer: {type: string}
                city: {type: string, enum: [Paris, Rome]}
                priority: {type: integer, maximum: %d}
                note: {type: string}
      responses: {"204": {description: Done}}
"""


def test_a_witness_looks_like_the_example() -> None:
    """Values of the example stand where they are allowed, and not at the place of the change."""
    (finding,) = compare_texts(DOCUMENT % 9, DOCUMENT % 5)
    assert finding.witness is not None
    assert finding.witness.value == {"customer": "Ada", "city": "Paris", "priority": 6}
