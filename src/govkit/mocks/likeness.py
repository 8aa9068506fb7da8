"""Which of the codes that an API lists says what is meant: by the words that APIs use for a status or for a flaw."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from govkit.mocks.messages import phrase

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")

_OF_STATUS: dict[int, tuple[str, ...]] = {
    400: ("bad request", "invalid request", "invalid input", "malformed", "invalid argument", "invalid", "validation"),
    401: (
        "unauthorized",
        "unauthenticated",
        "authentication",
        "unauthorised",
        "invalid token",
        "credential",
        "api key",
    ),
    402: ("payment",),
    403: (
        "forbidden",
        "permission",
        "access denied",
        "not allowed",
        "authorization",
        "unauthorized",
        "scope",
        "denied",
    ),
    404: ("not found", "no such", "missing", "unknown", "does not exist", "notfound"),
    405: ("method not allowed", "method", "not allowed", "unsupported"),
    406: ("not acceptable", "acceptable", "unsupported"),
    408: ("request timeout", "timeout", "timed out"),
    409: ("conflict", "already exists", "duplicate", "exists", "taken", "in use", "simultaneous", "state"),
    410: ("gone", "deleted", "not found", "expired"),
    412: ("precondition failed", "precondition", "version", "stale", "conflict"),
    413: ("payload too large", "content too large", "too large"),
    415: ("unsupported media type", "media type", "content type", "unsupported"),
    422: ("unprocessable", "validation", "invalid", "semantic"),
    428: ("precondition required", "precondition"),
    429: ("too many requests", "rate limit", "rate limited", "throttled", "throttling", "quota", "limit exceeded"),
    500: ("internal", "server error", "api error", "unexpected"),
    501: ("not implemented", "unimplemented"),
    502: ("bad gateway", "upstream", "unavailable"),
    503: ("service unavailable", "unavailable", "not available", "overloaded", "maintenance"),
    504: ("gateway timeout", "timeout", "deadline"),
}
"""What codes of a status are made of, the most telling first."""

_OF_FLAWS = ("validation", "invalid parameter", "invalid field", "unprocessable", "invalid input")
_GENERAL = ("invalid", "bad request", "other", "general", "unknown", "error")
_OF_KEYWORD: dict[str, tuple[str, ...]] = {
    "required": ("required", "missing", "blank", "presence"),
    "type": ("invalid type", "wrong type", "type"),
    "enum": ("inclusion", "not in", "unknown value", "invalid choice", "invalid value"),
    "const": ("inclusion", "invalid value"),
    "format": ("invalid format", "format", "malformed"),
    "pattern": ("invalid format", "pattern", "format"),
    "maxLength": ("too long", "max length", "length"),
    "minLength": ("too short", "min length", "length", "blank"),
    "maximum": ("too large", "too big", "max", "out of range", "range"),
    "minimum": ("too small", "too low", "min", "out of range", "range"),
    "maxItems": ("too many", "max"),
    "minItems": ("too few", "min"),
    "uniqueItems": ("duplicate", "not unique", "unique", "taken"),
    "additionalProperties": ("unknown", "unexpected", "unrecognized", "not allowed", "extra"),
}
_FEW = 12
_CLOSEST = 5


def code_of(status: int, known: Collection[str], usual: str | None = None, *, flawed: bool = False) -> str | None:
    """The code that says a status, `usual` where that does; None where none of those that are known does.

    `flawed`: parts of the request are wrong, which many APIs have a code of its own for.
    """
    words = (phrase(status).lower(), *_OF_STATUS.get(status, ()))
    if flawed and status in (400, 422):
        words = (*_OF_FLAWS, *words)
    elif usual is not None and _best(words, [usual]) is not None:
        return usual
    return _best(words, known) or (_best(_GENERAL, known) if status in (400, 422) else None)


def code_of_flaw(keyword: str, known: Collection[str]) -> str | None:
    """The code that says what is wrong with a part of a request; None where none of those that are known does."""
    plain = " ".join(_words(keyword))
    return _best((plain, *_OF_KEYWORD.get(keyword, ()), *_GENERAL), known)


def _best(wanted: Iterable[str], known: Collection[str]) -> str | None:
    """The shortest code that has the first of the wanted words that any code has; equal ones go before."""
    spelled = {code: f" {' '.join(_words(code))} " for code in known}
    for word in wanted:
        having = [code for code, text in spelled.items() if f" {word} " in text or f" {word}" in text]
        if having:
            return min(having, key=lambda code: (spelled[code].strip() != word, len(code)))
    return None


def _words(code: str) -> list[str]:
    """The words of a code, whether they are joined by signs or by capitals."""
    return [word.lower() for word in _WORD.findall(code)]


def listed(known: Collection[str], word: object) -> str:
    """What there is, for somebody who asked for something else: all where that is little, else what is most alike."""
    names = sorted(known)
    if len(names) <= _FEW:
        return ", ".join(names) or "none"
    text = word[:100] if isinstance(word, str) else ""
    import difflib  # late: only mistakes need it

    closest = difflib.get_close_matches(text, names, _CLOSEST, 0.3) or names[:_CLOSEST]
    return f"{', '.join(closest)}, and {len(names) - len(closest)} others"
