"""Regular expressions of ECMAScript, and what is told of their languages: never wrong, always in bounded time."""

from __future__ import annotations

import contextlib

from hypothesis import strategies as st

from govkit.spec.schemas.ecmascript import Exhausted, RegexError, regex
from govkit.spec.schemas.languages import all_texts, widths
from govkit.spec.schemas.patterns import a_match, includes, is_regular_expression, matches, texts_only_in
from tests.fuzz.drawing import damaged, soup
from tests.fuzz.target import Target, plain

_TOKENS = st.sampled_from(
    ["a", "b", "0", "Z", "é", "\U0001f600", ".", "*", "+", "?", "{2}", "{1,3}", "{2,}", "{0}", "{999}", "{,3}", "*?",
     "|", "(",
     ")", "(?:", "(?=", "(?!", "(?<=", "(?<!", "(?<n>", "\\k<n>", "\\1", "\\9", "\\0", "[", "]", "[^", "-", "^", "$",
     "\\b",
     "\\B", "\\d", "\\D", "\\w", "\\W", "\\s", "\\S", "\\.", "\\-", "\\x41", "\\u0041", "\\u{1F600}", "\\ud83d",
     "\\cA", "\\p{L}",
     "\\P{Lu}", "\\", "(?i)", "(a+)+", "(a|a)*", "[a-z]", "[z-a]", "[\\d-x]", "[]", "[^]", "\n", "/", "&&", "\\Q",
     "(?#", "\u2028"]
)  # fmt: skip
_REAL = st.sampled_from(
    ["^[A-Z]{2}-[0-9]{4}$", "^(?:[a-z0-9]+-)*[a-z0-9]+$", "^\\d{4}-\\d{2}-\\d{2}$", "^https?://[^/]+/.*$",
     "^(a|bb){1,2}$",
     "^(?<year>\\d{4})-\\k<year>$", "^(?!x)[a-z]+$", "\\bword\\b", "^[^\\s@]+@[^\\s@]+\\.[a-z]{2,}$", "^$", ""]
)  # fmt: skip
_PATTERNS = st.one_of(soup(_TOKENS, 12), damaged(_REAL, _TOKENS), st.text(max_size=20))
_FLAGS = st.one_of(st.just(""), st.sampled_from(["i", "m", "s", "u", "v", "y", "im", "ii", "x", "dgimsuy"]))
_SUBJECTS = st.text("ab0Z-é\n \U0001f600", max_size=12) | st.sampled_from(["a" * 40, "a" * 300 + "!", "2024-01-01"])


def _check(drawn: tuple[str, str, str, str]) -> None:
    pattern, flags, text, other = drawn
    try:
        found = regex(pattern, flags)
    except RegexError as error:
        said = str(error)
    else:
        said = "found"
        with contextlib.suppress(Exhausted):
            assert found.found(text) in (True, False)
    assert said.strip()
    if not is_regular_expression(pattern):
        return
    low, high = widths(pattern)
    assert low >= 0
    known = all_texts(pattern)
    if matches(pattern, text):
        assert low <= len(text)
        assert high is None or len(text) <= high
        assert known is None or text in known
    for one in known or ():
        assert matches(pattern, one), f"{one!r} is said to match"
    example = a_match(pattern)
    assert example is None or matches(pattern, example)
    if not is_regular_expression(other):
        return
    for one in texts_only_in(pattern, other):
        assert matches(pattern, one)
        assert not matches(other, one)
    if includes(other, pattern):
        assert not matches(pattern, text) or matches(other, text), f"{text!r} is in one, and not in the other"


TARGET = Target("regular expressions", st.tuples(_PATTERNS, _FLAGS, _SUBJECTS, _PATTERNS), plain(_check))
