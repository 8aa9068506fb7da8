"""Regular expressions in schemas, which are those of JavaScript."""

from __future__ import annotations

from govkit.spec.schemas.ecmascript import Exhausted, RegexError, UnsupportedRegexError, regex


def is_expression(text: str) -> bool:
    """Whether a text is a regular expression; the end of a text is not `Z` in it."""
    if "\\Z" in text.replace("\\\\", ""):
        return False
    try:
        regex(text)
    except UnsupportedRegexError:
        return True
    except RegexError:
        return False
    return True


def is_found(expression: str, text: str) -> bool:
    """Whether an expression is found in a text: not where that is not decided within bounds.

    One that the engine here does not have is found everywhere.
    """
    try:
        return regex(expression).found(text)
    except UnsupportedRegexError:
        return True
    except (RegexError, Exhausted):
        return False
