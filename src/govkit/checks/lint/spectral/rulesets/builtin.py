"""The rulesets that everybody has: those whose names begin with `spectral:`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from govkit.checks.lint.spectral.model import Function

PREFIX = "spectral:"


@dataclass(frozen=True, slots=True)
class Builtin:
    """A ruleset as data in the form of a file, and the functions that only it uses."""

    definition: Mapping[str, Any]
    functions: Mapping[str, Function]


def _oas() -> Builtin:
    oas = import_module("govkit.checks.lint.spectral.oas")  # late: large, and not every ruleset extends it
    return Builtin(oas.DEFINITION, oas.FUNCTIONS)


_KNOWN: Mapping[str, Callable[[], Builtin]] = {"spectral:oas": _oas}

NOT_SUPPORTED = {
    "spectral:asyncapi": "the rules for AsyncAPI are not supported",
    "spectral:arazzo": "the rules for Arazzo are not supported; `govkit validate` judges workflows",
}
"""Rulesets that Spectral has and that nobody finds here."""

NAMES = (*_KNOWN, *NOT_SUPPORTED)


def builtin(name: str) -> Builtin | None:
    """The ruleset of a name; None where there is none."""
    make = _KNOWN.get(name)
    return make() if make is not None else None
