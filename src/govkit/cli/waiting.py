"""A sign of life for whoever waits at a terminal longer than a second."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import IO

from govkit.cli.output import terminal_width

_PATIENCE = 1.0  # seconds: what is faster needs no sign
_FRAMES = "|/-\\"
_CLEAR = "\r\x1b[2K"


@contextlib.contextmanager
def waiting(what: str | Callable[[], str], stream: IO[str] | None = None) -> Iterator[None]:
    """Says on standard error what is being done and for how long, where that is a terminal; nothing stays there.

    What changes on the way is a function, asked again and again.
    """
    terminal = stream or sys.stderr
    if not terminal.isatty():
        yield
        return
    done = threading.Event()
    sign = threading.Thread(target=_show, args=(what, terminal, done), daemon=True)
    sign.start()
    try:
        yield
    finally:
        done.set()
        sign.join()


def _show(what: str | Callable[[], str], terminal: IO[str], done: threading.Event) -> None:
    start = time.monotonic()
    if done.wait(_PATIENCE):
        return
    with contextlib.suppress(OSError, ValueError):
        turn = 0
        while not done.wait(0.1):
            turn += 1
            seconds = int(time.monotonic() - start)
            said = what if isinstance(what, str) else what()
            line = f"{_FRAMES[turn % len(_FRAMES)]} {said}, {seconds} s"
            terminal.write(f"{_CLEAR}{line[: terminal_width() - 1]}")
            terminal.flush()
        terminal.write(_CLEAR)
        terminal.flush()
