"""Compiled validators: offline, formats asserted, and the reason of a refusal in words, in bounded time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import islice
from typing import Any

from govkit.spec.schemas.explaining import Explaining, Refusal, compiled, explodes
from govkit.spec.schemas.reading import Schema

__all__ = ["Refusal", "Validator"]

_MANY = 10_000
"""Values inside of a value, up to which all reasons are listed at once."""

_FLAT = 3
"""Levels of nesting, down to which that is no matter whatever the schema."""


class Validator:
    """A schema that was compiled once."""

    def __init__(self, schema: Schema, again: Callable[[], Schema] | None = None) -> None:
        """`again` makes the schema anew, where it is too large to be kept for the rare need of it."""
        self._again = again or (lambda: schema)
        self._compiled = compiled(schema)
        self.accepts: Callable[[Any], bool] = self._compiled.is_valid
        """Whether a value is allowed."""

    def refusals(self, value: Any, most: int = 20) -> list[Refusal]:
        """Why the value is refused, at most `most` reasons; empty where it is accepted."""
        is_long = _is_large(value) or (not _is_flat(value) and self._explodes)
        found = self._explaining.refusals(value) if is_long else self._listed(value)
        return list(islice(found, most))

    def all_refusals(self, value: Any) -> list[Refusal]:
        """Why the value is refused, all reasons, however long that takes: for values that no stranger sends."""
        return list(self._listed(value))

    def _listed(self, value: Any) -> Iterator[Refusal]:
        for error in self._compiled.iter_errors(value):
            keyword = str(error.schema_path[-1]) if error.schema_path else "false"
            yield Refusal(keyword, tuple(error.instance_path), str(error.message))

    @cached_property
    def _explodes(self) -> bool:
        return explodes(self._again())

    @cached_property
    def _explaining(self) -> Explaining:
        return Explaining(self._again())


def _is_large(value: Any) -> bool:
    """Whether more values stand in a value than all reasons are listed for."""
    count, waiting = 0, [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict | list):
            count += len(one)
            if count > _MANY:
                return True
            waiting += one.values() if isinstance(one, dict) else one
    return False


def _is_flat(value: Any) -> bool:
    level = [value]
    for _ in range(_FLAT):
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
    return not any(isinstance(one, dict | list) for one in level)
