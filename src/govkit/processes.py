"""Whether work can be spread over processes, over how many, and what in them is left to its end."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


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
