"""The regular expressions of conditions."""

from __future__ import annotations

from functools import lru_cache

from govkit.checks.lint.spectral.paths.errors import PathError
from govkit.spec.schemas import ecmascript
from govkit.spec.schemas.ecmascript import Regex, RegexError, UnsupportedRegexError


@lru_cache(maxsize=4096)
def regex(source: str, flags: str = "") -> Regex:
    """The expression `/source/flags`. Raises PathError where it is none, or none that can be searched for here."""
    try:
        return ecmascript.regex(source or "(?:)", flags)
    except UnsupportedRegexError as error:
        raise PathError(f"/{source}/ cannot be searched for: {error}") from error
    except RegexError as error:
        raise PathError(f"/{source}/{flags} is no regular expression: {error}") from error
