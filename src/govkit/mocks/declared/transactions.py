"""What one call, timer or state writes, in one system or several: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from govkit.mocks.messages import JsonObject
from govkit.mocks.state.resources import Resource
from govkit.mocks.state.store import Record, Table
from govkit.mocks.system import Call

DEEPEST = 20
"""Effects of effects of effects."""


@dataclass(slots=True)
class Change:
    """A record written: without `before` it was made, without `after` it is gone."""

    system: str
    resource: Resource
    record: Record
    before: JsonObject | None
    after: JsonObject | None
    move: str | None = None


@dataclass(slots=True)
class Transaction:
    """What is written, and how it is taken back. `asked` is the call behind it, `names` what expressions may name."""

    asked: Call | None = None
    names: dict[str, Any] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    emitted: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    """Events by system and name, with what their bodies may name."""

    later: list[Callable[[], None]] = field(default_factory=list)
    """What is done when all is written."""

    undo: list[Callable[[], None]] = field(default_factory=list)
    depth: int = 0

    def added(self, table: Table, record: Record) -> None:
        """Remembers a record that was made."""
        self.undo.append(lambda: table.forget(record))

    def removed(self, table: Table, record: Record) -> None:
        """Remembers a record that is gone."""
        self.undo.append(lambda: table.put_back(record))

    def changed(self, record: Record) -> None:
        """Remembers a record that is about to change."""
        value, version = record.value, record.version

        def back() -> None:
            record.value, record.version = value, version

        self.undo.append(back)

    def take_back(self) -> None:
        """Undoes everything, the last first."""
        for one in reversed(self.undo):
            one()
        self.undo.clear()
        self.changes.clear()
        self.emitted.clear()
        self.later.clear()
