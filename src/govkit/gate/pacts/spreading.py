"""Many pacts held against one contract over all cores: each is judged by itself, so that the parts do not matter."""

from __future__ import annotations

import contextlib
import gc
import pickle
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from govkit.processes import cores, forked, may_fork

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

T = TypeVar("T")
R = TypeVar("R")

_FEW = 150
"""Fewer are done right here: starting processes would cost more than it saves."""


def spread(work: Callable[[Sequence[T]], list[R]], many: Sequence[T]) -> list[R]:
    """What `work` makes of many things, in their order; in several processes where there are many.

    What a process cannot do is done here, so that its error is that of the caller.
    """
    number = cores()
    if len(many) < _FEW or number < 2 or not may_fork():
        return work(many)
    size = -(-len(many) // number)
    parts = [many[start : start + size] for start in range(0, len(many), size)]
    started = [forked(_work, work, part) for part in parts[1:]]
    try:
        found = work(parts[0])
        for part, (_, answers) in zip(parts[1:], started, strict=True):
            done: list[R] | None = _heard(answers)
            found += work(part) if done is None else done
        return found
    finally:
        for process, answers in started:
            answers.close()
            process.kill()
            process.join()


def _work(answers: Connection, work: Callable[[Sequence[T]], list[R]], part: Sequence[T]) -> None:
    gc.disable()  # it would write to every page that is shared with the other processes
    with contextlib.suppress(Exception):
        answers.send_bytes(pickle.dumps(work(part)))
    answers.close()


def _heard(answers: Connection) -> Any:
    """What a process made; None where it has not."""
    try:
        return pickle.loads(answers.recv_bytes())  # noqa: S301  our own process wrote it
    except (EOFError, OSError):
        return None
