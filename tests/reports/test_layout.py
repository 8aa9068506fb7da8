"""JSON values laid out for people."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from govkit.reports.layout import lay_out
from govkit.reports.spans import plain


def _laid(value: Any, width: int = 60, pointer: str = "") -> list[str]:
    return [plain(row) for row in lay_out(value, width, pointer)]


def test_what_fits_takes_one_line() -> None:
    assert _laid({"a": [1, 2], "b": None}) == ['{"a": [1, 2], "b": null}']


def test_what_does_not_fit_takes_a_line_a_member() -> None:
    value = {"customer": "cus_1" * 8, "lines": [{"quantity": 1}], "memo": "m" * 20}
    assert _laid(value) == [
        "{",
        f'  "customer": "{"cus_1" * 8}",',
        '  "lines": [{"quantity": 1}],',
        f'  "memo": "{"m" * 20}"',
        "}",
    ]


def test_long_lists_are_counted() -> None:
    assert _laid(list(range(1000))) == ["[0, 1, 2, 3, … 996 more items]"]


def test_a_long_string_is_shown_with_its_length() -> None:
    assert _laid("x" * 200) == [f'"{"x" * 32}…" (200 characters)']


def test_a_long_number_is_shown_with_its_length() -> None:
    assert _laid(10**5000) == ["10000000000000000000000… (5001 digits)"]


def test_the_part_that_matters_is_never_left_out() -> None:
    value = {f"member{number}": {"text": "x" * 30} for number in range(500)} | {"last": [0] * 50 + [{"memo": 7}]}
    laid = lay_out(value, 60, "/last/*/memo")
    assert [span.text for row in laid for span in row if span.style == "mark"] == ["7"]
    assert len(laid) <= 25


def test_a_path_from_a_component_marks_it_wherever_it_stands() -> None:
    laid = lay_out({"lines": [{"memo": "m"}], "memo": 1}, 60, "/memo")
    assert [span.text for row in laid for span in row if span.style == "mark"] == ['"m"', "1"]


def test_an_additional_property_is_marked_by_braces() -> None:
    laid = lay_out({"labels": {"anything": "v"}}, 60, "/labels/{}")
    assert [span.text for row in laid for span in row if span.style == "mark"] == ['"v"']


def test_a_pointer_with_escapes_is_understood() -> None:
    laid = lay_out({"a/b": {"c~d": 1}}, 60, "/a~1b/c~0d")
    assert [span.text for row in laid for span in row if span.style == "mark"] == ["1"]


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=100),
        lambda children: st.lists(children) | st.dictionaries(st.text(max_size=100), children),
        max_leaves=200,
    )
)
def test_a_layout_is_never_long(value: Any) -> None:
    assert len(_laid(value)) <= 25
