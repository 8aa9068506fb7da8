"""What the functions of this package share: options, operations, and the words of JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from govkit.checks.lint.spectral.discovery import Named
from govkit.checks.lint.spectral.model import Check, OptionsError, Report, Scene

METHODS: Final = ("get", "head", "post", "put", "patch", "delete", "options", "trace")
"""The methods of a path item that rules about operations look at."""


def plain(name: str, check: Callable[[Any, Scene], Iterable[Report]]) -> Named:
    """A function that takes no options."""

    def compiled(options: Any) -> Check:
        if options is not None:
            raise OptionsError(f"`{name}` takes no options")
        return check

    return Named(name, compiled)


def choosing(name: str, choices: Mapping[str, tuple[Any, ...]], make: Callable[[Mapping[str, Any]], Check]) -> Named:
    """A function whose options are one of a few values each."""

    def compiled(options: Any) -> Check:
        if not isinstance(options, dict) or options.keys() != choices.keys():
            raise OptionsError(f"`{name}` takes the options {', '.join(choices)}")
        for key, value in options.items():
            if value not in choices[key]:
                raise OptionsError(f"`{key}` of `{name}` is one of {', '.join(map(str, choices[key]))}", (key,))
        return make(options)

    return Named(name, compiled)


def operations(paths: Any) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The operations of paths: path, method, and the operation itself."""
    for path, item in paths.items() if isinstance(paths, dict) else ():
        for method, operation in item.items() if isinstance(item, dict) else ():
            if method in METHODS and isinstance(operation, dict):
                yield path, method, operation


def word(value: Any) -> str:
    """A value as a part of a text, as JavaScript writes it."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return str(int(value)) if isinstance(value, float) and value % 1 == 0 else str(value)
