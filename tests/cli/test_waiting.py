"""The sign of life while something takes long."""

from __future__ import annotations

import contextlib
import io
import time

import pytest

from govkit.cli import waiting as module
from govkit.cli.waiting import waiting


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test does not wait for a second."""
    monkeypatch.setattr(module, "_PATIENCE", 0.05)


def test_what_takes_long_is_shown_and_wiped_away() -> None:
    terminal = _Terminal()
    with waiting("comparing", terminal):
        time.sleep(0.4)
    assert "comparing, 0 s" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[2K")


def test_what_is_quick_is_not_shown() -> None:
    terminal = _Terminal()
    with waiting("comparing", terminal):
        pass
    assert terminal.getvalue() == ""


def test_a_log_gets_no_sign() -> None:
    log = io.StringIO()
    with waiting("comparing", log):
        time.sleep(0.4)
    assert log.getvalue() == ""


def test_an_error_wipes_it_away_too() -> None:
    terminal = _Terminal()
    with contextlib.suppress(ValueError), waiting("comparing", terminal):
        time.sleep(0.4)
        raise ValueError
    assert terminal.getvalue().endswith("\r\x1b[2K")
