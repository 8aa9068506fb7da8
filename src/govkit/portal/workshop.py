"""What takes long, worked out by processes of their own: pages are answered meanwhile, by one that is not held up."""

from __future__ import annotations

import logging
import os
import pickle
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess
from typing import TYPE_CHECKING, Any, TypeVar

from govkit.errors import GovkitError
from govkit.processes import forked, may_fork

if TYPE_CHECKING:
    from govkit.portal.state import State

ValueT = TypeVar("ValueT")

_AHEAD: ContextVar[bool] = ContextVar("govkit_portal_ahead", default=False)

_ORPHANED = 2.0
"""Seconds after which a process ends whose portal was ended from outside."""

_log = logging.getLogger(__name__)


@contextmanager
def ahead() -> Iterator[None]:
    """What is worked out while this is entered is for nobody who waits: whoever does is not behind it in a row."""
    token = _AHEAD.set(True)
    try:
        yield
    finally:
        _AHEAD.reset(token)


class Workshop:
    """Two processes that share what was read: one works for those who wait, one ahead of them.

    Begin it before any thread: what other threads hold while a process is forked, nobody lets go of in it.
    """

    def __init__(self, state: State) -> None:
        self._worker = _Worker(state)
        self._ahead = _Worker(state)

    @classmethod
    def of(cls, state: State) -> Workshop | None:
        """The workshop of a state; None where no processes can be forked, and all is worked out in this one."""
        return cls(state) if may_fork() else None

    def made(self, state: State, work: Callable[..., ValueT], *args: Any) -> ValueT:
        """What `work(state, *args)` gives; `work` is a function of a module, its result can be pickled.

        Raises what it raises of GovkitError; what a process cannot do is done here.
        """
        return (self._ahead if _AHEAD.get() else self._worker).made(state, work, args)

    def close(self) -> None:
        """Ends the processes."""
        for one in (self._worker, self._ahead):
            one.close()


class _Worker:
    """One process, which does one thing after the other."""

    def __init__(self, state: State) -> None:
        self._guard = threading.Lock()
        self._process: ForkProcess
        self._pipe: Connection
        self._process, self._pipe = forked(_work, state, duplex=True)
        self._is_over = False

    def made(self, state: State, work: Callable[..., ValueT], args: tuple[Any, ...]) -> ValueT:
        with self._guard:
            told = self._told(state, work, args) if not self._is_over else None
        if told is None:  # it ended, or read other files by now: what is asked for is of this state
            return work(state, *args)
        value, error = told
        if error is not None:
            raise error
        return value  # type: ignore[no-any-return]  # what `work` gave there

    def _told(
        self, state: State, work: Callable[..., Any], args: tuple[Any, ...]
    ) -> tuple[Any, GovkitError | None] | None:
        try:
            self._pipe.send((state.serial, work, args))
            told: tuple[Any, GovkitError | None] | None = pickle.loads(self._pipe.recv_bytes())  # noqa: S301 - our own
        except (EOFError, OSError):
            if not self._is_over:
                _log.warning("a process that works for the portal ended; pages take longer")
            self._is_over = True
            return None
        return told

    def close(self) -> None:
        self._is_over = True
        self._process.kill()
        self._process.join()


def _work(asks: Connection, state: State) -> None:
    """Does what is asked for, until nobody is there to ask."""
    os.nice(5)  # whoever waits for a page comes first
    parent = os.getppid()
    while True:
        try:
            while not asks.poll(_ORPHANED):
                if os.getppid() != parent:
                    return
            serial, work, args = asks.recv()
        except (EOFError, OSError):
            return
        told: tuple[Any, GovkitError | None] | None
        try:
            if state.serial != serial:
                state = state.anew(serial)
            told = (work(state, *args), None)
        except GovkitError as error:
            told = (None, error)
        except Exception:  # noqa: BLE001 - it is tried again where somebody reads the log
            told = None
        asks.send_bytes(_pickled(told))


def _pickled(told: object) -> bytes:
    try:
        return pickle.dumps(told)
    except Exception:  # noqa: BLE001 - whatever cannot be sent is made where it is needed
        return pickle.dumps(None)
