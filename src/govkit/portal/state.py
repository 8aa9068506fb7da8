"""The estate as pages see it: read again when its files change, with what was worked out from it meanwhile."""

from __future__ import annotations

import gc
import math
import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from govkit.catalog.entries import Estate, VersionOf
from govkit.gate.configuration import today
from govkit.gate.estates.loading import open_estate
from govkit.gate.estates.registered import contract_of_version
from govkit.gate.options import Options
from govkit.portal.workshop import Workshop
from govkit.spec.openapi import Contract

if TYPE_CHECKING:
    from govkit.sync.store.database import Database

ValueT = TypeVar("ValueT")

OpenDatabase = Callable[[], AbstractContextManager["Database"]]
"""Opens the database of the runtime."""


class Kept:
    """The database of the runtime, opened by whoever asks first, and kept until `close`: its connections are pooled."""

    def __init__(self, make: Callable[[], Database]) -> None:
        """`make` gives the database. It raises what hinders it, also each time that it is asked for."""
        self._make = make
        self._guard = threading.Lock()
        self._opened: Database | None = None

    @contextmanager
    def __call__(self) -> Iterator[Database]:
        """The database, whose tables are there in this version. Raises what `make` raises, and StoreUnready."""
        with self._guard:
            if self._opened is None:
                made = self._make()
                try:
                    made.verify()
                except BaseException:
                    made.close()
                    raise
                self._opened = made
            opened = self._opened
        yield opened

    def close(self) -> None:
        """Closes its connections."""
        with self._guard:
            if self._opened is not None:
                self._opened.close()
            self._opened = None


class State:
    """The estate as it stood when it was read, on a day. What is asked of it twice is worked out once."""

    def __init__(
        self, estate: Estate, top: Path, on: date, database: OpenDatabase | None = None, serial: int = 0
    ) -> None:
        """`serial` counts how often the estate was read."""
        self.estate = estate
        self.top = top
        self.on = on
        self.database = database
        self.serial = serial
        self.workshop: Workshop | None = None
        self._kept: dict[Hashable, Any] = {}
        self._locks: dict[Hashable, threading.Lock] = {}
        self._guard = threading.Lock()
        self._works: dict[Hashable, _Work] = {}
        self._made: dict[Hashable, tuple[float, Any]] = {}

    def kept(self, key: Hashable, make: Callable[[], ValueT]) -> ValueT:
        """What `make` gives, made once for a key; whoever asks meanwhile waits for it."""
        if key in self._kept:
            return cast("ValueT", self._kept[key])
        with self._guard:
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            if key not in self._kept:
                self._kept[key] = make()
            return cast("ValueT", self._kept[key])

    def worked(self, key: Hashable, work: Callable[..., ValueT], *args: Any) -> ValueT:
        """What `work(state, *args)` gives, made once for a key, in the workshop where there is one.

        `work` is a function of a module, and its result can be pickled.
        """

        def make() -> ValueT:
            return self.workshop.made(self, work, *args) if self.workshop is not None else work(self, *args)

        return self.kept(key, make)

    def anew(self, serial: int) -> State:
        """The same estate as it stands now."""
        return _read_at(self.top, self.database, serial)

    def soon(self, key: Hashable, make: Callable[[], ValueT], patience: float = 0.2) -> ValueT | None:
        """What `kept` gives, where that takes no longer than `patience` seconds; None while it is still being made.

        It is made on, behind whoever asked. Raises what `make` raised.
        """
        if key not in self._kept:
            with self._guard:
                work = self._works.get(key)
                if work is None:
                    work = self._works[key] = _Work(lambda: self.kept(key, make))
                    work.thread.start()
            work.thread.join(patience)
            if work.thread.is_alive():
                return None
            with self._guard:
                self._works.pop(key, None)
            if work.error is not None:
                raise work.error
        return cast("ValueT", self._kept[key])

    def lately(self, key: Hashable, make: Callable[[], ValueT], seconds: float) -> ValueT:
        """What `make` gave so many seconds ago at most: for what takes long, and changes without the estate."""
        with self._guard:
            lock = self._locks.setdefault(("lately", key), threading.Lock())
        with lock:
            at, value = self._made.get(key, (-math.inf, None))
            if time.monotonic() - at > seconds:
                value = make()
                self._made[key] = (time.monotonic(), value)
            return cast("ValueT", value)

    def forget(self, api: str) -> None:
        """Lets go of what was worked out of one API and of its versions: whoever asks again has it made anew."""
        names = {api, *(one.name for one in self.estate.versions(api))} if api in self.estate.apis else {api}
        for key in list(self._kept):
            if isinstance(key, tuple) and not names.isdisjoint(key):
                self._kept.pop(key, None)
                self._locks.pop(key, None)

    def version(self, name: str) -> VersionOf:
        """The version that is called so: `billing@2.1.0`."""
        return next(one for one in self.estate.versions(name.partition("@")[0]) if one.name == name)

    def contract(self, version: VersionOf) -> Contract:
        """The contract of a version. Raises InputError where its document cannot be read."""
        key = ("contract", version.name)
        return self.kept(key, lambda: contract_of_version(self.estate, version, Options(), []))


class _Work:
    """Something that is made in a thread of its own, and what went wrong."""

    def __init__(self, make: Callable[[], object]) -> None:
        self._make = make
        self.error: Exception | None = None
        self.thread = threading.Thread(target=self._run, name="govkit-portal-work", daemon=True)

    def _run(self) -> None:
        try:
            self._make()
        except Exception as error:  # noqa: BLE001 - whoever waits for it is told
            self.error = error


@dataclass(frozen=True, slots=True)
class _Read:
    state: State
    stamps: object


class Held:
    """The newest state: read again, by whoever asks first, once files have changed and the day has."""

    def __init__(self, top: Path, stamps: Callable[[], object], database: OpenDatabase | None = None) -> None:
        self._top = top
        self._stamps = stamps
        self._database = database
        self._guard = threading.Lock()
        self._workshop: Workshop | None = None
        self._read = _Read(_read_at(top, database, 0), stamps())

    def begin(self) -> None:
        """Begins the workshop. No thread may run yet; `close` ends it."""
        gc.collect()
        gc.freeze()  # what was read stays: the collector need not go over it while somebody waits
        self._workshop = self.state.workshop = Workshop.of(self.state)

    def close(self) -> None:
        """Ends the workshop."""
        if self._workshop is not None:
            self._workshop.close()

    @property
    def state(self) -> State:
        """The state as `look` left it."""
        return self._read.state

    def look(self) -> bool:
        """Reads the estate again where its files, or the day, are others than before: whether that was so.

        What cannot be read leaves the state as it was: entries that are broken are problems in it, and are shown.
        """
        with self._guard:
            stamps = self._stamps()
            if stamps == self._read.stamps and today() == self._read.state.on:
                return False
            made = _read_at(self._top, self._database, self._read.state.serial + 1)
            made.workshop = self._workshop
            self._read = _Read(made, stamps)
            gc.unfreeze()  # what was read before is let go of
            return True


def _read_at(top: Path, database: OpenDatabase | None, serial: int) -> State:
    return State(open_estate(cwd=top, cache=True), top, today(), database, serial)
