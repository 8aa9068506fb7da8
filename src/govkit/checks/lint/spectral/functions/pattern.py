"""`pattern`: a text matches a regular expression of JavaScript, or does not."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from govkit.checks.lint.spectral.discovery import Named
from govkit.checks.lint.spectral.functions._options import members, refused
from govkit.checks.lint.spectral.functions._values import shown
from govkit.checks.lint.spectral.model import Check, OptionsError, Report, Scene
from govkit.spec.schemas.ecmascript import Exhausted, Regex, RegexError, regex

_LITERAL = re.compile(r"/([^\n\r\u2028\u2029]+)/([a-z]*)")
"""An expression with slashes around it, and flags."""


def _compiled(options: Any) -> Check:
    said = members("pattern", options, ("match", "notMatch"))
    if not said:
        raise OptionsError("`pattern` wants `match`, `notMatch` or both")
    wanted = _expression(said, "match") if "match" in said else None
    unwanted = _expression(said, "notMatch") if "notMatch" in said else None

    def check(value: Any, _: Scene) -> Iterable[Report]:
        if not isinstance(value, str):
            return ()
        found: tuple[Report, ...] = ()
        if wanted is not None and not _found(wanted, value, exhausted=False):
            found = (Report(f'#{{{{print("value")}}}} does not match {shown(said["match"])}'),)
        if unwanted is not None and _found(unwanted, value, exhausted=True):
            found = (*found, Report(f'#{{{{print("value")}}}} matches {shown(said["notMatch"])}, which it must not'))
        return found

    return check


def _found(expression: Regex, text: str, *, exhausted: bool) -> bool:
    """Whether an expression is found; `exhausted` where nobody can say: what is not known to be right is told."""
    try:
        return expression.found(text)
    except Exhausted:
        return exhausted


def _expression(options: dict[str, Any], name: str) -> Regex:
    said = options[name]
    if not isinstance(said, str):
        raise OptionsError(f"`{name}` of `pattern` must be a text with a regular expression", (name,))
    literal = _LITERAL.fullmatch(said)
    try:
        return regex(literal[1], literal[2]) if literal else regex(said)
    except RegexError as error:
        raise refused(error, shown(said), name) from error


FUNCTION = Named("pattern", _compiled)
