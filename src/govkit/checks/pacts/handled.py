"""What the interactions of one consumer handle together: the answers of one operation under one status.

A consumer's test runs against the very example, so an interaction whose example lacks a member shows that the consumer
can do without it, and one with null that it handles null.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from govkit.checks.pacts.expected.matchers import validator_of
from govkit.checks.pacts.expected.terms import Term
from govkit.checks.pacts.ways import segment

_MOST = 20_000


class Handled:
    """The terms of several expected bodies, by their data paths."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._terms = list(terms)
        self._by_path: dict[str, list[Term]] | None = None

    @property
    def terms(self) -> list[Term]:
        """The terms of the whole bodies."""
        return self._terms

    def at(self, path: str) -> list[Term]:
        """The terms at a path in all bodies."""
        if self._by_path is None:
            found: dict[str, list[Term]] = defaultdict(list)
            waiting = [("", term) for term in self._terms]
            for number, (way, term) in enumerate(waiting):
                found[way].append(term)
                if number < _MOST:
                    waiting += [(f"{way}/{segment(name)}", inner) for name, inner in term.members.items()]
                    waiting += [(f"{way}/*", inner) for inner in term.items]
            self._by_path = dict(found)
        return self._by_path.get(path, [])

    def lacks(self, owner: str, name: str) -> bool:
        """Whether the object at a path does without a member somewhere."""
        return any(isinstance(term.value, dict) and name not in term.members for term in self.at(owner))

    def takes(self, path: str, value: Any) -> bool:
        """Whether any of the terms at a path stands for a value."""
        return any(self._takes(term, value) for term in self.at(path))

    @staticmethod
    def _takes(term: Term, value: Any) -> bool:
        if isinstance(term.value, dict | list):
            return isinstance(value, type(term.value))
        return validator_of(term.schema).accepts(value)
