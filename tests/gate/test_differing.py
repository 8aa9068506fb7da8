"""Differences of texts: they lead from one to the other, and what is the same costs next to nothing."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govkit.gate import differing
from govkit.gate.differing import unified

LINES = st.lists(st.sampled_from(["a", "b", "c", "{", "}", "x: 1", "y: 2"]), max_size=14)
HEAD = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")


def applied(before: Sequence[str], rows: Sequence[str]) -> list[str]:
    """What a difference makes of a text: each line of it that stays or goes has to be where it says."""
    after: list[str] = []
    at = 0
    for row in rows[2:]:
        head = HEAD.fullmatch(row)
        if head is not None:
            start = int(head[1]) - (head[2] != "0")
            after += before[at:start]
            assert len(after) == int(head[3]) - (head[4] != "0")
            at = start
            continue
        if row[0] in " -":
            assert before[at] == row[1:]
            at += 1
        if row[0] in " +":
            after.append(row[1:])
    return after + list(before[at:])


@given(LINES, LINES)
def test_a_difference_leads_from_one_text_to_the_other(before: list[str], after: list[str]) -> None:
    rows = list(unified(before, after, "a", "b"))
    assert bool(rows) == (before != after)
    if rows:
        assert applied(before, rows) == after


def test_a_difference_has_the_form_of_difflib() -> None:
    before = [f"line {number}" for number in range(60)]
    after = [*before[:3], "new", *before[4:9], *before[10:40], "x", "y", *before[40:]]
    expected = list(difflib.unified_diff(before, after, "a", "b", lineterm="", n=2))
    assert list(unified(before, after, "a", "b")) == expected


def test_what_is_the_same_in_large_texts_is_not_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    searched: list[int] = []

    class Counting(difflib.SequenceMatcher[str]):
        def __init__(self, junk: None, one: Sequence[str], other: Sequence[str], *, autojunk: bool) -> None:
            searched.append(len(one) + len(other))
            super().__init__(junk, one, other, autojunk)

    monkeypatch.setattr(differing, "SequenceMatcher", Counting)
    before = [text for number in range(20_000) for text in (f'"name-{number}": {{', '  "type": "string"', "},")]
    after = [*before]
    after[100], after[-100] = "changed", "changed, too"
    assert len(list(unified(before, after, "a", "b"))) == 2 + 2 * 7
    assert len(searched) == 2
    assert sum(searched) < 50
