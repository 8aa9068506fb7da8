"""Regular expressions of ECMAScript mean here what they mean there."""

from __future__ import annotations

import time

import pytest

from govkit.spec.schemas.ecmascript import Exhausted, RegexError, UnsupportedRegexError, regex

FOUND = [
    ("a{,2}", "", "a{,2}"),
    ("x{", "", "x{"),
    ("]", "", "]"),
    ("}", "", "}"),
    ("[^]", "", "\n"),
    (r"[\w-.]", "", "-"),
    (r"[\w-.]", "", "."),
    (r"(?<y>\d{4})-\k<y>", "", "2000-2000"),
    (r"\bx\b", "", "éx"),
    (r"\Bx", "", "ax"),
    (r"\u{61}", "u", "a"),
    (r"\p{L}", "", "p{L}"),
    (r"\p{L}", "u", "é"),
    (r"[^\p{L}]", "u", "1"),
    (r"\cA", "", "\x01"),
    (r"\c1", "", r"\c1"),
    (r"\0", "", "\0"),
    (r"\8", "", "8"),
    (r"(a)\2", "", "a\x02"),
    ("^[a-c]$", "i", "B"),
    ("^b$", "m", "a\nb"),
    ("a.b", "s", "a\nb"),
    (r"\_x", "", "_x"),
    (r"\a", "", "a"),
    (r"[\b]", "", "\b"),
    (r"\/x", "", "/x"),
    ("^(?!.*--)[a-z-]+$", "", "a-b"),
    ("(?<!a)b", "", "cb"),
    ("[&&~~||]", "", "~"),
    (r"[\u00e0-\u00ff]", "", "é"),
    (r"\uD83D\uDE00", "u", "😀"),
    (r"(a|b)\1", "", "bb"),
    ("é", "i", "É"),
    ("", "", "x"),
]
ABSENT = [
    ("^a.b$", "", "a\rb"),
    ("[]a", "", "a"),
    (r"\u{61}", "", "a"),
    (r"[^\p{L}]", "u", "é"),
    ("^[^a]$", "i", "A"),
    (r"\W", "i", "s"),
    (r"[\W]", "i", "k"),
    ("^(?!.*--)[a-z-]+$", "", "a--b"),
    (r"^\S+$", "", "a\ufeff"),
    (r"\ud83d", "", "x"),
    ("a", "gy", "ba"),
    ("^x$", "", "x\n"),
]
BROKEN = [
    ("[a-z", ""), ("(", ""), (")", ""), ("*", ""), ("a**", ""), ("a{2}{3}", ""), ("\\", ""), ("(?a)", ""),
    ("(?<=a)*", ""), ("[z-a]", ""), ("a{3,2}", ""), ("(?i)a", ""), ("[a--b]", ""), ("a", "x"), ("a", "gg"),
    (r"\q", "u"), ("{", "u"), ("a{1", "u"), ("(?<a>x)(?<a>y)", ""), ("(" * 300 + ")" * 300, ""),
]  # fmt: skip


@pytest.mark.parametrize(("source", "flags", "text"), FOUND)
def test_an_expression_is_found_where_it_is_found_in_javascript(source: str, flags: str, text: str) -> None:
    assert regex(source, flags).found(text)


@pytest.mark.parametrize(("source", "flags", "text"), ABSENT)
def test_an_expression_is_absent_where_it_is_absent_in_javascript(source: str, flags: str, text: str) -> None:
    assert not regex(source, flags).found(text)


@pytest.mark.parametrize(("source", "flags"), BROKEN)
def test_what_is_no_expression_is_refused(source: str, flags: str) -> None:
    with pytest.raises(RegexError):
        regex(source, flags)


def test_what_nobody_could_search_for_is_told_apart_from_what_is_none() -> None:
    with pytest.raises(UnsupportedRegexError, match="1,000"):
        regex("a{100000}")


@pytest.mark.parametrize("source", [r"^(a+)+$", r"^(([a-z])+.)+[A-Z]([a-z])+$", r"^(a|a)*$"])
def test_a_catastrophic_expression_takes_no_time(source: str) -> None:
    start = time.monotonic()
    assert not regex(source).found("a" * 5_000 + "!")
    assert time.monotonic() - start < 2


def test_a_search_that_never_ends_is_given_up() -> None:
    with pytest.raises(Exhausted):
        regex(r"^(?=a)(?:(a|aa)+)+\1c$").found("a" * 200)
