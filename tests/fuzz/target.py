"""What is fuzzed: examples to draw, and an oracle that says of each whether the package behaved."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from hypothesis import strategies as st

from govkit.errors import GovkitError
from tests.fuzz import targets

Check = Callable[[Any], None]
"""Fails, by an AssertionError or by whatever the package lets out, where the package did not behave."""


@dataclass(frozen=True)
class Target:
    """Something that reads what strangers write. Its name is that of its file."""

    about: str
    """What is read, in a few words."""
    examples: st.SearchStrategy[Any]
    opened: Callable[[], AbstractContextManager[Check]]
    """The oracle, with what it stands on (a server, a database), until the block ends."""
    seconds: float = 2.0
    """CPU time of one example, beside a second for each 50,000 characters of it."""


def plain(check: Check) -> Callable[[], AbstractContextManager[Check]]:
    """An oracle that stands on nothing."""

    @contextmanager
    def opened() -> Iterator[Check]:
        yield check

    return opened


@cache
def all_targets() -> dict[str, Target]:
    """The targets by their names."""
    names = sorted(one.name for one in pkgutil.iter_modules(targets.__path__))
    return {name: importlib.import_module(f"{targets.__name__}.{name}").TARGET for name in names}


def refused_well(error: GovkitError, text: str, label: str | None = None) -> None:
    """An error of the package says what is wrong, and where: a line and a column that the text has."""
    assert error.message.strip(), "an error says nothing"
    assert error.exit_code == 2
    place = error.place
    assert place is not None, f"an error without a place: {error.message}"
    assert label is None or place.file == label, f"an error about {place.file}, which is not {label}"
    inside(place.line, place.column, text)


def inside(line: int | None, column: int | None, text: str) -> None:
    """A place lies in a text, or right behind its end."""
    if line is None:
        return
    lines = text.split("\n")
    assert 1 <= line <= len(lines), f"line {line} of {len(lines)}"
    assert column is None or 1 <= column <= len(lines[line - 1]) + 1, f"column {column} of line {line}"
