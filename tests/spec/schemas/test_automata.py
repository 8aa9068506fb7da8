"""Automata of regular expressions: they agree with the validators, with `re`, and with greenery, an engine not ours."""

from __future__ import annotations

import re
from itertools import product

import greenery
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from govkit.spec.schemas.languages import all_texts, widths
from govkit.spec.schemas.patterns import a_match, automaton, includes, is_regular_expression, matches, texts_only_in

SPACES = "\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
ATOMS = {
    "a": "a",
    "b": "b",
    "0": "0",
    "[ab]": "[ab]",
    "[^a]": "[^a]",
    "[b-]": r"[b\-]",
    ".": "[^\n\r\u2028\u2029]",
    r"\d": "[0-9]",
    r"\w": "[0-9A-Z_a-z]",
    r"\s": f"[{SPACES}]",
    r"[^\s0]": f"[^{SPACES}0]",
    r"\-": "-",
    "": "",
}
"""What is read at one place, as ECMA-262 and as greenery write it."""

Expression = tuple[str, str]


def _larger(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    counted = st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{1,3}", "{2,}", "{0,2}"]))
    return st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: ("".join(p[0] for p in parts), _joined(parts, ""))),
        st.lists(inner, min_size=2, max_size=3).map(
            lambda parts: (f"(?:{'|'.join(p[0] for p in parts)})", f"({_joined(parts, '|')})")
        ),
        counted.map(lambda drawn: (f"({drawn[0][0]}){drawn[1]}", f"({drawn[0][1]}){drawn[1]}")),
    )


def _joined(parts: list[Expression], between: str) -> str:
    return between.join(part[1] for part in parts)


@st.composite
def expressions(draw: st.DrawFn) -> Expression:
    """A small expression with or without its anchors, in both dialects."""
    ours, theirs = draw(st.recursive(st.sampled_from(sorted(ATOMS.items())), _larger, max_leaves=5))
    starts, ends = draw(st.booleans()), draw(st.booleans())
    anchored = f"{'^' if starts else ''}(?:{ours}){'$' if ends else ''}"
    return anchored, f"{'' if starts else '.*'}({theirs}){'' if ends else '.*'}"


TEXTS = ["".join(text) for length in range(4) for text in product("ab0 -", repeat=length)]


@given(expressions(), expressions())
def test_inclusion_is_what_greenery_finds(inner: Expression, outer: Expression) -> None:
    found = includes(outer[0], inner[0])
    assert found is not None
    expected = inner == outer or greenery.parse(inner[1]).to_fsm() <= greenery.parse(outer[1]).to_fsm()
    assert found is bool(expected)


@given(expressions(), expressions(), st.integers(0, 3), st.integers(0, 3))
def test_inclusion_is_what_texts_show(inner: Expression, outer: Expression, low: int, high: int) -> None:
    """Within lengths too. Where an expression is not included, a shortest text shows it, to validators and to `re`."""
    apart = [
        text
        for text in TEXTS
        if low <= len(text) <= high and re.search(inner[0], text) and not re.search(outer[0], text)
    ]
    shown = texts_only_in(inner[0], outer[0], low, high)
    if includes(outer[0], inner[0], low, high):
        assert apart == [] == list(shown)
    else:
        assert low <= len(shown[0]) <= min([high, *map(len, apart)])
        assert all(matches(inner[0], text) and not matches(outer[0], text) for text in shown)


WRITTEN = r"""
a b c - [ ] [^ ( (?: ) | * + ? {1,2} {2} {1,} ^ $ . \s \S \d \D \w \W \n \r \t \f \v \- \. \/ \\ / [a-c] [^a] [\w-]
[a\-c] a-c & && ~ ~~ -- # \# \ \@ \^ \$ \[ \] \{ \} { } , : [:alpha:] = ! < > \< \> \b \B \0 \1 \a \x41 \u00e9 \u2028
\cA \p{L} 0 _ é ?? *? ++ (?= (?! (?<n> (?P<n> (?i) (?# [[ || [] (?P=n)
""".split()  # noqa: SIM905  as a list it fills a page
CHARACTERS = "abcA0_-&~#@[]{}^$.\\/:<> \t\n\r\v\f\b\x00\x01\x07\u2028\u00a0\ufeffé,|*+?"


@st.composite
def written(draw: st.DrawFn) -> str:
    """Any expression: most are none, or none that two dialects read alike."""
    pattern = "".join(draw(st.lists(st.sampled_from(WRITTEN), min_size=1, max_size=6)))
    if draw(st.booleans()):
        pattern = f"[{pattern}]"
    return f"{'^' if draw(st.booleans()) else ''}{pattern}{'$' if draw(st.booleans()) else ''}"


def spelled(text: str) -> str:
    """The expression that a text alone matches."""
    codes = "".join(rf"\u{ord(character):04x}" for character in text)
    return f"^{codes}$"


@given(written(), st.lists(st.text(CHARACTERS, max_size=4), min_size=5, max_size=20))
def test_what_is_read_at_all_is_read_as_the_validators_do(pattern: str, texts: list[str]) -> None:
    assume(automaton(pattern) is not None and is_regular_expression(pattern))
    for text in [*texts, *texts_only_in(pattern, None)]:
        assert includes(pattern, spelled(text)) is matches(pattern, text)


@pytest.mark.parametrize(
    ("outer", "inner", "expected"),
    [
        ("^[0-9a-z_]+$", "^cus_[0-9a-z_]{2,40}$", True),
        ("^cus_[0-9a-z_]{2,39}$", "^cus_[0-9a-z_]{2,40}$", False),
        ("^[a-z][a-z_]{1,60}$", "^[a-z][a-z_]{1,59}$", True),
        ("^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,9})*$", "^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$", True),
        ("^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,7})*$", "^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$", False),
        (r"^.+@.+\..+$", r"^[a-z0-9._%+-]+@[a-z0-9.-]+\.[a-z]{2,}$", True),
        (r"^[a-z0-9._%+-]+@[a-z0-9.-]+\.[a-z]{2,}$", r"^.+@.+\..+$", False),
        ("^.{0,256}$", "^.{1,255}$", True),
        ("^[a-z]{1,2000}$", "^[a-z]{1,1999}$", True),
        ("x.{0,60}y", "x.{0,59}y", True),  # by the least sets of positions alone
        ("x.{0,59}y", "x.{0,60}y", False),
        ("^(a|b)*a(a|b){0,20}$", "^(a|b)*a(a|b){20}$", True),
    ],
)
def test_expressions_of_many_states_are_decided(outer: str, inner: str, expected: bool) -> None:
    assert includes(outer, inner) is expected


@pytest.mark.parametrize(
    ("outer", "inner", "expected"),
    [
        ("^$|^[a-z]+$", "^[a-c]*$", True),
        ("^[a-c]*$", "^$|^[a-z]+$", False),
        ("^ab|cd$", "^abx", True),
        ("^ab|cd$", "^xabcdx$", False),
        ("^a", "(^a|^a$)b?", True),
        ("^(a|b$)c", "^ac", True),
        ("^x$", "a$b", True),  # no text matches
        ("^$", "(^)*$", False),
        ("", "^a$", True),
    ],
)
def test_an_anchor_may_stand_anywhere(outer: str, inner: str, expected: bool) -> None:
    assert includes(outer, inner) is expected


@pytest.mark.parametrize(
    ("outer", "inner"),
    [
        (r"^[ \t\n\v\f\r]$", r"^\s$"),
        (r"^[^\n\r]$", r"^[^\n]$"),
        (".", r"\u2028"),
        (r"^\W$", "^_$"),
        (r"^\d$", "^[٠-٩]$"),
        ("^/$", r"^\\/$"),
    ],
)
def test_classes_are_those_of_ecma_262(outer: str, inner: str) -> None:
    """Where Python means something else, or ASCII alone would be less."""
    assert includes(outer, inner) is False
    assert texts_only_in(inner, outer)


@pytest.mark.parametrize(
    "pattern",
    [
        "^(?=a)a$",
        "^(?<!a)b$",
        r"^(a)\1$",
        r"^\ba$",
        "(?i)^a$",
        "^(?i:a)$",
        "(?u)a",
        "^(?>a)$",
        "^a++$",
        "(?#x)a",
        r"^\<a$",
        r"^\a$",
        r"^\0$",
        r"^\Aa\Z$",
        r"^\p{L}$",
        "^[a--b]$",
        "^[a&&b]$",
        "^[]a]$",
        "^[^]$",
        "^{a}$",
        "^a{,2}$",
        "^a]$",
    ],
)
def test_what_dialects_read_differently_or_no_automaton_does_is_not_decided(pattern: str) -> None:
    assert includes(pattern, "^a$") is None
    assert includes("^.*$", pattern) is None
    assert all_texts(pattern) is None


@pytest.mark.parametrize(
    "pattern",
    [
        "^a{1000000}$",
        "^(a{0,100}){0,100}$",
        "^(){4000000}$",
        f"^{'(' * 150}a{')' * 150}$",
        "^" + "(a?b?c?d?){60}" * 10 + "$",
    ],
)
def test_an_expression_of_unreasonable_size_is_not_decided(pattern: str) -> None:
    assert includes("^.*$", pattern) is None


def test_a_search_without_reasonable_end_is_given_up() -> None:
    """Which of the last 16 characters were an `a` takes 65,536 sets of positions to know."""
    outer = "^(a|b)*(a(a|b){15}|b(a|b){15})$"
    assert includes(outer, "^[ab]{16,}$") is None
    assert texts_only_in("^[ab]{15,}$", outer) == ("aaaaaaaaaaaaaaa",)


def test_texts_are_such_as_read_well() -> None:
    assert texts_only_in("^[^a-z]{2}$", None) == ("AA", "99")
    assert texts_only_in("^[^\\x00-\\x7f]$", None) == ("ñ",)
    assert texts_only_in("^inv_[0-9]{2,3}$", "^inv_[0-9]{2}$") == ("inv_000", "inv_999")


def test_no_text_is_repeated() -> None:
    assert texts_only_in("^ab?$", None) == ("a", "ab")


def test_an_escaped_backslash_before_a_slash_is_a_backslash() -> None:
    assert widths(r"^\\/$") == (2, 2)
    assert a_match(r"^\\/$") == "\\/"
    assert widths(r"^\/$") == (1, 1)


def test_what_a_later_python_may_read_another_way_warns_nobody() -> None:
    """Warnings are errors in tests."""
    assert a_match("^[[a]$") == "["
    assert includes("^[[a-c]$", "^[[a]$") is True
