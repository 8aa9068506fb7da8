"""The conditions of steps as closures."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from govkit.checks.lint.spectral.paths.filters import compiling, needs
from govkit.checks.lint.spectral.paths.filters.compiling import Test
from govkit.checks.lint.spectral.paths.filters.scope import Scope
from govkit.checks.lint.spectral.paths.tree import Condition, Exists, Filter, Names, Slice, Step


@lru_cache(maxsize=4096)
def test_of(condition: Condition) -> Test:
    """Whether a node meets a condition. It raises Thrown where JavaScript throws."""
    match condition:
        case Filter(expression):
            return compiling.condition(expression)
        case Exists(step):
            return _exists(step)
        case _:
            return lambda scope: isinstance(scope.value, dict | list)


def _exists(step: Step) -> Test:
    tests = [test_of(condition) for condition in step.conditions]
    if not tests:
        return lambda scope: any(True for _ in members(scope.value, step.keys))
    names = next((found for found in map(wanted, step.conditions) if found is not None), None)

    def exists(scope: Scope) -> bool:
        for key, value in members(scope.value, step.keys):
            if names is not None and not (value.__class__ is dict and not names.isdisjoint(value)):
                continue
            child = scope.child(key, value)
            if all(test(child) for test in tests):
                return True
        return False

    return exists


def members(value: Any, keys: Names | Slice | None) -> Iterable[tuple[str | int, Any]]:
    """The members or items of a value that some keys name."""
    if isinstance(value, dict):
        if keys is None:
            return value.items()
        return ((name, value[name]) for name in keys.names if name in value) if isinstance(keys, Names) else ()
    if not isinstance(value, list):
        return ()
    if isinstance(keys, Names):
        return _named(value, keys)
    return ((at, item) for at, item in enumerate(value) if keys is None or keys.takes(at, len(value)))


def _named(items: list[Any], keys: Names) -> Iterable[tuple[int, Any]]:
    for name in keys.names:
        if name.isascii() and name.isdigit() and str(int(name)) == name and int(name) < len(items):
            yield int(name), items[int(name)]


@lru_cache(maxsize=4096)
def wanted(condition: Condition) -> frozenset[str] | None:
    """Keys of which an object must have one to meet a condition, which nothing else meets then; None: not known."""
    match condition:
        case Filter(expression):
            return needs.wanted(expression)
        case Exists(Step(Names(names))) if not any(name.isdigit() for name in names):
            return frozenset(names)
        case _:
            return None


def throws_without(condition: Condition) -> bool:
    """Whether JavaScript throws where a node has none of the members that are wanted."""
    return isinstance(condition, Filter) and needs.throws_without(condition.expression)


def is_about_key(condition: Condition) -> bool:
    """Whether a condition is about nothing but the key of a node."""
    return isinstance(condition, Filter) and needs.is_about_key(condition.expression)
