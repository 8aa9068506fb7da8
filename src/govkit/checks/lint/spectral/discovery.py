"""Functions of rulesets are found by their modules: each holds one, under the name FUNCTION."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from govkit.checks.lint.spectral.model import Check, Function

CORE = "govkit.checks.lint.spectral.functions"


@dataclass(frozen=True, slots=True)
class Named:
    """A function: its name, and what makes a check of its options."""

    name: str
    compile: Callable[[Any], Check]


@cache
def functions_in(package: str) -> Mapping[str, Function]:
    """Every FUNCTION of the modules of a package, by name.

    Raises:
        RuntimeError: a module without one, or one whose name is not that of its function. Both are mistakes of ours.
    """
    found: dict[str, Function] = {}
    for info in pkgutil.iter_modules(importlib.import_module(package).__path__):
        if info.name.startswith("_"):
            continue
        function = getattr(importlib.import_module(f"{package}.{info.name}"), "FUNCTION", None)
        if function is None:
            raise RuntimeError(f"{package}.{info.name} defines no FUNCTION")
        if function.name.lower() != info.name.replace("_", ""):
            raise RuntimeError(f"{package}.{info.name} holds the function {function.name}")
        found[function.name] = function
    return found


def core_functions() -> Mapping[str, Function]:
    """The functions that every ruleset may use."""
    return functions_in(CORE)
