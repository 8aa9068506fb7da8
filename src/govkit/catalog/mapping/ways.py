"""Ways from a record, or from an item of a list, down to a value."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TypeAlias

Reader: TypeAlias = Callable[[Any, Any], Any]
"""From an item and its record to the value that a way leads to; None where there is none."""


ITSELF = "."
"""The way to the item or object itself that a declaration starts at."""


class Way(NamedTuple):
    """The names on a way; `absolute` where it starts at the record, wherever it is written."""

    steps: tuple[str, ...]
    absolute: bool = False

    @classmethod
    def parse(cls, text: str) -> Way:
        """The way in a text such as `billing_address/city` (escapes as in RFC 6901); `.` leads nowhere else."""
        if text == ITSELF:
            return cls(())
        return cls(tuple(unescaped(part) for part in text.strip("/").split("/")), text.startswith("/"))

    def __str__(self) -> str:
        return ("/" if self.absolute else "") + written(self.steps) or ITSELF


def unescaped(part: str) -> str:
    """One name of a way as the schema has it (RFC 6901, section 4)."""
    return part.replace("~1", "/").replace("~0", "~")


def written(steps: Iterable[str]) -> str:
    """Names as a way is written."""
    return "/".join(step.replace("~", "~0").replace("/", "~1") for step in steps)


def reader(way: Way) -> Reader:
    """What reads the value at the end of a way."""
    steps, absolute = way.steps, way.absolute
    if len(steps) == 1 and not steps[0].isdecimal():
        name = steps[0]
        if absolute:
            return lambda _, record: record.get(name)
        return lambda item, _: item.get(name) if item.__class__ is dict else _member(item, name)

    def read(item: Any, record: Any) -> Any:
        found = record if absolute else item
        for step in steps:
            if found is None:
                return None
            found = _member(found, step)
        return found

    return read


def _member(value: Any, step: str) -> Any:
    if isinstance(value, dict):
        return value.get(step)
    if isinstance(value, list) and step.isdecimal():
        return value[int(step)] if int(step) < len(value) else None
    return None
