"""How findings speak of steps, calls and values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from govkit.catalog.entries.reading import close_to
from govkit.catalog.mapping.wording import shown
from govkit.catalog.workflows.facts import Fact, MayLack

_MOST_NAMES = 8


def step_of(fact: Fact) -> str:
    """The step, or the workflow as a whole."""
    return f"step `{fact.about.step}`" if fact.about.step else "the workflow"


def call_of(fact: Fact) -> str:
    """What is called: `GET /invoices/{id}` of a version."""
    if not fact.about.operation:
        return "what it calls"
    return f"`{fact.about.operation}` of {fact.about.version}" if fact.about.version else f"`{fact.about.operation}`"


def is_key(fact: MayLack) -> bool:
    """Whether what may lack is what keeps runs, or the items of a list, apart."""
    return fact.what in ("key", "key of an item")


def meant(name: str, known: Iterable[str]) -> str:
    """What was probably meant, else what there is."""
    listed = list(dict.fromkeys(known))
    return close_to(name, listed) or (f"there are {some(listed)}" if listed else "")


def some(names: Iterable[Any]) -> str:
    """Some names of many."""
    listed = [f"`{one}`" if isinstance(one, str) else shown(one) for one in names]
    more = len(listed) - _MOST_NAMES
    return ", ".join(listed[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


def at_path(value: Any, path: Iterable[str | int]) -> Any:
    """What is refused in a message."""
    for part in path:
        if isinstance(value, dict) and part in value:
            value = value[part]
        elif isinstance(value, list) and str(part).isdecimal() and int(part) < len(value):
            value = value[int(part)]
        else:
            break
    return value
