"""Pages made as files over all cores: a group of pages is made by one process, and by none else."""

from __future__ import annotations

import gc
import pickle
import traceback
from collections import defaultdict
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from pathlib import Path

from govkit.errors import GovkitError
from govkit.portal.making import Groups, Made, Maker, Wanted
from govkit.portal.state import State
from govkit.processes import cores, forked, may_fork

_AT_ONCE = 25
"""Pages after which a process says how far it is."""


def all_made(state: State, folder: Path, progress: Callable[[int], None]) -> Made:
    """Writes every page that is reached from the first. `progress` hears how many there are.

    Raises UsageError where the folder cannot be written.
    """
    crawl = _Crawl(state)
    number = cores()
    if number < 2 or not may_fork():
        return _alone(crawl, Maker(state, folder, crawl.groups), progress)
    return _Run(crawl, state, folder, progress).result(number)


class _Crawl:
    """The pages that are still to be made, by group, and what became of the others."""

    def __init__(self, state: State) -> None:
        self.groups = Groups(state)
        self.all = Made()
        self._waiting: dict[str, list[Wanted]] = defaultdict(list)
        self._noted: set[Wanted] = set()
        self._maker: dict[str, int] = {}
        self._note([("/", ())])

    def next(self, maker: int) -> tuple[str, list[Wanted]] | None:
        """A group for a maker: one that it began, or that nobody did."""
        for group in self._waiting:
            if self._maker.setdefault(group, maker) == maker:
                return group, self._waiting.pop(group)
        return None

    def take(self, made: Made) -> None:
        """Notes what became of a group."""
        self.all.pages += made.pages
        self.all.failed += made.failed
        self._note(made.further)

    def _note(self, wanted: list[Wanted]) -> None:
        for one in wanted:
            if one not in self._noted:
                self._noted.add(one)
                self._waiting[self.groups.of(one[0])].append(one)


def _alone(crawl: _Crawl, maker: Maker, progress: Callable[[int], None]) -> Made:
    count = 0

    def counted(more: int) -> None:
        nonlocal count
        count += more
        progress(count)

    while (group := crawl.next(0)) is not None:
        crawl.take(maker.made(*group, counted))
    return crawl.all


class _Run:
    """All processes that make pages, until there are no more."""

    def __init__(self, crawl: _Crawl, state: State, folder: Path, progress: Callable[[int], None]) -> None:
        self._crawl = crawl
        self._state = state
        self._folder = folder
        self._progress = progress
        self._count = 0
        self._idle: list[int] = []

    def result(self, number: int) -> Made:
        """What became of all groups."""
        gc.freeze()  # what is shared with the processes is not written to by their collectors
        makers: list[tuple[ForkProcess, Connection]] = []
        try:
            makers += (forked(_work, self._state, self._folder, self._crawl.groups, duplex=True) for _ in range(number))
            self._idle = list(range(number))
            by_connection = {connection: index for index, (_, connection) in enumerate(makers)}
            while self._given(makers):
                for ready in wait(list(by_connection)):
                    assert isinstance(ready, Connection)
                    self._hear(ready, by_connection[ready])
        finally:
            gc.unfreeze()
            for process, connection in makers:
                connection.close()
                process.kill()
                process.join()
        return self._crawl.all

    def _given(self, makers: list[tuple[ForkProcess, Connection]]) -> bool:
        """Gives groups to those who have none: whether somebody has one."""
        for index in list(self._idle):
            group = self._crawl.next(index)
            if group is not None:
                makers[index][1].send(group)
                self._idle.remove(index)
        return len(self._idle) < len(makers)

    def _hear(self, connection: Connection, index: int) -> None:
        try:
            told = pickle.loads(connection.recv_bytes())  # noqa: S301 - our own process wrote it
        except (EOFError, OSError) as error:
            raise GovkitError("a process that wrote pages was ended from outside", hint="is memory scarce?") from error
        if isinstance(told, Exception):
            raise told
        if isinstance(told, Made):
            self._crawl.take(told)
            self._idle.append(index)
        else:
            self._count += told
            self._progress(self._count)


def _work(asks: Connection, state: State, folder: Path, groups: Groups) -> None:
    maker = Maker(state, folder, groups)
    count = 0

    def counted(more: int) -> None:
        nonlocal count
        count += more
        if count >= _AT_ONCE:
            asks.send_bytes(pickle.dumps(count))
            count = 0

    try:
        while True:
            group, wanted = asks.recv()
            made = maker.made(group, wanted, counted)
            asks.send_bytes(pickle.dumps(count))
            count = 0
            asks.send_bytes(pickle.dumps(made))
    except EOFError:
        return
    except GovkitError as error:
        asks.send_bytes(pickle.dumps(error))
    except Exception:  # noqa: BLE001 - a mistake of ours, which the whole command must not survive
        asks.send_bytes(pickle.dumps(RuntimeError(traceback.format_exc())))
