"""What the systems with declared behaviour share: one transaction, the agenda, where events go, who is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from govkit.mocks.agenda import Agenda
from govkit.mocks.declared.transactions import Transaction
from govkit.mocks.messages import Refused
from govkit.mocks.platforms import Platforms
from govkit.mocks.system import Call
from govkit.spec.expressions import OverBudget

if TYPE_CHECKING:
    from govkit.mocks.declared.declared import Declared

Emit: TypeAlias = Callable[[str, str, Any, str | None], Any]
"""Given the system, the name of the webhook, the body and the key."""

_MOST_TOLD = 200


class Ledger(Protocol):
    """Where it is entered what nobody asked for, but happened by itself."""

    def enter_change(
        self, system: str, operation: str, path: str, body: Any, status: int, *, committed: bool, cause: str
    ) -> None:
        """Enters a write, or one that was refused."""


class Stage:
    """What is common to all systems. `emit` sends an event, `tell` tells whoever runs the mocks what is wrong."""

    def __init__(
        self, platforms: Platforms, agenda: Agenda, emit: Emit | None = None, tell: Callable[[str], None] | None = None
    ) -> None:
        self.platforms = platforms
        self.agenda = agenda
        self.emit: Emit = emit or (lambda *_: None)
        self.declared: dict[str, Declared] = {}
        self.ledger: Ledger | None = None
        """Where the writes of timers are entered."""

        self.transaction: Transaction | None = None
        self._tell = tell or (lambda _: None)
        self._told: set[str] = set()
        agenda.ahead.append(self._foresee)

    def _foresee(self, since: datetime, until: datetime) -> None:
        for declared in self.declared.values():
            declared.timers.foresee(since, until)

    def tell(self, text: str) -> None:
        """Tells something once."""
        if text not in self._told and len(self._told) < _MOST_TOLD:
            self._told.add(text)
            self._tell(text)

    @contextmanager
    def running(self, asked: Call | None = None) -> Iterator[Transaction]:
        """One transaction: what is written in it is written whole, or not at all. Raises Refused."""
        if self.transaction is not None:
            yield self.transaction
            return
        self.transaction = transaction = Transaction(asked)
        try:
            yield transaction
        except OverBudget as error:
            transaction.take_back()
            self.tell("an expression of a mock.yaml looks at more than anybody waits for")
            raise Refused(500, "the declared behaviour takes too long") from error
        except BaseException:
            transaction.take_back()
            raise
        finally:
            self.transaction = None
        self._after(transaction)

    def _after(self, transaction: Transaction) -> None:
        """What follows from what was written: events, and timers."""
        for change in transaction.changes:
            self.declared[change.system].follow(change, transaction.names)
        for system, name, names in transaction.emitted:
            self.declared[system].events.named(name, names)
        for one in transaction.later:
            one()

    # ---------------------------------------------------------------------------------------------- state (see Control)

    def begin(self) -> None:
        """Plans what is due later of the first records."""
        for declared in self.declared.values():
            declared.timers.begin()

    def reset(self) -> None:
        """Begins anew."""
        self.begin()

    def snapshot(self) -> Any:
        """Nothing: all that is remembered stands beside the records."""
        return None

    def restore(self, kept: Any) -> None:  # noqa: ARG002 - it is nothing
        """Plans what is due later of the records that are there again."""
        for declared in self.declared.values():
            declared.timers.cancel()
        self.begin()
