"""A target fuzzed for a while: batch after batch of examples, each with a seed of its own, each example bounded."""

from __future__ import annotations

import gc
import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.fuzz.target import Check, Target

BATCH = 200
"""Examples of one seed at most."""
_GRACE = 60.0
"""Seconds that may be spent beyond the budget, to make a failure small."""
_MOST_FAILURES = 8
_LARGEST = 512 * 1024 * 1024
"""Bytes that one example may take more than there were, beside a thousand for each of its characters."""
_STATUS = Path("/proc/self/status")
_CLEAR = Path("/proc/self/clear_refs")
_SOURCES = ("/src/govkit/", "/tests/fuzz/targets/")


class TooMuch(AssertionError):
    """An example took more time or memory than anybody waits for."""


class _Enough(BaseException):
    """The time is over, also that to make failures small."""


@dataclass
class Failure:
    """One thing that went wrong, by its smallest example."""

    kind: str
    where: str
    example: str
    told: str
    seed: int


@dataclass
class Result:
    """What came of a target."""

    name: str
    seed: int
    seconds: float = 0.0
    examples: int = 0
    failures: dict[tuple[str, str], Failure] = field(default_factory=dict)


def fuzzed(
    name: str, target: Target, seconds: float, first: int, batch: int = BATCH, most: int | None = None
) -> Result:
    """Fuzzes a target until its seconds, or its `most` batches, are over. Batch after batch the seed is one more."""
    result = Result(name, first)
    begun = time.monotonic()
    with target.opened() as check:
        number = 0
        while (most is None or number < most) and time.monotonic() - begun < seconds:
            _batch(target, check, result, first + number, batch, begun + seconds)
            number += 1
            if len(result.failures) >= _MOST_FAILURES:
                break
    result.seconds = time.monotonic() - begun
    return result


def _batch(target: Target, check: Check, result: Result, number: int, size: int, until: float) -> None:
    failed = False

    def example(one: Any) -> None:
        nonlocal failed
        now = time.monotonic()
        if now > until + (_GRACE if failed else 0):
            raise _Enough
        result.examples += 1
        try:
            bounded(target, check, one)
        except Exception as error:
            failed = True
            _keep(result, error, one, number)
            raise

    drawn = given(target.examples)(example)
    bare = settings(
        max_examples=size,
        database=None,
        deadline=None,
        derandomize=False,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    try:
        seed(number)(bare(drawn))()
    except _Enough:
        pass
    except Exception:
        if not failed:  # nothing that the oracle said: the target itself is broken
            raise


def _keep(result: Result, error: Exception, one: Any, number: int) -> None:
    """Remembers a failure, by the smallest of its examples; two are one where the same line says the same."""
    where = _where(error)
    key = type(error).__name__, where
    shown, known = repr(one), result.failures.get(key)
    if known is None or len(shown) <= len(known.example):
        told = "".join(traceback.format_exception(error, limit=-6))
        result.failures[key] = Failure(*key, shown, told, number if known is None else known.seed)


def _where(error: Exception) -> str:
    """The innermost line of the package or of a target that an error went through."""
    found = ""
    for frame in traceback.extract_tb(error.__traceback__):
        cut = next((frame.filename.rfind(one) for one in _SOURCES if one in frame.filename), -1)
        if cut >= 0:
            found = f"{frame.filename[cut + 1 :]}:{frame.lineno}"
    return found


# --------------------------------------------------------------------------------------------------------- the bounds


def bounded(target: Target, check: Check, one: Any) -> None:
    """Asks the oracle about an example. Raises TooMuch where that takes longer, or more memory, than it may."""
    size = _size(one)
    most = target.seconds + size / 50_000
    before = _peak(reset=True)
    begun = time.process_time()
    with _alarm(most * 10):
        check(one)
    took = time.process_time() - begun
    if took > most:
        raise TooMuch(f"{took:.1f} s of CPU for {size} characters, and {most:.1f} s are the most")
    grown, largest = _peak() - before, _LARGEST + 1_000 * size
    if grown > largest:
        gc.collect()
        raise TooMuch(f"{grown >> 20} MiB for {size} characters, and {largest >> 20} MiB are the most")


def _size(one: Any) -> int:
    """How many characters an example has, or bytes."""
    if isinstance(one, str | bytes):
        return len(one)
    if isinstance(one, dict):
        return sum(_size(key) + _size(value) for key, value in one.items())
    return sum(map(_size, one)) if isinstance(one, list | tuple) else 4


def _peak(*, reset: bool = False) -> int:
    """The most bytes that the process had since it was reset; 0 where the system does not tell."""
    try:
        if reset:
            _CLEAR.write_text("5", encoding="ascii")
        text = _STATUS.read_text(encoding="ascii")
    except OSError:
        return 0
    return int(text.partition("VmHWM:")[2].split()[0]) * 1024


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Within it, Python code that goes on for ever ends with TooMuch."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def late(_number: int, _frame: FrameType | None) -> None:
        raise TooMuch(f"there was no end of it in {seconds:.0f} s")

    before: Callable[[int, FrameType | None], Any] | int | None = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
