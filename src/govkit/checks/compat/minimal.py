"""Messages made smaller, then more like real ones, as long as they go on showing what they show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

Path: TypeAlias = tuple[str | int, ...]
Shows: TypeAlias = Callable[[Any], bool]

_TRIES = 40
_LEAVES = 24
_LONGEST = 60
"""Characters of a sample's text; longer ones hide more than they show."""


def reduced(message: Any, place: Path, shows: Shows) -> Any:
    """A message without whatever it shows the same without; `place` is the way to what it is about, which stays.

    Greedy delta debugging (Zeller and Hildebrandt 2002): whole members first, then what is inside those that stay.
    """
    tries = _TRIES
    waiting: list[Path] = [()]
    while waiting and tries > 0:
        path = waiting.pop(0)
        container = at(message, path)
        for key in _keys(container):
            inner = (*path, key)
            if place[: len(inner)] != inner and tries > 0:
                smaller = without(message, inner)
                tries -= 1
                message = smaller if shows(smaller) else message
        waiting += [(*path, key) for key in _keys(at(message, path))]
    return message


def dressed(message: Any, place: Path, sample: Any, shows: Shows) -> Any:
    """A message with the values that a sample has at the same places, except at `place` and inside of it."""
    leaves = [
        (path, value)
        for path, value in _shared_leaves(message, sample, ())
        if path[: len(place)] != place and place[: len(path)] != path
    ][:_LEAVES]
    whole = message
    for path, value in leaves:
        whole = put(whole, path, value)
    if leaves and shows(whole):
        return whole
    for path, value in leaves:
        other = put(message, path, value)
        if shows(other):
            message = other
    return message


def at(value: Any, path: Path) -> Any:
    """What stands at a path of a JSON value."""
    for part in path:
        value = value[part]
    return value


def without(value: Any, path: Path) -> Any:
    """A copy of a JSON value without the member or item at a path."""
    key, rest = path[0], path[1:]
    copy = _copied(value)
    if rest:
        copy[key] = without(copy[key], rest)
    else:
        del copy[key]
    return copy


def put(value: Any, path: Path, new: Any) -> Any:
    """A copy of a JSON value with something else at a path."""
    if not path:
        return new
    copy = _copied(value)
    copy[path[0]] = put(copy[path[0]], path[1:], new)
    return copy


def _copied(value: Any) -> Any:
    return dict(value) if isinstance(value, dict) else list(value)


def _keys(container: Any) -> list[str | int]:
    """The keys of an object; the indexes of an array, last first, so that those before keep their numbers."""
    if isinstance(container, dict):
        return list(container)
    return list(reversed(range(len(container)))) if isinstance(container, list) else []


def _shared_leaves(message: Any, sample: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """The scalars of a sample where a message has another one of the same type."""
    if isinstance(message, dict) and isinstance(sample, dict):
        for key in message.keys() & sample.keys():
            yield from _shared_leaves(message[key], sample[key], (*path, key))
    elif isinstance(message, list) and isinstance(sample, list):
        for index in range(min(len(message), len(sample))):
            yield from _shared_leaves(message[index], sample[index], (*path, index))
    elif type(message) is type(sample) and isinstance(sample, str | int | float) and message != sample:
        if isinstance(sample, str) and len(sample) > _LONGEST:
            return
        yield path, sample
