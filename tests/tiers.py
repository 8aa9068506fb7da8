"""What the short tier of tests leaves to the long one: of many cases of one kind it takes some, others at each turn."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import pytest

T = TypeVar("T")

PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "ci")
LONG = PROFILE == "long"
"""Whether `make test-long` runs."""


def some(cases: Sequence[T], count: int, turn: int) -> list[T]:
    """A number of cases, the next ones at each turn, so that all of them come up in the end; all in the long tier."""
    if LONG or count >= len(cases):
        return list(cases)
    return [cases[(turn * count + number) % len(cases)] for number in range(count)]


def every(cases: Sequence[T], step: int, turn: int) -> list[T]:
    """One of `step` cases, other ones at each turn; all in the long tier."""
    return list(cases) if LONG else list(cases[turn % step :: step])


def short(cases: Iterable[T], *, keeps: Callable[[T], bool]) -> list[Any]:
    """Cases as parameters of a test, of which the short tier keeps some."""
    return [case if keeps(case) else pytest.param(case, marks=pytest.mark.long) for case in cases]
