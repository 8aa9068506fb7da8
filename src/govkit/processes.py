"""Whether work can be spread over processes, and over how many."""

from __future__ import annotations

import multiprocessing
import os
import sys


def may_fork() -> bool:
    """Whether processes can be started that share what was read: not by one that may not have any, nor on a Mac."""
    able = "fork" in multiprocessing.get_all_start_methods() and sys.platform != "darwin"
    return able and not multiprocessing.current_process().daemon


def cores() -> int:
    """On how many cores this process may run."""
    try:
        return max(1, len(os.sched_getaffinity(0)))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1
