"""Regular expressions of ECMAScript, flags and all, searched for in bounded time.

The dialect is that of ECMA-262, section 22.2.1, with what annex B adds for the web. It is translated into that of the
engine of the validators, each class as its set of characters, so that nothing in it can mean something else there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import jsonschema_rs

from govkit.spec.schemas.characters import Ranges, negated, united

_FLAGS = "dgimsuvy"
_LONGEST = 20_000
_DEEPEST = 60
_DIGITS: Ranges = ((0x30, 0x39),)
_WORDS: Ranges = ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))
_OTHER_SPACES = ((0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF))
_SPACES: Ranges = ((0x09, 0x0D), (0x20, 0x20), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), *_OTHER_SPACES)
_LINE_ENDS: Ranges = ((0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029))
_SETS = {
    "d": _DIGITS, "D": negated(_DIGITS), "w": _WORDS, "W": negated(_WORDS), "s": _SPACES, "S": negated(_SPACES),
}  # fmt: skip
_FOLDED = ((0x17F, 0x17F), (0x212A, 0x212A))
"""What becomes an ASCII letter where case is ignored, and is none to `\\w` and `\\W`."""
_CONTROLS = {"t": 9, "n": 10, "v": 11, "f": 12, "r": 13}
_COUNT = re.compile(r"\{(\d+)(?:(,)(\d*))?\}", re.ASCII)
_NAME = re.compile(r"<([^\W\d][\w$]*)>")
_HEX = {"x": re.compile(r"[0-9A-Fa-f]{2}"), "u": re.compile(r"[0-9A-Fa-f]{4}")}
_CODE_POINT = re.compile(r"\{([0-9A-Fa-f]{1,6})\}")
_TRAIL = re.compile(r"\\u([Dd][C-Fc-f][0-9A-Fa-f]{2})")
_PROPERTY = re.compile(r"\{(\^?[A-Za-z_]+(?:=[A-Za-z_]+)?)\}")
_GROUPS = ("?:", "?=", "?!", "?<=", "?<!")
_MOST_REPEATS = 1_000


class RegexError(ValueError):
    """A text that is no regular expression of ECMAScript."""


class UnsupportedRegexError(RegexError):
    """A regular expression that is one, and that the engine here cannot search for."""


class Exhausted(Exception):
    """A search that took more steps than anybody gets."""


@dataclass(frozen=True, slots=True)
class Regex:
    """A regular expression, ready to be searched for."""

    source: str
    flags: str
    translated: str
    """The same in the dialect of the engine."""
    names: Mapping[str, int] = field(compare=False)
    """The numbers of the groups that have names."""
    _matcher: Any = field(compare=False)
    _goes_back: bool = field(default=True, compare=False)

    def found(self, text: str) -> bool:
        """Whether the expression is found in a text, as `RegExp.prototype.test` says. Raises Exhausted."""
        if self._matcher.is_valid(text):
            return True
        if self._goes_back and any(_is_exhausted(error) for error in self._matcher.iter_errors(text)):
            raise Exhausted(self.source)
        return False


def _is_exhausted(error: Any) -> bool:
    return type(error.kind).__name__.endswith("BacktrackLimitExceeded")


@lru_cache(maxsize=4096)
def regex(source: str, flags: str = "") -> Regex:
    """The expression with some flags, `i`, `m`, `s`, `u` and those that do not matter to a test.

    Raises RegexError for what is none, UnsupportedRegexError for what cannot be searched for here.
    """
    for flag in flags:
        if flag not in _FLAGS or flags.count(flag) > 1:
            raise RegexError(f"there is no flag {flag!r}" if flag not in _FLAGS else f"the flag {flag!r} stands twice")
    if len(source) > _LONGEST:
        raise RegexError(f"it is longer than {_LONGEST:,} characters")
    translation = _Translation(source, flags)
    translated = translation.whole()
    try:
        matcher = jsonschema_rs.Draft202012Validator({"type": "string", "pattern": translated}, offline=True)
    except (ValueError, jsonschema_rs.ValidationError) as error:
        raise UnsupportedRegexError("it is too large, or asks for what cannot be searched for here") from error
    return Regex(source, flags, translated, translation.names, matcher, translation.goes_back)


def _class(ranges: Iterable[tuple[int, int]], others: str = "") -> str:
    """A set of characters, and Unicode properties beside it."""
    inner = "".join(_code(low) if low == high else f"{_code(low)}-{_code(high)}" for low, high in ranges)
    return f"[{inner}{others}]" if inner or others else "(?!)"


def _code(character: int) -> str:
    return chr(character) if chr(character).isalnum() and character < 0x80 else f"\\u{{{character:x}}}"


def _single(character: int) -> str:
    if 0xD800 <= character <= 0xDFFF:
        return "(?!)"  # half of a character, which no text has
    return _code(character)


class _Translation:
    """One expression on its way into the other dialect."""

    def __init__(self, source: str, flags: str) -> None:
        self._text = source
        self._at = 0
        self._flags = flags
        self._unicode = "u" in flags or "v" in flags
        names = _group_names(source)
        self._groups = len(names)
        self.names = {name: number for number, name in enumerate(names, 1) if name}
        if len(self.names) < sum(map(bool, names)):
            raise RegexError("two groups have one name")
        self._depth = 0
        self.goes_back = False
        """Whether a search may go over a part of a text again: it looks around, or refers to what was found."""

    def whole(self) -> str:
        out = self._alternatives()
        if self._at < len(self._text):
            raise RegexError("a `)` closes nothing")
        flags = "".join(flag for flag in "im" if flag in self._flags)
        start = "^" if "y" in self._flags else ""
        return f"{f'(?{flags})' if flags else ''}{start}(?:{out})"

    def _peek(self, text: str) -> bool:
        return self._text.startswith(text, self._at)

    def _take(self, text: str) -> bool:
        if self._peek(text):
            self._at += len(text)
            return True
        return False

    def _matched(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self._text, self._at)
        if found is not None:
            self._at = found.end()
        return found

    def _alternatives(self) -> str:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise RegexError(f"its groups nest deeper than {_DEEPEST}")
        branches = [self._sequence()]
        while self._take("|"):
            branches.append(self._sequence())
        self._depth -= 1
        return "|".join(branches)

    def _sequence(self) -> str:
        parts = []
        while self._at < len(self._text) and not self._peek("|") and not self._peek(")"):
            parts.append(self._term())
        return "".join(parts)

    def _term(self) -> str:
        character = self._text[self._at]
        if character in "^$":
            self._at += 1
            return character
        if self._peek("\\b") or self._peek("\\B"):
            self._at += 2
            self.goes_back = True
            words = _class(_WORDS)
            edges = f"(?<={words})(?!{words})|(?<!{words})(?={words})"
            inside = f"(?<={words})(?={words})|(?<!{words})(?!{words})"
            return f"(?:{edges})" if self._text[self._at - 1] == "b" else f"(?:{inside})"
        atom, countable = self._atom(character)
        return atom + self._count(countable=countable)

    def _atom(self, character: str) -> tuple[str, bool]:
        """What is read once, and whether a count may follow."""
        if character == "(":
            return self._group()
        if character == "[":
            return self._set(), True
        self._at += 1
        if character == ".":
            return _class(negated(() if "s" in self._flags else _LINE_ENDS)), True
        if character == "\\":
            return self._escape(), True
        if character in "*+?":
            raise RegexError(f"the `{character}` has nothing to repeat")
        if character == "{" and _COUNT.match(self._text, self._at - 1):
            raise RegexError("the count has nothing to repeat")
        if self._unicode and character in "]{}":
            raise RegexError(f"the `{character}` is alone")
        return _single(ord(character)), True

    def _count(self, *, countable: bool) -> str:
        if self._at >= len(self._text):
            return ""
        character = self._text[self._at]
        if character in "*+?":
            self._at += 1
            count = character
        elif (found := self._matched(_COUNT)) is not None:
            count = _bounded(found)
        elif character == "{" and self._unicode:
            raise RegexError("the count is not closed")
        else:
            return ""
        if not countable:
            raise RegexError("what looks around cannot be repeated")
        return count + ("?" if self._take("?") else "")

    def _group(self) -> tuple[str, bool]:
        self._at += 1
        opening, countable = "(", True
        if self._peek("?"):
            lookaround = next((kind for kind in _GROUPS if self._peek(kind)), None)
            if lookaround is not None:
                self._at += len(lookaround)
                opening += lookaround
                self.goes_back = self.goes_back or lookaround != "?:"
                countable = lookaround in ("?:", "?=", "?!") and not (self._unicode and lookaround != "?:")
            else:
                self._at += 1
                if self._matched(_NAME) is None:
                    raise RegexError("a group begins with `(?` and what follows is no kind of group")
        inner = self._alternatives()
        if not self._take(")"):
            raise RegexError("a group is not closed")
        whole = f"{opening}{inner})"
        return (f"(?:{whole})" if opening in ("(?=", "(?!") else whole), countable

    # ------------------------------------------------------------------------------------------------------ characters

    def _escape(self) -> str:
        """What an escape outside of a class reads, the backslash being read."""
        if self._at >= len(self._text):
            raise RegexError("it ends in a backslash")
        character = self._text[self._at]
        if character in "123456789":
            return self._backward()
        if character == "k" and (self.names or self._unicode):
            self._at += 1
            found = self._matched(_NAME)
            if found is None or found[1] not in self.names:
                raise RegexError("`\\k` names no group")
            self.goes_back = True
            return f"(?:\\{self.names[found[1]]})"
        one, ranges, others = self._member()
        if others:
            return _class((), others)
        return _single(one) if one is not None else _class(ranges)

    def _backward(self) -> str:
        """A reference to a group, or, where there is no such group, an octal escape or the digit itself."""
        digits = re.compile(r"\d+", re.ASCII).match(self._text, self._at)
        assert digits is not None
        if int(digits[0]) <= self._groups:
            self._at = digits.end()
            self.goes_back = True
            return f"(?:\\{int(digits[0])})"
        if self._unicode:
            raise RegexError(f"there is no group {digits[0]}")
        return _single(self._octal())

    def _octal(self) -> int:
        found = re.compile(r"[0-3][0-7]{0,2}|[4-7][0-7]?").match(self._text, self._at)
        if found is None:  # \8 and \9 are these digits
            self._at += 1
            return ord(self._text[self._at - 1])
        self._at = found.end()
        return int(found[0], 8)

    def _member(self) -> tuple[int | None, Ranges, str]:
        """What an escape reads that may stand in a class: one character, or a set, or a property of Unicode."""
        character = self._text[self._at]
        if character in "0123456789":
            return self._octal(), (), ""
        self._at += 1
        if character in _SETS:
            folded = character == "W" and "i" in self._flags
            return None, negated([*_WORDS, *_FOLDED]) if folded else _SETS[character], ""
        if character in _CONTROLS:
            return _CONTROLS[character], (), ""
        if character in "pP" and self._unicode:
            found = self._matched(_PROPERTY)
            if found is None:
                raise RegexError(f"`\\{character}` names no property")
            return None, (), f"\\{character}{{{found[1]}}}"
        if character == "c":
            letter = self._text[self._at : self._at + 1]
            if letter.isascii() and letter.isalpha():
                self._at += 1
                return ord(letter) % 32, (), ""
            self._at -= 1  # the backslash means itself
            return ord("\\"), (), ""
        if character in "xu":
            return self._numbered(character), (), ""
        if self._unicode and (character.isalnum() or character == "_"):
            raise RegexError(f"there is no escape `\\{character}`")
        return ord(character), (), ""

    def _numbered(self, kind: str) -> int:
        if kind == "u" and self._unicode and (found := self._matched(_CODE_POINT)) is not None:
            return min(int(found[1], 16), 0x10FFFF)
        found = self._matched(_HEX[kind])
        if found is None:
            if self._unicode:
                raise RegexError(f"`\\{kind}` wants hexadecimal digits")
            return ord(kind)
        number = int(found[0], 16)
        if 0xD800 <= number <= 0xDBFF and (trail := self._matched(_TRAIL)) is not None:
            return 0x10000 + ((number - 0xD800) << 10) + int(trail[1], 16) - 0xDC00
        return number

    # ---------------------------------------------------------------------------------------------------------- classes

    def _set(self) -> str:
        """A class in brackets."""
        self._at += 1
        negative = self._take("^")
        ranges: list[tuple[int, int]] = []
        others = ""
        while not self._take("]"):
            low, several, properties = self._class_member()
            ranges += several
            others += properties
            if low is None:
                continue
            if self._peek("-") and not self._peek("-]") and self._at + 1 < len(self._text):
                self._at += 1
                high, several, properties = self._class_member()
                if high is None:  # a set ends no range: all three are members
                    ranges += [(low, low), (0x2D, 0x2D), *several]
                    others += properties
                    continue
                if high < low:
                    raise RegexError("a range of characters is out of order")
                ranges.append((low, high))
            else:
                ranges.append((low, low))
        known = negated(negated(united(ranges)))  # without halves of characters
        if negative and others:
            self.goes_back = True
            return f"(?!{_class(known, others)}){_class(negated(()))}"
        if negative and known and "i" in self._flags:  # what is excluded is so in either case
            return f"[^{_class(known)[1:]}"
        return _class(negated(known) if negative else known, others)

    def _class_member(self) -> tuple[int | None, Ranges, str]:
        if self._at >= len(self._text):
            raise RegexError("a class is not closed")
        character = self._text[self._at]
        self._at += 1
        if character != "\\":
            return ord(character), (), ""
        if self._at >= len(self._text):
            raise RegexError("a class is not closed")
        if self._take("b"):
            return 8, (), ""
        if self._take("-"):
            return 0x2D, (), ""
        return self._member()


def _bounded(found: re.Match[str]) -> str:
    """A count in braces, refused where no engine could keep it."""
    low, high = int(found[1]), int(found[3]) if found[3] else None
    if high is not None and high < low:
        raise RegexError("the numbers of a count are out of order")
    if max(low, high or 0) > _MOST_REPEATS:
        raise UnsupportedRegexError(f"it counts to more than {_MOST_REPEATS:,}")
    return found[0]


def _group_names(source: str) -> list[str]:
    """The names of the groups that capture, in their order; empty for those without one."""
    names, inside, at = [], False, 0
    while at < len(source):
        character = source[at]
        if character == "\\":
            at += 1
        elif character == "[":
            inside = True
        elif character == "]":
            inside = False
        elif character == "(" and not inside:
            named = _NAME.match(source, at + 2) if source.startswith("(?", at) else None
            if named is not None or not source.startswith("(?", at):
                names.append(named[1] if named is not None else "")
        at += 1
    return names
