"""Globs in the dialect of rulesets: `**`, braces, classes, `x!(a|b)`, and a bare name for a file in any folder."""

from __future__ import annotations

import re
from functools import lru_cache

from govkit.spec.schemas.ecmascript import Exhausted, Regex, RegexError, regex

_MOST = 200
"""Patterns that the braces of one may stand for."""
_LONGEST = 2_000
_EXTENDED = re.compile(r"[?*+@!]\(")
_CLASS = re.compile(r"\[([!^]?)(\]?[^\]]*)\]")
_MOST_NEGATIVE = 4
_KINDS = {"?": "?", "*": "*", "+": "+", "@": ""}


class GlobError(ValueError):
    """A text that is no glob, or one that would be too costly."""


def is_glob_match(path: str, pattern: str) -> bool:
    """Whether a path, with `/` between its parts, is meant by a glob; one without `/` is about the last part alone.

    A part that begins with a dot is met only by one that says so. Raises GlobError.
    """
    if pattern.startswith("#"):
        return False
    wanted = True
    while pattern.startswith("!"):  # also before a `(`: only further on that is a group
        wanted, pattern = not wanted, pattern[1:]
    return any(_matches(path, one) for one in _alternatives(pattern)) is wanted


def check_glob(pattern: str) -> None:
    """Raises GlobError where a text is no glob."""
    is_glob_match("x", pattern)


def _matches(path: str, pattern: str) -> bool:
    parts = path.split("/")
    wanted = re.split("/+", pattern)
    if len(wanted) == 1:
        parts = parts[-1:]
    reached = {0}
    for position, one in enumerate(wanted):
        following: set[int] = set()
        for at in reached:
            if one == "**" and len(wanted) > 1:
                following |= _passed(parts, at, last=position == len(wanted) - 1)
            elif at < len(parts) and _is_part(parts[at], one):
                following.add(at + 1)
        reached = following
    return len(parts) in reached


def _passed(parts: list[str], start: int, *, last: bool) -> set[int]:
    """Where `**` may end: after any number of folders that are not hidden; at the end it wants one at least."""
    ends = set() if last else {start}
    for at in range(start, len(parts)):
        if parts[at].startswith("."):
            break
        ends.add(at + 1)
    return ends


def _is_part(part: str, pattern: str) -> bool:
    if part.startswith(".") and not pattern.startswith((".", "\\.")):
        return False
    if part in (".", ".."):
        return part == pattern
    try:
        return _expression(pattern).found(part) and part != ""
    except Exhausted:
        return False


@lru_cache(maxsize=1024)
def _alternatives(pattern: str) -> tuple[str, ...]:
    if len(pattern) > _LONGEST:
        raise GlobError(f"it is longer than {_LONGEST:,} characters")
    if pattern.count("!(") > _MOST_NEGATIVE:
        raise GlobError(f"it has more than {_MOST_NEGATIVE} groups that exclude something")
    done: list[str] = []
    waiting = [pattern]
    while waiting:
        one = waiting.pop()
        braces = _braces(one)
        if braces is None:
            done.append(one)
        else:
            before, inner, after = braces
            waiting += [before + choice + after for choice in inner]
        if len(waiting) + len(done) > _MOST:
            raise GlobError(f"its braces stand for more than {_MOST} patterns")
    return tuple(done)


def _braces(pattern: str) -> tuple[str, list[str], str] | None:
    """What is before the first braces that offer a choice, the choices, and what is after."""
    opened: list[int] = []
    for at, character in enumerate(pattern):
        if character == "{" and not pattern.startswith("\\", at - 1):
            opened.append(at)
        elif character == "}" and opened:
            start = opened.pop()
            choices = _choices(pattern[start + 1 : at])
            if choices is not None and not opened:
                return pattern[:start], choices, pattern[at + 1 :]
    return None


def _choices(inner: str) -> list[str] | None:
    numbers = re.fullmatch(r"(-?\d{1,4})\.\.(-?\d{1,4})", inner)
    if numbers:
        low, high = int(numbers[1]), int(numbers[2])
        step = 1 if high >= low else -1
        if abs(high - low) > _MOST:
            raise GlobError(f"its braces stand for more than {_MOST} patterns")
        return [str(number) for number in range(low, high + step, step)]
    parts, depth, since = [], 0, 0
    for at, character in enumerate(inner):
        depth += {"{": 1, "}": -1}.get(character, 0)
        if character == "," and depth == 0:
            parts.append(inner[since:at])
            since = at + 1
    return [*parts, inner[since:]] if parts else None


@lru_cache(maxsize=1024)
def _expression(pattern: str) -> Regex:
    """One part of a glob as a regular expression over a whole part of a path."""
    try:
        return regex(f"^(?:{_translated(pattern)})$", "s")
    except RegexError as error:
        raise GlobError(str(error)) from error


def _translated(pattern: str) -> str:
    out: list[str] = []
    at = 0
    while at < len(pattern):
        end = _group_end(pattern, at)
        if end:
            inner = "|".join(_translated(one) for one in _parted(pattern[at + 2 : end]))
            if pattern[at] == "!":  # what follows decides as well where the group is another one
                rest = _translated(pattern[end + 1 :])
                return "".join([*out, f"(?:(?!(?:{inner}){rest}$).*){rest}"])
            out.append(f"(?:{inner}){_KINDS[pattern[at]]}")
            at = end + 1
        else:
            character, at = _character(pattern, at)
            out.append("" if character == ".*" and out and out[-1] == ".*" else character)
    return "".join(out)


def _character(pattern: str, at: int) -> tuple[str, int]:
    """One character of a glob or a class, translated, and where the next one is."""
    character = pattern[at]
    at += 1
    if character in "*?":
        return (".*" if character == "*" else "."), at
    found = _CLASS.match(pattern, at - 1) if character == "[" else None
    if found is not None:
        members = re.sub(r"([\\\]\[])", r"\\\1", found[2])
        return f"[{'^' if found[1] else ''}{members}]", found.end()
    if character == "\\" and at < len(pattern):
        character, at = pattern[at], at + 1
    plain = ord(character) >= 0x80 or character.isalnum()
    return (character if plain else f"\\u{ord(character):04x}"), at


def _group_end(pattern: str, at: int) -> int:
    """Where the group closes that a character begins with a `(` behind it; 0 where none does."""
    if not _EXTENDED.match(pattern, at):
        return 0
    depth = 0
    for end in range(at + 1, len(pattern)):
        depth += {"(": 1, ")": -1}.get(pattern[end], 0)
        if not depth:
            return end
    return 0


def _parted(inner: str) -> list[str]:
    """What a group offers: its parts between `|` that are in no group inside of it."""
    parts, depth, since = [], 0, 0
    for at, character in enumerate(inner):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "|" and not depth:
            parts.append(inner[since:at])
            since = at + 1
    return [*parts, inner[since:]]
