"""What regular expressions say of lengths, and the few texts of small ones: never less than what really matches."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govkit.spec.schemas.languages import all_texts, widths
from govkit.spec.schemas.patterns import includes, matches, texts_only_in


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("^.{3,5}$", (3, 5)),
        ("^[a-z]+$", (1, None)),
        ("[a-z]{2}", (2, None)),
        ("^ab|cd$", (2, None)),
        ("^(ab|cde)$", (2, 3)),
        ("^a", (1, None)),
        ("", (0, None)),
        ("(?<name>x)", (0, None)),
        ("^(?!b)[a-z]{2}$", (2, 2)),
        (r"^\<a\>$", (0, None)),
        ("^a{,3}$", (0, None)),
    ],
)
def test_widths(pattern: str, expected: tuple[int, int | None]) -> None:
    """Without anchors at both ends there is no greatest length; alternatives have anchors of their own."""
    assert widths(pattern) == expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("^[ab]$", ("a", "b")),
        ("^(yes|no)?$", ("", "no", "yes")),
        ("^\\d{2}$", None),
        ("^[^a]$", None),
        ("[ab]", None),
        ("^a*$", None),
        ("^(?=a)a$", None),
    ],
)
def test_all_texts(pattern: str, expected: tuple[str, ...] | None) -> None:
    """Only of expressions that match few texts, anchored at both ends."""
    assert all_texts(pattern) == expected


PARTS = st.sampled_from(["a", "b", "[ab]", "a?", "(a|bb)", "b{1,2}", "."])


@given(st.lists(PARTS, max_size=4), st.text("ab", max_size=6))
def test_what_matches_is_within_its_widths(parts: list[str], text: str) -> None:
    """And among all texts, where these are known."""
    pattern = f"^{''.join(parts)}$"
    low, high = widths(pattern)
    texts = all_texts(pattern)
    if matches(pattern, text):
        assert low <= len(text)
        assert high is None or len(text) <= high
        assert texts is None or text in texts
    if texts is not None:
        assert all(matches(pattern, one) for one in texts)


@pytest.mark.parametrize(
    ("outer", "inner", "expected"),
    [
        ("^[a-z-]+$", "^[a-z]+$", True),
        ("^[a-z]+$", "^[a-z-]+$", False),
        ("^[-a-z]+$", "^[a-z-]+$", True),
        ("^[^-]+$", "^[a-z]+$", True),
        ("^[a-z]+$", "^[^-]+$", False),
        ("^[A-Za-z0-9_-]*$", "^[a-z0-9-]{3}$", True),
    ],
)
def test_a_hyphen_at_the_edge_of_a_class_is_a_hyphen(outer: str, inner: str, expected: bool) -> None:
    assert includes(outer, inner) is expected


def test_no_text_is_outside_of_an_expression_that_matches_all() -> None:
    assert texts_only_in("^a+$", "") == ()
    assert texts_only_in("^a{2}$", None) == ("aa",)
