"""The source of a change, read from both documents and laid out in columns."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govkit.errors import Place
from govkit.reports.columns import as_diff, columns
from govkit.reports.excerpt import Row, side_by_side
from govkit.reports.spans import cells, plain


def _at(file: str, text: str, needle: str, pointer: str) -> Place:
    """The place of the first line that holds `needle`."""
    lines = textwrap.dedent(text).splitlines()
    number = next(n for n, line in enumerate(lines, start=1) if needle in line)
    return Place(file, number, lines[number - 1].index(needle) + 1, pointer)


def _rows(old: str, new: str, needles: tuple[str, str], pointers: tuple[str, str], most: int = 8) -> list[str]:
    texts = {"old": textwrap.dedent(old).splitlines(), "new": textwrap.dedent(new).splitlines()}

    def line_of(place: Place) -> str | None:
        lines = texts[place.file]
        return lines[place.line - 1] if place.line is not None and 0 < place.line <= len(lines) else None

    before = _at("old", old, needles[0], pointers[0]) if needles[0] else None
    after = _at("new", new, needles[1], pointers[1]) if needles[1] else None
    return as_diff(side_by_side(before, after, line_of, most), 80)


ENUM = """
    Card:
      enum:
      - amex
      - visa
      type: string
"""


def test_the_items_of_a_list_belong_to_their_key() -> None:
    new = ENUM.replace("      - visa", "      - elo\n      - visa")
    assert _rows(ENUM, new, ("enum", "enum"), ("/Card/enum", "/Card/enum")) == [
        "  enum:",
        "  - amex",
        "+ - elo",
        "  - visa",
    ]


def test_a_keyword_of_one_side_is_shown_in_what_it_stands_in() -> None:
    old = "share:\n  type: number\nother: 1\n"
    new = "share:\n  type: number\n  maximum: 100\nother: 1\n"
    assert _rows(old, new, ("share", "maximum"), ("/share", "/share/maximum")) == [
        "  share:",
        "    type: number",
        "+   maximum: 100",
    ]


def test_a_member_of_something_large_stands_alone_under_its_key() -> None:
    members = "".join(f"  member{number}:\n    type: string\n" for number in range(30))
    new = f"properties:\n{members}  memo:\n    type: integer\n  last: {{}}\n"
    old = f"properties:\n{members.replace('string', 'text')}  last: {{}}\n"
    assert _rows(old, new, ("properties", "memo"), ("/properties", "/properties/memo")) == [
        "  properties:",
        "@@ … 60 lines @@",
        "+   memo:",
        "+     type: integer",
        "@@ … 1 line @@",
    ]


def test_json_is_read_up_to_its_closing_bracket() -> None:
    old = '{\n  "a": {\n    "enum": [\n      "x"\n    ],\n    "type": "string"\n  }\n}\n'
    new = old.replace('"x"', '"x",\n      "y"')
    assert _rows(old, new, ('"enum"', '"enum"'), ("/a/enum", "/a/enum")) == [
        '  "enum": [',
        '-   "x"',
        '+   "x",',
        '+   "y"',
        "  ],",
    ]


def test_equal_lines_are_left_out_of_what_is_long() -> None:
    old = "enum:\n" + "".join(f"- value{number:02}\n" for number in range(40))
    new = old.replace("- value20\n", "- value20\n- other\n")
    assert _rows(old, new, ("enum", "enum"), ("/enum", "/enum")) == [
        "  enum:",
        "@@ … 20 lines @@",
        "  - value20",
        "+ - other",
        "  - value21",
        "@@ … 18 lines @@",
    ]


def test_empty_lines_do_not_shift_what_is_meant() -> None:
    old = "share:\n\n  type: number\n\n  maximum: 7\n"
    new = "share:\n\n  type: number\n\n\n"
    assert _rows(old, new, ("maximum", "share"), ("/share/maximum", "/share")) == [
        "  share:",
        "",
        "    type: number",
        "-",
        "-   maximum: 7",
    ]


def test_lines_that_have_nothing_in_common_are_not_paired() -> None:
    rows = side_by_side(
        Place("old", 1, 1, "/a/b"), Place("new", 1, 1, "/c"), lambda p: "b: 1" if p.file == "old" else "c: 2"
    )
    assert [(row.old, row.new) for row in rows] == [("b: 1", None), (None, "c: 2")]


@pytest.mark.parametrize("known", [("old",), ("new",), ()])
def test_a_side_without_text_is_left_out(known: tuple[str, ...]) -> None:
    place = Place("old", 1, 1, "/a"), Place("new", 1, 1, "/a")
    rows = side_by_side(*place, lambda p: "a: 1" if p.file in known and p.line == 1 else None)
    assert [(row.old, row.new) for row in rows] == {
        ("old",): [("a: 1", None)],
        ("new",): [(None, "a: 1")],
        (): [],
    }[known]


def test_a_document_that_never_ends_is_not_read_to_its_end() -> None:
    asked: list[int] = []

    def line_of(place: Place) -> str:
        asked.append(place.line or 0)
        return "a:" if place.line == 1 else "  b: 1"

    side_by_side(Place("old", 1, 1, "/a"), Place("new", 1, 1, "/a"), line_of)
    assert max(asked) < 500


@pytest.mark.parametrize("width", [60, 80, 100, 160])
@pytest.mark.parametrize(
    "text", ["x: short", "x: " + "漢字" * 60, "x: " + "🎉" * 90, "x: \u202eabc\x1b[31m" * 30, "x: " + "e\u0301" * 200]
)
def test_no_line_is_wider_than_the_terminal(width: int, text: str) -> None:
    rows = [Row(text, text + "1", changed=True, old_column=len(text) - 3), Row(text, text), Row(None, None, left_out=7)]
    for spans in columns(rows, width, " " * 12):
        assert cells(plain(spans)) <= width
        assert plain(spans).isprintable()
        assert not plain(spans).endswith(" ")


def test_columns_stand_under_each_other_whatever_the_characters() -> None:
    rows = [Row("a: 漢字", "a: x", changed=True), Row("b: plain text", "b: plain text")]
    rules = {cells(plain(spans).rpartition("│")[0]) for spans in columns(rows, 100, "")}
    assert len(rules) == 1


def test_a_long_line_is_cut_around_the_spot() -> None:
    text = '"x": 1, ' * 500 + '"maxLength": 80'
    (spans,) = columns([Row(None, text, changed=True, new_column=text.index('"maxL'))], 80, "")
    assert '"maxLength": 80' in plain(spans)


def test_where_there_is_no_room_one_side_stands_above_the_other() -> None:
    rows = [Row("a: " + "1" * 60, "a: " + "2" * 60, changed=True)]
    assert len(columns(rows, 80, "")) == 2
    assert len(columns(rows, 160, "")) == 1


@given(
    st.lists(st.sampled_from(["a: 1", "  b:", "- c", "    d: 2", "", "{", "}"]), max_size=40),
    st.lists(st.sampled_from(["a: 1", "  b:", "- c", "    d: 2", "", "[", "]"]), max_size=40),
    st.integers(1, 40),
    st.integers(1, 40),
    st.sampled_from([("/a", "/a"), ("/a", "/a/b/c"), ("/a/b", "/a"), ("/x", "/y")]),
)
def test_an_excerpt_is_short_and_says_how_much_is_missing(
    old: list[str], new: list[str], at: int, to: int, pointers: tuple[str, str]
) -> None:
    texts = {"old": old, "new": new}

    def line_of(place: Place) -> str | None:
        lines = texts[place.file]
        return lines[place.line - 1] if place.line is not None and 0 < place.line <= len(lines) else None

    rows = side_by_side(Place("old", at, 1, pointers[0]), Place("new", to, 3, pointers[1]), line_of)
    assert len(rows) <= 20
    assert all((row.old is None and row.new is None) == bool(row.left_out) for row in rows)
