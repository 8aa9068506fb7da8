"""Regular expressions: which are understood, a string that matches, and whether one includes the other.

Inclusion is decided, by `automata`, for expressions without look-around and back-references that Python's parser reads
as ECMA-262 does.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import jsonschema_rs

from govkit.spec.schemas.automata import UNDECIDED, Automaton, automaton_of, some_texts, text_beyond
from govkit.spec.schemas.parsed import constants as sre
from govkit.spec.schemas.parsed import parsed, read_alike


@lru_cache(maxsize=4096)
def is_regular_expression(pattern: str) -> bool:
    """Whether the validators understand the expression (ECMA-262, as JSON Schema asks)."""
    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern}, offline=True)
    except (ValueError, jsonschema_rs.ReferencingError):
        return False
    return True


@lru_cache(maxsize=4096)
def matches(pattern: str, text: str) -> bool:
    """Whether the expression is found anywhere in the text, as `pattern` means it."""
    return bool(_matcher(pattern).is_valid(text))


@lru_cache(maxsize=16384)
def is_formatted(text: str, name: str) -> bool:
    """Whether a text is of a format, as the validators judge it; any text is of a format that they do not know."""
    return bool(_format(name).is_valid(text))


@lru_cache(maxsize=256)
def _format(name: str) -> Any:
    return jsonschema_rs.Draft202012Validator({"format": name}, validate_formats=True, offline=True)


@lru_cache(maxsize=1024)
def _matcher(pattern: str) -> Any:
    return jsonschema_rs.Draft202012Validator({"type": "string", "pattern": pattern}, offline=True)


@lru_cache(maxsize=2048)
def includes(outer: str, inner: str, low: int = 0, high: int | None = None) -> bool | None:
    """Whether every text of `low` to `high` characters that matches `inner` matches `outer`; None if not decided."""
    if outer == inner:
        return True
    a, b = automaton(outer), automaton(inner)
    if a is None or b is None:
        return None
    beyond = text_beyond(b, a, low, high)
    return None if beyond is UNDECIDED else beyond is None


@lru_cache(maxsize=2048)
def texts_only_in(inner: str, outer: str | None, low: int = 0, high: int = 200) -> tuple[str, ...]:
    """A few texts of `low` to `high` characters that match `inner` and not `outer`, shortest first."""
    a, b = automaton(inner), automaton(outer) if outer is not None else None
    if a is None:
        example = a_match(inner)
        texts = [example, example + "x", example * 2] if example is not None else []
    else:
        apart = text_beyond(a, b, low, high) if b is not None else None
        texts = [*([apart] if apart not in (None, UNDECIDED) else []), *some_texts(a, low, high)]
    fit = [text for text in texts if low <= len(text) <= high and matches(inner, text)]
    if outer is not None:
        fit = [text for text in fit if not matches(outer, text)]
    return tuple(dict.fromkeys(fit))[:4]


@lru_cache(maxsize=1024)
def a_match(pattern: str) -> str | None:
    """One short text that matches the expression, or None where none was found."""
    tree = parsed(pattern)
    if tree is None:
        return None
    text = "".join(_emit(tree))
    return text if matches(pattern, text) else None


def _emit(tree: Any) -> list[str]:
    parts: list[str] = []
    for op, argument in tree:
        if op is sre.LITERAL:
            parts.append(chr(argument))
        elif op is sre.NOT_LITERAL:
            parts.append("a" if argument != ord("a") else "b")
        elif op is sre.ANY:
            parts.append("a")
        elif op is sre.IN:
            parts.append(_one_of(argument))
        elif op is sre.BRANCH:
            parts.extend(_emit(argument[1][0]))
        elif op is sre.SUBPATTERN:
            parts.extend(_emit(argument[-1]))
        elif op in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            low, high, inner = argument
            parts.extend(_emit(inner) * min(max(low, 1 if high else 0), 500))
    return parts


_CATEGORY_SAMPLES = {sre.CATEGORY_DIGIT: "0", sre.CATEGORY_WORD: "a", sre.CATEGORY_SPACE: " "}
_PRINTABLE = "aA0 -_.x/:@Zz9"


def _one_of(members: Any) -> str:
    negated = members and members[0][0] is sre.NEGATE
    if not negated:
        op, argument = members[0]
        if op is sre.LITERAL:
            return chr(argument)
        if op is sre.RANGE:
            return chr(argument[0])
        return _CATEGORY_SAMPLES.get(argument, "a")
    return next((c for c in _PRINTABLE if not any(_in_member(c, member) for member in members[1:])), "a")


def _in_member(character: str, member: Any) -> bool:
    op, argument = member
    if op is sre.LITERAL:
        return bool(ord(character) == argument)
    if op is sre.RANGE:
        return bool(argument[0] <= ord(character) <= argument[1])
    known = {sre.CATEGORY_DIGIT: str.isdigit, sre.CATEGORY_SPACE: str.isspace, sre.CATEGORY_WORD: str.isalnum}
    test = known.get(argument)
    return bool(test and test(character))


@lru_cache(maxsize=1024)
def automaton(pattern: str) -> Automaton | None:
    """The automaton of an expression, or None where it is beyond the dialect or the budget."""
    tree = parsed(pattern) if read_alike(pattern) else None
    return automaton_of(tree) if tree is not None else None
