"""A sign of life for whoever waits at a terminal longer than a second."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import IO

from govkit.cli import output

_PATIENCE = 1.0  # seconds: what is faster needs no sign
_FRAMES = "|/-\\"
_CLEAR = "\r\x1b[2K"


class _Sign:
    """One line of a terminal that turns; of what is done inside of something else, the innermost is told."""

    def __init__(self, what: str | Callable[[], str], terminal: IO[str]) -> None:
        self.whats = [what]
        self._terminal = terminal
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._show, daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Wipes the line away."""
        self._done.set()
        self._thread.join()

    def _show(self) -> None:
        start = time.monotonic()
        if self._done.wait(_PATIENCE):
            return
        with contextlib.suppress(OSError, ValueError):
            turn = 0
            while not self._done.wait(0.1):
                turn += 1
                seconds = int(time.monotonic() - start)
                what = self.whats[-1]
                said = what if isinstance(what, str) else what()
                line = f"{_FRAMES[turn % len(_FRAMES)]} {said}, {seconds} s"
                self._terminal.write(f"{_CLEAR}{line[: output.terminal_width() - 1]}")
                self._terminal.flush()
            self._terminal.write(_CLEAR)
            self._terminal.flush()


_signs: list[_Sign] = []


@contextlib.contextmanager
def waiting(what: str | Callable[[], str], stream: IO[str] | None = None, *, is_step: bool = True) -> Iterator[None]:
    """Says on standard error what is being done and for how long, where that is a terminal; nothing stays there.

    What changes on the way is a function, asked again and again. With --verbose each step stays, with its time; with
    --quiet nothing is said. What is written meanwhile ends the sign.
    """
    terminal = stream or sys.stderr
    if is_step and output.is_verbose():
        with _told(what):
            yield
        return
    if output.is_quiet() or not terminal.isatty():
        yield
        return
    if _signs:
        outer = _signs[-1]
        outer.whats.append(what)
        try:
            yield
        finally:
            outer.whats.pop()
        return
    sign = _Sign(what, terminal)
    _signs.append(sign)
    before = output.before_writing(hush)
    try:
        yield
    finally:
        output.before_writing(before)
        hush()


def hush() -> None:
    """Ends the sign that is shown, if any: something else is written."""
    while _signs:
        _signs.pop().end()


@contextlib.contextmanager
def _told(what: str | Callable[[], str]) -> Iterator[None]:
    start = time.monotonic()
    try:
        yield
    finally:
        said = what if isinstance(what, str) else what()
        output.complain(f"{said}: {time.monotonic() - start:.1f} s")
