"""`casing`: a text is in camelCase, kebab-case, or another of the usual ways to write names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from govkit.checks.lint.spectral.discovery import Named
from govkit.checks.lint.spectral.functions._options import listed, members
from govkit.checks.lint.spectral.model import Check, OptionsError, Report, Scene
from govkit.spec.schemas.ecmascript import Regex, regex

_LOWER, _UPPER = "[a-zD]", "[A-ZD]"  # D: digits, where they are allowed
_HUMPS = "(?:[A-ZD](?:[a-zD]+|$))*"
_CASES = {
    "flat": f"[a-z]{_LOWER}*",
    "camel": f"[a-z]{_LOWER}*{_HUMPS}",
    "pascal": f"[A-Z]{_LOWER}*{_HUMPS}",
    "kebab": f"[a-z]{_LOWER}*(?:-{_LOWER}+)*",
    "cobol": f"[A-Z]{_UPPER}*(?:-{_UPPER}+)*",
    "snake": f"[a-z]{_LOWER}*(?:_{_LOWER}+)*",
    "macro": f"[A-Z]{_UPPER}*(?:_{_UPPER}+)*",
}


def _compiled(options: Any) -> Check:
    said = members("casing", options, ("type", "disallowDigits", "separator"), ("type",))
    kind = said["type"]
    if not (isinstance(kind, str) and kind in _CASES):
        raise OptionsError(f"`type` of `casing` must be {listed(_CASES)}", ("type",))
    if not isinstance(said.get("disallowDigits", False), bool):
        raise OptionsError("`disallowDigits` of `casing` must be true or false", ("disallowDigits",))
    separator, leading = _separator(said["separator"]) if "separator" in said else (None, False)
    expression = _expression(_CASES[kind].replace("D", "" if said.get("disallowDigits") else "0-9"), separator, leading)
    reports = (Report(f'#{{{{print("property")}}}}must be in {kind} case'),)

    def check(value: Any, _: Scene) -> Iterable[Report]:
        if not isinstance(value, str) or not value:
            return ()
        if leading and len(value) == 1 and value == separator:
            return ()
        return () if expression.found(value) else reports

    return check


def _separator(said: Any) -> tuple[str, bool]:
    """The character between groups of words, and whether one may come first."""
    try:
        given = members("separator", said, ("char", "allowLeading"), ("char",))
    except OptionsError as error:
        raise OptionsError(str(error), ("separator", *error.at)) from error
    char, leading = given["char"], given.get("allowLeading", False)
    if not isinstance(char, str) or len(char) > 1:
        raise OptionsError("`char` of a separator must be one character", ("separator", "char"))
    if not isinstance(leading, bool):
        raise OptionsError("`allowLeading` of a separator must be true or false", ("separator", "allowLeading"))
    return char, leading


def _expression(base: str, separator: str | None, leading: bool) -> Regex:
    if separator is None:
        return regex(f"^{base}$")
    between = f"\\u{ord(separator):04x}" if separator else "[]"
    return regex(f"^{f'{between}?' if leading and separator else ''}{base}(?:{between}{base})*$")


FUNCTION = Named("casing", _compiled)
