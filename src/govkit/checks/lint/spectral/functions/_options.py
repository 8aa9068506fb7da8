"""What functions ask of their options, and what is said where these are something else."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from govkit.checks.lint.spectral.model import OptionsError
from govkit.spec.schemas.ecmascript import UnsupportedRegexError


class UnsupportedOptionsError(OptionsError):
    """Options that are right, and that cannot be followed here."""


def no_options(function: str, options: Any) -> None:
    """Refuses options of a function that takes none."""
    if options is not None:
        raise OptionsError(f"`{function}` takes no options")


def members(function: str, options: Any, known: Iterable[str], required: Iterable[str] = ()) -> dict[str, Any]:
    """Options as an object with some members. Raises OptionsError for others, and where a required one is missing."""
    known = tuple(known)
    if not isinstance(options, dict):
        raise OptionsError(f"`{function}` wants functionOptions with {listed(known)}")
    for name in options:
        if name not in known:
            near = get_close_matches(name, known, 1)
            meant = f", did you mean `{near[0]}`?" if near else f": it knows {listed(known)}"
            raise OptionsError(f"`{function}` has no option `{name}`{meant}", (name,))
    for name in required:
        if name not in options:
            raise OptionsError(f"`{function}` wants the option `{name}`")
    return options


def listed(names: Iterable[str]) -> str:
    """Names in prose, each as code."""
    *first, last = [f"`{name}`" for name in names]
    return f"{', '.join(first)} or {last}" if first else last


def names_of(function: str, options: Any) -> list[str]:
    """The option `properties`: two names at least."""
    names = members(function, options, ("properties",), ("properties",))["properties"]
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names) or len(names) < 2:
        raise OptionsError(f"`{function}` wants two `properties` at least, as a list of names", ("properties",))
    return names


def refused(error: ValueError, said: str, at: str) -> OptionsError:
    """What is wrong with a regular expression, as an error of the options."""
    kind = UnsupportedOptionsError if isinstance(error, UnsupportedRegexError) else OptionsError
    return kind(f"{said} is no regular expression that works here: {error}", (at,))
