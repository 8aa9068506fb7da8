"""A command at a terminal of its own, and somebody who answers its questions."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import subprocess
import sys
import termios
import time
from collections.abc import Sequence
from pathlib import Path

INTERRUPT = "\x03"
END = "\x04"


def talk(arguments: Sequence[str], cwd: Path, answers: Sequence[tuple[str, str]]) -> tuple[int, bytes, str]:
    """Runs govkit with standard input and error at a terminal: exit code, standard output, and what was shown there.

    `answers` are pairs of what is waited for and what is then typed.
    """
    master, slave = pty.openpty()

    def take_terminal() -> None:
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    process = subprocess.Popen(
        [sys.executable, "-m", "govkit", *arguments],
        cwd=cwd,
        stdin=slave,
        stderr=slave,
        stdout=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=take_terminal,  # noqa: PLW1509  no thread runs beside this
        env={**os.environ, "NO_COLOR": "1", "TERM": "dumb"},
    )
    os.close(slave)
    shown, since, left = "", 0, list(answers)
    deadline = time.monotonic() + 60
    try:
        while time.monotonic() < deadline:
            if select.select([master], [], [], 0.1)[0]:
                try:
                    data = os.read(master, 65_536)
                except OSError:  # the other side is closed
                    break
                if not data:
                    break
                shown += data.decode()
            elif process.poll() is not None:
                break
            if left and (at := shown.find(left[0][0], since)) >= 0:
                since = at + len(left[0][0])
                answer = left.pop(0)[1]
                os.write(master, answer.encode() if answer in (INTERRUPT, END) else f"{answer}\n".encode())
        out = process.communicate(timeout=30)[0]
    finally:
        process.kill()
        process.wait()
        os.close(master)
    assert not left, f"never asked {left[0][0]!r}:\n{shown}"
    assert "Traceback" not in shown, shown
    return process.returncode, out, shown.replace("\r\n", "\n")
