"""What one expression selects of a value, step by step: for fields, and for whoever wants to check the fused walk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from govkit.checks.lint.spectral.model import UNDEFINED
from govkit.checks.lint.spectral.paths.conditions import members, test_of
from govkit.checks.lint.spectral.paths.filters.scope import Scope, children
from govkit.checks.lint.spectral.paths.filters.values import Thrown
from govkit.checks.lint.spectral.paths.reading import parse
from govkit.checks.lint.spectral.paths.tree import Branch, Condition, Path, Step
from govkit.spec.documents import Pointer


def select(expression: str, value: Any) -> list[tuple[Pointer, Any]]:
    """The nodes of a value that an expression selects, with the ways to them. Raises PathError."""
    return list(selected(parse(expression), value))


def selected(path: Path, value: Any) -> Iterator[tuple[Pointer, Any]]:
    """The nodes of a value that a path selects, each once, with the ways to them; of `~` their keys.

    A condition at which JavaScript throws is not met.
    """
    seen: set[tuple[Pointer, bool]] = set()
    for branch in path.branches:
        for scope in _reached(branch, value):
            if (scope.way, branch.keyed) not in seen:
                seen.add((scope.way, branch.keyed))
                yield scope.way, _key(scope) if branch.keyed else scope.value


def _key(scope: Scope) -> Any:
    return UNDEFINED if scope.key is None else scope.key


def _reached(branch: Branch, value: Any) -> Iterable[Scope]:
    root = Scope(value)
    if not _meets(root, branch.at_root):
        return
    scopes: Iterable[Scope] = [root]
    for step in branch.steps:
        scopes = _stepped(scopes, step)
    yield from scopes


def _stepped(scopes: Iterable[Scope], step: Step) -> Iterator[Scope]:
    for scope in scopes:
        for holder in _below(scope) if step.deep else (scope,):
            for key, value in members(holder.value, step.keys):
                child = holder.child(key, value)
                if _meets(child, step.conditions):
                    yield child


def _below(scope: Scope) -> Iterator[Scope]:
    """The scope itself, and those of everything below it."""
    waiting = [scope]
    while waiting:
        current = waiting.pop()
        yield current
        inner = [current.child(key, value) for key, value in children(current.value) if isinstance(value, dict | list)]
        waiting.extend(reversed(inner))


def _meets(scope: Scope, conditions: tuple[Condition, ...]) -> bool:
    try:
        return all(test_of(condition)(scope) for condition in conditions)
    except Thrown:
        return False
