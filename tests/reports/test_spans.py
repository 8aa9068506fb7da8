"""Lines and widths."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govkit.reports.spans import Span, cells, elide, line, plain, shorten, visible, whole, wrap

_WORDS = st.lists(st.text("abcäß界", min_size=1, max_size=12), max_size=30).map(" ".join)


@given(_WORDS, st.integers(10, 60))
def test_wrapping_loses_no_word_and_keeps_the_width(text: str, width: int) -> None:
    lines = [plain(row) for row in wrap([Span(text)], width, first=line("> "), rest="  ")]
    assert " ".join(lines).removeprefix("> ").split() == text.split()
    longest = max((cells(word) for word in text.split()), default=0)
    assert all(cells(row) <= max(width, longest + 2) for row in lines)


@given(st.lists(st.tuples(st.text("ab ", max_size=6), st.sampled_from(["", "dim"])), max_size=8))
def test_wrapping_keeps_the_style_of_every_character(parts: list[tuple[str, str]]) -> None:
    spans = [Span(text, style) for text, style in parts]
    before = [(c, span.style) for span in spans for c in span.text if c != " "]
    after = [(c, span.style) for row in wrap(spans, 10) for span in row for c in span.text if c != " "]
    assert before == after


def test_a_word_of_several_styles_is_not_torn() -> None:
    rows = wrap([Span("aaaa "), Span("bb", "dim"), Span("cc", "path")], 6)
    assert [plain(row) for row in rows] == ["aaaa", "bbcc"]


def test_what_is_whole_stays_on_one_line() -> None:
    assert [plain(row) for row in wrap([Span(f"see {whole('GET /a/b')}")], 10)] == ["see", "GET /a/b"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("a\nb\tc\r", "a\\nb\\tc\\r"),
        ("\x1b[31m", "\\u001b[31m"),
        ("\u202eabc\u2028", "\\u202eabc\\u2028"),
        ("\ud800", "\\ud800"),
        ("界é", "界é"),
    ],
)
def test_what_could_move_or_hide_text_is_written_out(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_widths_are_those_of_a_terminal() -> None:
    assert cells("界") == 2
    assert cells("e\u0301") == 1
    assert shorten("界界界", 5) == "界界…"
    assert shorten("abc", 3) == "abc"


def test_the_end_of_an_elided_sentence_stays() -> None:
    assert elide(f"'{'a' * 500}' is longer than 80 characters", 400, word=20) == (
        "'aaaaaaaaaaa…aaaaaa' is longer than 80 characters"
    )
    assert len(elide("word " * 1_000, 100)) == 100
