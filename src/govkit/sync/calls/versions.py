"""Which version of an API may be spoken to in the place of another."""

from __future__ import annotations

from govkit.catalog.entries.versions import Order


def stands_in(number: str, asked: str) -> bool:
    """Whether a version is the one asked for, or a later one of the same major version."""
    if number == asked:
        return True
    major, dot, _ = asked.partition(".")
    if not dot or number.partition(".")[:2] != (major, dot):
        return False
    try:
        return Order(number) > Order(asked)
    except ValueError:
        return False
