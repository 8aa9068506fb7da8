"""The reasons that are told of those that were found: fewer where some say the same, or explain each other."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from govkit.checks.lint.spectral.validating.evaluation import Failure
from govkit.spec.documents import Pointer, format_pointer

_STEPS = re.compile(r"/[A-Za-z0-9_$-]+(?:/[0-9]+)?")
"""A step of a way in the tree of reasons, with the index that follows. Of other names it is what is read of them."""


@dataclass(slots=True)
class _Branch:
    failures: list[Failure] = field(default_factory=list)
    branches: dict[str, _Branch] = field(default_factory=dict)


def told(failures: list[Failure], name: str | None) -> list[tuple[str, Pointer]]:
    """Messages about a value, and where in it. `name` is that of the value itself, where it has one."""
    root = _Branch()
    for failure in failures:
        way = format_pointer(failure.way)
        steps = _STEPS.findall(way) if way else [""]
        branch = root
        for step in steps:
            branch = branch.branches.setdefault(step, _Branch())
        if steps:
            branch.failures.append(failure)
    _thin(root, None, "")
    return [(_message(failure, name), failure.way) for failure in _kept(root)]


def _thin(branch: _Branch, parent: _Branch | None, key: str) -> None:
    """Drops what a union says where its branches say more, and wrong choices beside other reasons."""
    if branch.branches and any(one.keyword == "anyOf" for one in branch.failures):
        branch.failures.clear()
    chooses = bool(branch.failures) and all(one.keyword == "enum" for one in branch.failures)
    if parent is not None and chooses and len(parent.branches) > 1:
        del parent.branches[key]
    for step, inner in list(branch.branches.items()):
        _thin(inner, branch, step)


def _kept(branch: _Branch) -> list[Failure]:
    failures = branch.failures
    if failures and all(one.keyword == "enum" for one in failures):
        allowed: list[Any] = []
        for one in failures:
            allowed += [value for value in one.allowed if value not in allowed]
        first = failures[0]
        return [Failure(first.keyword, first.way, first.message, tuple(allowed))]
    return [*failures, *(one for inner in branch.branches.values() for one in _kept(inner))]


def _message(failure: Failure, name: str | None) -> str:
    own = failure.way[-1] if failure.way else name
    if failure.keyword == "additionalProperties" and failure.extra is not None:
        return f'Property "{failure.extra}" is not expected to be here'
    subject = "Value" if own is None else f"Item at index {own}" if isinstance(own, int) else f'"{own}" property'
    if failure.keyword == "type":
        return f"{subject} type {failure.message}"
    choices = ": " + ", ".join(json.dumps(one, ensure_ascii=False) for one in failure.allowed)
    return f"{subject} {failure.message}{choices if failure.keyword == 'enum' else ''}"
