"""Mocks served in a thread of this process, for tests and demonstrations."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govkit.errors import UsageError
from govkit.mocks.remote import Remote

if TYPE_CHECKING:
    from govkit.mocks.declared.states import Stood
    from govkit.mocks.messages import Request
    from govkit.mocks.system import Handled

_PATIENCE = 30.0
"""Seconds that a server may take to begin, and to end."""


class Mock(Remote):
    """Mocks that answer at `address`; what controls them is that of every Remote."""

    def __init__(self, *targets: str, **options: Any) -> None:
        """Serves what the targets name, as `govkit mock up` would. Raises InputError, UsageError, MissingExtra."""
        from govkit.gate.mocking import Mocks

        mocks = Mocks(targets, **options)
        super().__init__(mocks.address)
        self.notes = list(mocks.notes)
        """What there was, and is, to be said about the targets."""
        self._mocks = mocks
        self._thread = threading.Thread(target=self._serve, name="govkit mock", daemon=True)
        self._ready = threading.Event()
        self._failures: list[BaseException] = []
        self._thread.start()
        if not self._ready.wait(_PATIENCE) or self._failures:
            self.stop()
            raise UsageError(f"the mocks did not begin to answer: {[*self._failures, 'they took too long'][0]}")

    def _serve(self) -> None:
        try:
            self._mocks.run(self._ready.set, self.notes.append)
        except BaseException as error:  # noqa: BLE001 - told to whoever waits in the other thread
            self._failures.append(error)
            self._ready.set()

    def observe(self, told: Callable[[str, Request, Handled], None]) -> None:
        """Tells of every request from now on, in the server's thread: the system, and what became of it."""
        self._mocks.control.books.observed = told

    def standing(self, system: str) -> list[Stood]:
        """The provider states of a system that are set up; none where it declares none."""
        staging = self._mocks.staging
        return staging.states.standing(system) if staging is not None else []

    def stop(self) -> None:
        """Ends it."""
        self._mocks.serving.stop()
        self._thread.join(_PATIENCE)

    def __enter__(self) -> Mock:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


@contextmanager
def mock(
    *targets: str,
    seed: int = 1,
    faults: Path | None = None,
    rate_limits: bool = False,
    cwd: Path | None = None,
    **options: Any,
) -> Iterator[Mock]:
    """Mocks of what the targets name, for as long as the block lasts; all systems of the catalog without any.

    A target is a file, a version (`billing@3`), an API or a system; `options` are further ones of `govkit mock up`.
    Raises InputError, UsageError, MissingExtra.
    """
    with Mock(*targets, seed=seed, faults=faults, rate_limits=rate_limits, cwd=cwd, **options) as served:
        yield served
