"""How an order is refused that is none. The forms of orders need pydantic: they are imported where one is read."""

from __future__ import annotations

MOST = 1_000
"""Faults at a time."""


class Malformed(ValueError):
    """An order that is none; says why."""
