"""Whether work can be spread over processes, over how many, how one begins, and what in them is left to its end."""

from __future__ import annotations

import gc
import os
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkProcess


def may_fork() -> bool:
    """Whether processes can be started that share what was read: not by one that may not have any, nor on a Mac."""
    import multiprocessing  # late: few commands ask

    able = "fork" in multiprocessing.get_all_start_methods() and sys.platform != "darwin"
    return able and not multiprocessing.current_process().daemon


def cores() -> int:
    """On how many cores this process may run."""
    try:
        return max(1, len(os.sched_getaffinity(0)))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


def forked(work: Callable[..., None], *args: Any, duplex: bool = False) -> tuple[ForkProcess, Connection]:
    """A process that shares what was read, and our end of its pipe; `work` is called with the other end and `args`.

    It is not interrupted with us: whoever began it ends it.
    """
    import multiprocessing  # late: few commands ask

    here, there = multiprocessing.Pipe(duplex=duplex)
    process = multiprocessing.get_context("fork").Process(target=_uninterrupted, args=(work, there, *args), daemon=True)
    with warnings.catch_warnings():  # the only other thread draws a sign of life
        warnings.simplefilter("ignore", DeprecationWarning)
        process.start()
    there.close()
    return process, here


def _uninterrupted(work: Callable[..., None], *args: Any) -> None:
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    work(*args)


@contextmanager
def uncollected() -> Iterator[None]:
    """While it is entered, the collector rests: for what makes many values that live, and none that go in circles."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
