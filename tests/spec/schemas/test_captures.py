"""What expressions find, and what their groups hold, is what JavaScript says."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
import tracemalloc
from itertools import product

import pytest

from govkit.spec.schemas.captures import captures, first_capture
from govkit.spec.schemas.ecmascript import Exhausted, UnsupportedRegexError, regex

FOUND: list[tuple[str, str, str, list[str | None]]] = [
    (r"\{(\w+)\}", "", "/pets/{petId}/x/{name}", ["{petId}", "petId"]),
    (r"(a)|(b)", "", "b", ["b", None, "b"]),
    (r"(z)((a+)?(b+)?(c))*", "", "zaacbbbcac", ["zaacbbbcac", "z", "ac", "a", None, "c"]),
    (r"(?=(a+))a*b\1", "", "baaabac", ["aba", "a"]),
    (r"(.*?)a(?!(a+)b\2c)\2(.*)", "", "baaabaac", ["baaabaac", "ba", None, "abaac"]),
    (r"(?<=(\d+)(\d+))$", "", "1053", ["", "1", "053"]),
    (r"(a*)*", "", "b", ["", None]),
    (r"(a?)??b", "", "ab", ["ab", "a"]),
    (r"(GET|put)([a-z]+)", "i", "getFoo", ["getFoo", "get", "Foo"]),
    (r"^(\w+)$", "m", "a b\ncd", ["cd", "cd"]),
    (r"(?:)", "", "", [""]),
    (r"([^/]+)/?$", "", "/a/b/", ["b/", "b"]),
]


@pytest.mark.parametrize(("source", "flags", "text", "expected"), FOUND)
def test_the_groups_of_a_match_are_those_of_javascript(
    source: str, flags: str, text: str, expected: list[str | None]
) -> None:
    found = first_capture(regex(source, flags), text)
    assert found is not None
    assert [None if span is None else text[span[0] : span[1]] for span in found.spans] == expected


def test_nothing_is_held_where_nothing_is_found() -> None:
    assert first_capture(regex("(a)b"), "ac") is None


def test_groups_are_known_by_name_and_matches_follow_each_other() -> None:
    pattern = regex(r"(?<year>\d{4})-(?<month>\d\d)?", "g")
    text = "2024-05 2023-x"
    found = list(captures(pattern, text))
    assert [(one.start, one.end) for one in found] == [(0, 7), (8, 13)]
    assert found[1].names == {"year": 1, "month": 2}
    assert found[1].spans[2] is None


def test_what_takes_too_many_steps_is_given_up() -> None:
    start = time.monotonic()
    with pytest.raises(Exhausted):
        first_capture(regex(r"^(a+)+$|."), "a" * 60 + "!")
    assert time.monotonic() - start < 5


def test_what_is_too_large_and_what_is_not_known_is_told() -> None:
    with pytest.raises(UnsupportedRegexError, match="too large"):
        first_capture(regex("((a{999}){999})?b"), "b")
    with pytest.raises(UnsupportedRegexError, match="Unicode"):
        first_capture(regex(r"(\p{L})", "u"), "a")


@pytest.mark.long
def test_expressions_and_texts_of_all_kinds_are_told_as_by_javascript() -> None:
    if shutil.which("node") is None:
        pytest.skip("node is not installed")
    odd = [r"(?:(a)|b)*", r"(a{2,3}?)(a*)", r"\b(\w)", r"()|a", r"(?:a|ab)(?:c|bcd)(d*)", r"^(?:(\d+)|(\w+))*$", r"x*",
           r"(\w+)\s\1", "$", "^", r"(?<=a)(?=b)", "((a)|(b))+?c", r"(?<!a)b(c)?", r"([a-z])([A-Z])"]  # fmt: skip
    texts = [*(row[2] for row in FOUND), "aab", "baaabaac", "hello world world", "abcd", "ab ba", "été/v2/ü\n/x"]
    cases = list(product([*(row[0] for row in FOUND), *odd], ["", "i", "m"], texts))
    script = """const cases = JSON.parse(require('fs').readFileSync(0));
    console.log(JSON.stringify(cases.map(([source, flags, text]) =>
      [...text.matchAll(new RegExp(source, flags + 'g'))].map((m) => [m.index, ...m].map((one) => one ?? null)))))"""
    done = subprocess.run(["node", "-e", script], input=json.dumps(cases), capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [
        [
            [one.start, *(None if span is None else text[span[0] : span[1]] for span in one.spans)]
            for one in captures(regex(source, flags + "g"), text)
        ]
        for source, flags, text in cases
    ]


@pytest.mark.parametrize("source", ["(?:" + "(a)?" * 1200 + ")*(?=c)c", "(?:" + "|".join(["(a)"] * 1500) + ")*b"])
def test_a_thousand_groups_take_no_more_memory_than_a_few(source: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(Exhausted):
            first_capture(regex(source), "a" * 60_000 + "cb")
        assert tracemalloc.get_traced_memory()[1] < 50 * 2**20
    finally:
        tracemalloc.stop()
