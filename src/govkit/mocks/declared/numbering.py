"""Identifiers of a declared form: `INV-{year}-{sequence:000000}`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from govkit.spec.expressions import ExpressionError, Grammar, Scope, Template, filled, plain_text, template

_PART = re.compile(r"\{(year|month|day|sequence)(?::(0+))?\}")
_SEQUENCE = "sequence"


@dataclass(frozen=True, slots=True)
class Form:
    """A form: texts, parts of the date and values in order, and the sequence with its least width."""

    before: tuple[str | Template, ...]
    width: int
    after: tuple[str | Template, ...]


def form_of(text: str, grammar: Grammar) -> Form:
    """The form in a text. Raises ExpressionError."""
    parts: list[str | Template | int] = []
    at = 0
    for found in _PART.finditer(text):
        if found.start() > at:
            parts.append(_template(text, at, found.start(), grammar))
        parts.append(len(found[2] or "0") if found[1] == _SEQUENCE else found[1])
        at = found.end()
    if at < len(text):
        parts.append(_template(text, at, len(text), grammar))
    places = [index for index, part in enumerate(parts) if isinstance(part, int)]
    if len(places) != 1:
        raise ExpressionError(
            "a form has one `{sequence}`", 1, "write `inv_{sequence}` or `INV-{year}-{sequence:000000}`"
        )
    width = parts[places[0]]
    assert isinstance(width, int)
    before = tuple(part for part in parts[: places[0]] if not isinstance(part, int))
    return Form(before, width, tuple(part for part in parts[places[0] + 1 :] if not isinstance(part, int)))


def _template(text: str, start: int, end: int, grammar: Grammar) -> Template:
    piece = text[start:end]
    guarded = piece[0] in "$="
    try:
        return template(f" {piece}" if guarded else piece, grammar)
    except ExpressionError as error:
        raise ExpressionError(error.message, error.column + start - guarded, error.hint) from error


def wrong_form(text: str) -> str:
    """Why a text is no form; empty where it is one."""
    try:
        form_of(text, Grammar(names=()))
    except ExpressionError as error:
        return error.message
    return ""


def spelled(form: Form, now: datetime, scope: Scope | None) -> tuple[str, str]:
    """The texts before and behind the sequence."""
    return _joined(form.before, now, scope), _joined(form.after, now, scope)


def _joined(parts: tuple[str | Template, ...], now: datetime, scope: Scope | None) -> str:
    dates = {"year": f"{now.year:04}", "month": f"{now.month:02}", "day": f"{now.day:02}"}
    texts = []
    for part in parts:
        if isinstance(part, str):
            texts.append(dates[part])
        else:
            value = filled(part, scope) if scope is not None else getattr(part, "value", "")
            text = plain_text(value)
            texts.append(text)
    return "".join(texts)


def next_number(form: Form, around: tuple[str, str], counters: dict[str, int], known: Iterable[Any]) -> str:
    """The next of a form: after the greatest that is known, and never one that was given before."""
    before, after = around
    place = f"{before}\0{after}"
    last = counters.get(place)
    if last is None:
        pattern = re.compile(rf"{re.escape(before)}([0-9]{{1,18}}){re.escape(after)}\Z")
        found = (pattern.match(one) for one in map(plain_text, known))
        last = max((int(match[1]) for match in found if match is not None), default=0)
    counters[place] = last + 1
    return f"{before}{last + 1:0{form.width}}{after}"
