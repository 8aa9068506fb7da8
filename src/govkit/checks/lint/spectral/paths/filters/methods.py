"""The methods of texts, arrays and regular expressions that conditions may call."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from govkit.checks.lint.spectral.model import UNDEFINED
from govkit.checks.lint.spectral.paths.errors import PathError
from govkit.checks.lint.spectral.paths.filters.values import (
    Endless,
    Matches,
    Thrown,
    is_nothing,
    kind_of,
    number,
    same,
    text_of,
)
from govkit.checks.lint.spectral.paths.regexes import regex
from govkit.spec.schemas.captures import Capture, captures, first_capture
from govkit.spec.schemas.ecmascript import Exhausted, Regex, UnsupportedRegexError

_WHITE = " \t\n\r\v\f\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x200B)))

_SIGN = re.compile(r"\$(?:\$|&|(\d{1,2})|<([^>]*)>)")

_Method = Callable[..., Any]


def called(of: Any, name: str, arguments: list[Any]) -> Any:
    """What a method of a value gives. Raises Thrown where the value has no such method."""
    if is_nothing(of):
        raise Thrown(f"there is no {name} of {text_of(of)}")
    found: _Method | None
    if isinstance(of, str):
        found = _OF_TEXTS.get(name)
    elif isinstance(of, list):
        found = _OF_ARRAYS.get(name)
    elif isinstance(of, Regex):
        found = _OF_PATTERNS.get(name)
    else:
        found = _OF_ALL.get(name)
    if found is None:
        raise Thrown(f"{name} is no method of a value of the type {kind_of(of)}")
    return found(of, *arguments[:3])


def _whole(value: Any, default: int) -> int:
    """An argument that counts, cut to whole numbers."""
    if value is UNDEFINED:
        return default
    counted = number(value)
    if math.isnan(counted):
        return 0
    return int(max(-1e9, min(1e9, counted)))


def _argument(value: Any) -> str:
    """An argument that must be a text and no regular expression."""
    if isinstance(value, Regex):
        raise Thrown("a regular expression stands where a text is expected")
    return text_of(value)


def _found(pattern: Regex, text: str) -> bool:
    try:
        return pattern.found(text)
    except Exhausted:
        raise Endless(f"/{pattern.source}/ takes too long to search for") from None


def _pattern(said: Any) -> Regex:
    """What `match` and `search` look for: a text is one that is read as an expression."""
    if isinstance(said, Regex):
        return said
    try:
        return regex("" if said is UNDEFINED else text_of(said))
    except PathError as error:
        raise Thrown(error.message) from None


def matches(of: Any, name: str, arguments: list[Any]) -> bool:
    """Whether `match` or `exec` of a value gives anything, which is found sooner than what it gives. Raises Thrown."""
    if name == "match" and isinstance(of, str):
        return _found(_pattern(arguments[0] if arguments else UNDEFINED), of)
    if name == "exec" and isinstance(of, Regex):
        return _found(of, text_of(arguments[0] if arguments else UNDEFINED))
    return called(of, name, arguments) is not None


def _captures(pattern: Regex, text: str) -> Iterator[Capture]:
    """The matches of an expression in a text, all of them where it has the flag `g`, else the first one."""
    try:
        if "g" in pattern.flags:
            yield from captures(pattern, text)
        elif (first := first_capture(pattern, text)) is not None:
            yield first
    except Exhausted:
        raise Endless(f"/{pattern.source}/ takes too long to search for") from None
    except UnsupportedRegexError as error:
        raise Thrown(f"of /{pattern.source}/ it is known only whether there is a match: {error}") from None


def _held(found: Capture, text: str) -> list[Any]:
    """The texts of a match and its groups."""
    return [UNDEFINED if span is None else text[span[0] : span[1]] for span in found.spans]


def _matched(pattern: Regex, text: str) -> Matches | None:
    found = next(_captures(pattern, text), None)
    return None if found is None else Matches(_held(found, text), found.start, text, found.names)


def _match(of: str, pattern: Any = UNDEFINED) -> Any:
    expression = _pattern(pattern)
    if "g" not in expression.flags:
        return _matched(expression, of)
    return [of[found.start : found.end] for found in _captures(expression, of)] or None


def _search(of: str, pattern: Any = UNDEFINED) -> int:
    return next((found.start for found in _captures(_pattern(pattern), of)), -1)


def _starts(of: str, text: Any = UNDEFINED, at: Any = UNDEFINED) -> bool:
    return of.startswith(_argument(text), max(0, _whole(at, 0)))


def _ends(of: str, text: Any = UNDEFINED, at: Any = UNDEFINED) -> bool:
    return of[: max(0, _whole(at, len(of)))].endswith(_argument(text))


def _includes(of: str, text: Any = UNDEFINED, at: Any = UNDEFINED) -> bool:
    return of.find(_argument(text), max(0, _whole(at, 0))) >= 0


def _index(of: str, text: Any = UNDEFINED, at: Any = UNDEFINED) -> int:
    return of.find(text_of(text), max(0, min(len(of), _whole(at, 0))))


def _substring(of: str, start: Any = UNDEFINED, end: Any = UNDEFINED) -> str:
    low, high = (max(0, min(len(of), _whole(at, default))) for at, default in ((start, 0), (end, len(of))))
    return of[min(low, high) : max(low, high)]


def _slice(of: Any, start: Any = UNDEFINED, end: Any = UNDEFINED) -> Any:
    return of[_whole(start, 0) : _whole(end, len(of))]


def _split(of: str, separator: Any = UNDEFINED, limit: Any = UNDEFINED) -> list[Any]:
    if separator is UNDEFINED:
        return [of]
    if isinstance(separator, Regex):
        parts = _split_at(of, separator)
    else:
        text = text_of(separator)
        parts = [*of.split(text)] if text else list(of)
    return parts if limit is UNDEFINED else parts[: max(0, _whole(limit, 0))]


def _split_at(of: str, pattern: Regex) -> list[Any]:
    """The parts of a text between the matches of an expression, and what its groups have found."""
    parts: list[Any] = []
    start = 0
    for found in _captures(regex(pattern.source, "g" + pattern.flags.replace("g", "").replace("y", "")), of):
        if found.end > found.start or start < found.start < len(of):
            parts += [of[start : found.start], *_held(found, of)[1:]]
            start = found.end
    return [*parts, of[start:]] if of or parts or not _found(pattern, of) else []


def _replace(of: str, old: Any = UNDEFINED, new: Any = UNDEFINED) -> str:
    if not isinstance(old, Regex):
        return of.replace(text_of(old), _filled(text_of(new), text_of(old)), 1)
    parts, start = [], 0
    for found in _captures(old, of):
        parts += [of[start : found.start], _filled(text_of(new), of[found.start : found.end], found, of)]
        start = found.end
    return "".join([*parts, of[start:]])


def _replace_all(of: str, old: Any = UNDEFINED, new: Any = UNDEFINED) -> str:
    if not isinstance(old, Regex):
        return of.replace(text_of(old), _filled(text_of(new), text_of(old)))
    if "g" not in old.flags:
        raise Thrown("replaceAll wants an expression with the flag g")
    return _replace(of, old, new)


def _filled(new: str, matched: str, found: Capture | None = None, of: str = "") -> str:
    """What is put in the place of a match: `$1`, `$<name>` and `$&` stand for what was found."""
    held = [] if found is None else _held(found, of)

    def filled(sign: re.Match[str]) -> str:
        if sign[0] in ("$$", "$&"):
            return "$" if sign[0] == "$$" else matched
        if sign[2] is not None:
            number = found.names.get(sign[2], 0) if found is not None else 0
            value = held[number] if number else UNDEFINED if found is not None and found.names else sign[0]
            return "" if value is UNDEFINED else str(value)
        number = int(sign[1])
        if not 0 < number < len(held):
            return sign[0]
        return "" if held[number] is UNDEFINED else str(held[number])

    return _SIGN.sub(filled, new) if "$" in new else new


def _char_at(of: str, at: Any = UNDEFINED) -> str:
    index = _whole(at, 0)
    return of[index] if 0 <= index < len(of) else ""


def _at(of: Any, at: Any = UNDEFINED) -> Any:
    index = _whole(at, 0)
    return of[index] if -len(of) <= index < len(of) else UNDEFINED


def _has(of: list[Any], value: Any = UNDEFINED) -> bool:
    return any(same(item, value) for item in of)


def _place(of: list[Any], value: Any = UNDEFINED) -> int:
    return next((index for index, item in enumerate(of) if same(item, value)), -1)


def _join(of: list[Any], separator: Any = UNDEFINED) -> str:
    glue = "," if separator is UNDEFINED else text_of(separator)
    return glue.join("" if is_nothing(item) else text_of(item) for item in of)


def _concat(of: list[Any], *values: Any) -> list[Any]:
    return [*of, *(item for value in values for item in (value if isinstance(value, list) else [value]))]


def _test(of: Regex, text: Any = UNDEFINED) -> bool:
    return _found(of, text_of(text))


_OF_ALL: Mapping[str, _Method] = {
    "toString": text_of,
    "hasOwnProperty": lambda of, name=UNDEFINED: isinstance(of, dict) and text_of(name) in of,
}
_OF_TEXTS: Mapping[str, _Method] = {
    **_OF_ALL,
    "match": _match,
    "includes": _includes,
    "startsWith": _starts,
    "endsWith": _ends,
    "indexOf": _index,
    "lastIndexOf": lambda of, text=UNDEFINED: of.rfind(text_of(text)),
    "toLowerCase": lambda of: of.lower(),
    "toUpperCase": lambda of: of.upper(),
    "slice": _slice,
    "substring": _substring,
    "substr": lambda of, start=UNDEFINED, size=UNDEFINED: _slice(of, start)[: _whole(size, len(of))],
    "split": _split,
    "trim": lambda of: of.strip(_WHITE),
    "trimStart": lambda of: of.lstrip(_WHITE),
    "trimEnd": lambda of: of.rstrip(_WHITE),
    "charAt": _char_at,
    "at": _at,
    "concat": lambda of, *texts: of + "".join(map(text_of, texts)),
    "search": _search,
    "replace": _replace,
    "replaceAll": _replace_all,
}
_OF_ARRAYS: Mapping[str, _Method] = {
    "toString": text_of,
    "includes": _has,
    "indexOf": _place,
    "join": _join,
    "slice": _slice,
    "concat": _concat,
    "at": _at,
}
_OF_PATTERNS: Mapping[str, _Method] = {
    "test": _test,
    "exec": lambda of, text=UNDEFINED: _matched(of, text_of(text)),
}
MATCHING = ("match", "exec")
"""What finds nothing as null, and what it finds as more than most ask."""
METHODS = frozenset({*_OF_TEXTS, *_OF_ARRAYS, *_OF_PATTERNS})


def _keys(value: Any = UNDEFINED) -> list[Any]:
    if is_nothing(value):
        raise Thrown("there are no keys of undefined or null")
    if isinstance(value, dict):
        return list(value)
    return [str(index) for index in range(len(value))] if isinstance(value, list | str) else []


def _values(value: Any = UNDEFINED) -> list[Any]:
    if is_nothing(value):
        raise Thrown("there are no values of undefined or null")
    return list(value.values()) if isinstance(value, dict) else list(value) if isinstance(value, list | str) else []


STATIC: Mapping[str, _Method] = {
    "Object.keys": _keys,
    "Object.values": _values,
    "Array.isArray": lambda value=UNDEFINED: isinstance(value, list),
    "Number.isInteger": lambda value=UNDEFINED: (
        isinstance(value, int | float) and not isinstance(value, bool) and float(value).is_integer()
    ),
}
