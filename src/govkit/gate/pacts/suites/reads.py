"""Which members of an answer a test reads, beside those that its pact expects."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from govkit.client.reading import Way
from govkit.spec.documents import format_pointer

_NONE = object()


class UnexpectedRead(AssertionError):
    """A test reads what its pact does not expect."""


class Reads:
    """What is read of the answers to one interaction. `expected` is the body as its pact has it, `whole` as it came."""

    def __init__(self, name: str, expected: Any, whole: Any) -> None:
        self.name = name
        self._expected, self._whole = expected, whole
        self._read: set[Way] = set()
        self.strays: set[str] = set()
        self.is_seen = False
        """Whether anything is known of what is read: not of a body that some other program decoded."""

    def told(self, way: Way) -> None:
        """Takes note that a member is read. Raises UnexpectedRead for one that only the whole has."""
        self._read.add(_general(way))
        if standing(self._expected, way) is _NONE and standing(self._whole, way) is not _NONE:
            where = format_pointer(_general(way))
            self.strays.add(where)
            raise UnexpectedRead(stray(self.name, where))

    def unread(self) -> list[str]:
        """The members of the expected body that nobody read."""
        if not self.is_seen:
            return []
        expected = dict.fromkeys(map(_general, leaves(self._expected))) if self._expected != {} else {}
        return [format_pointer(way) or "the body" for way in expected if way not in self._read]


def stray(name: str, where: str) -> str:
    """What is said where a test reads what its pact does not expect."""
    return f"{where} is read, which the pact does not expect: write it into the body of “{name}”, or do without it"


def standing(value: Any, way: Way) -> Any:
    """What stands at a place of a JSON value, or something that is no JSON."""
    for step in way:
        is_there = step in value if isinstance(value, dict) else isinstance(step, int) and step < _length(value)
        if not is_there:
            return _NONE
        value = value[step]
    return value


def _length(value: Any) -> int:
    return len(value) if isinstance(value, list) else 0


def leaves(value: Any, way: Way = ()) -> Iterator[Way]:
    """The ways to the members of a JSON value that hold no others."""
    if isinstance(value, dict) and value:
        for name, member in value.items():
            yield from leaves(member, (*way, name))
    elif isinstance(value, list) and value:
        for index, item in enumerate(value):
            yield from leaves(item, (*way, index))
    else:
        yield way


def _general(way: Way) -> Way:
    """A way to any item of lists."""
    return tuple("*" if isinstance(step, int) else step for step in way)
