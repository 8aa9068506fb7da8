"""Messages with another value at a place, or without one: what witnesses are made of."""

from __future__ import annotations

from typing import Any


def with_member(whole: Any, way: tuple[str, ...], value: Any) -> Any:
    """A copy of a message with a value at a way; `*` is the first item."""
    if not way:
        return value
    step, rest = way[0], way[1:]
    if step == "*" or (isinstance(whole, list) and step.isdecimal()):
        items = list(whole) if isinstance(whole, list) else []
        index = 0 if step == "*" else int(step)
        items += [None] * (index + 1 - len(items))
        items[index] = with_member(items[index], rest, value)
        return items
    members = dict(whole) if isinstance(whole, dict) else {}
    members[step] = with_member(members.get(step), rest, value)
    return members


def without_member(whole: Any, way: tuple[str, ...]) -> Any:
    """A copy of a message without what stands at a way."""
    if not way or not isinstance(whole, dict | list):
        return whole
    step, rest = way[0], way[1:]
    if isinstance(whole, list):
        index = 0 if step == "*" else int(step) if step.isdecimal() else len(whole)
        if not rest:
            return [one for at, one in enumerate(whole) if at != index]
        return [without_member(one, rest) if at == index else one for at, one in enumerate(whole)]
    if not rest:
        return {name: one for name, one in whole.items() if name != step}
    return {name: without_member(one, rest) if name == step else one for name, one in whole.items()}
