"""What a run has seen: identifiers that a provider told or was told, and headers that it sent."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

_MOST = 200_000
_SHORTEST, _SHORTEST_NUMBER = 2, 7
"""Characters of identifiers that nobody hits by chance, and digits: numbers are given out one by one."""

_ENOUGH = 2
"""How many have to be found: one may be there after all."""


class Memory:
    """Kept for one run."""

    def __init__(self, tree: Any) -> None:
        """`tree` is the description: what it names itself may well be there."""
        self._seen: set[str] = set()
        self._invented: dict[str, set[str]] = defaultdict(set)
        self.headers: dict[tuple[str, int, str], bool] = {}
        """Whether a declared header was ever sent with an operation and a status."""
        self.learn(tree)

    def learn(self, value: Any) -> None:
        """Takes note of every scalar in a value."""
        waiting = [value]
        while waiting and len(self._seen) < _MOST:
            one = waiting.pop()
            if isinstance(one, dict):
                waiting += one.values()
            elif isinstance(one, list):
                waiting += one
            elif isinstance(one, str | int) and not isinstance(one, bool):
                self._seen.add(str(one))

    def invents(self, operation: str, identifier: str) -> bool:
        """Whether an operation told of a record that nobody can have made, and of others before."""
        shortest = _SHORTEST_NUMBER if identifier.lstrip("-").isdigit() else _SHORTEST
        if len(identifier) < shortest or identifier in self._seen:
            return False
        self._invented[operation].add(identifier)
        return len(self._invented[operation]) >= _ENOUGH
