"""Many causes judged over all cores, in processes that can be ended.

The causes are cut into slices, by their number alone, and each slice is judged in a process of its own that starts from
the same state: which verdict a cause gets depends on neither the number of cores nor the order in which slices end. The
clock is a net under the counted budgets, not one of them: what it catches is `unproven`.
"""

from __future__ import annotations

import gc
import pickle
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess

from govkit.checks.compat.change import Change
from govkit.checks.compat.judge import Judge, Judgement
from govkit.checks.compat.walk import Walk
from govkit.findings import Verdict
from govkit.processes import cores, forked, may_fork

_SLICE = 48
_SLICES = 8
"""Most slices: each has to prepare the messages of its causes anew."""
_FEW = 2 * _SLICE
"""Fewer open causes are judged right here: starting processes would cost more than it saves."""
_PATIENCE = 30.0
"""Seconds without a sign from a process after which it is ended."""


def judged(walk: Walk, causes: Sequence[list[Change]]) -> list[Judgement]:
    """The verdict on each cause, given as its changes, in their order."""
    judge = Judge(walk)
    open_ones = [index for index, changes in enumerate(causes) if any(map(judge.is_open, changes))]
    if len(open_ones) < _FEW or not may_fork():
        return [judge.decide(changes) for changes in causes]
    size = max(_SLICE, -(-len(open_ones) // _SLICES))
    slices = [open_ones[start : start + size] for start in range(0, len(open_ones), size)]
    decided = _Run(walk, causes, slices).results()
    return [decided[index] if index in decided else judge.decide(causes[index]) for index in range(len(causes))]


@dataclass(slots=True)
class _Worker:
    """A process that judges one slice, and what it has not answered yet."""

    process: ForkProcess
    answers: Connection
    waiting: list[int]
    heard: float = field(default_factory=time.monotonic)


class _Run:
    """All slices of one comparison."""

    def __init__(self, walk: Walk, causes: Sequence[list[Change]], slices: list[list[int]]) -> None:
        self._walk = walk
        self._causes = causes
        self._slices = slices
        self._decided: dict[int, Judgement] = {}

    def results(self) -> dict[int, Judgement]:
        """The verdicts by index of the cause."""
        waiting, working = list(reversed(self._slices)), list[_Worker]()
        number = cores()
        try:
            while waiting or working:
                while waiting and len(working) < number:
                    working.append(self._start(waiting.pop()))
                ready = wait([worker.answers for worker in working], timeout=1.0)
                for worker in list(working):
                    if worker.answers in ready:
                        self._hear(worker)
                    elif time.monotonic() - worker.heard > _PATIENCE:
                        rest = self._give_up(worker)
                        if rest:
                            waiting.append(rest)
                    if not worker.waiting:
                        self._end(worker)
                        working.remove(worker)
        finally:
            for worker in working:
                self._end(worker)
        return self._decided

    def _start(self, indexes: list[int]) -> _Worker:
        process, here = forked(_work, self._walk, self._causes, indexes)
        return _Worker(process, here, list(indexes))

    def _hear(self, worker: _Worker) -> None:
        try:
            answer = pickle.loads(worker.answers.recv_bytes())  # noqa: S301  our own process wrote it
        except (EOFError, OSError):
            self._unproven(worker.waiting, "the process that looked for a proof has died")
            worker.waiting = []
            return
        if isinstance(answer, Exception):
            raise answer
        self._decided[worker.waiting.pop(0)] = answer
        worker.heard = time.monotonic()

    def _give_up(self, worker: _Worker) -> list[int]:
        """Lets the cause that takes too long be undecided; the rest of the slice is for another process."""
        stuck, *rest = worker.waiting
        self._unproven([stuck], "no proof was found in time")
        worker.waiting = []
        return rest

    def _unproven(self, indexes: list[int], reason: str) -> None:
        for index in indexes:
            self._decided[index] = Judgement(Verdict.UNPROVEN, reason, provisional=True)

    def _end(self, worker: _Worker) -> None:
        worker.answers.close()
        worker.process.kill()
        worker.process.join()


def _work(answers: Connection, walk: Walk, causes: Sequence[list[Change]], indexes: list[int]) -> None:
    gc.disable()  # it would write to every page that is shared with the other processes
    judge = Judge(walk)
    try:
        for index in indexes:
            answers.send_bytes(pickle.dumps(judge.decide(causes[index])))
    except RecursionError:
        answers.send_bytes(pickle.dumps(RecursionError()))
    except Exception:  # noqa: BLE001  a mistake of ours, which the whole process must not survive
        answers.send_bytes(pickle.dumps(RuntimeError(traceback.format_exc())))
