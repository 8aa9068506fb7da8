"""A gate that answers with the samples of the reports, and a program that runs on it.

`python tests/cli/fake_gate.py ARGUMENTS` is `govkit ARGUMENTS` in a process of its own. OLD chooses the answer.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import govkit.gate
from govkit.errors import InputError, Place
from govkit.findings import Rule
from govkit.gate.outcome import Outcome
from tests.reports import samples


@dataclass(frozen=True)
class Options:
    """The options of the gate."""

    profile: str | None = None
    strict: bool = False
    cache: bool = False
    overlays: tuple[str, ...] = ()
    overlays_old: tuple[str, ...] = ()
    overlays_new: tuple[str, ...] = ()


def diff(old: str, new: str, options: Options) -> Outcome:
    """The sample that `old` names, or the failure."""
    if old == "missing.yaml":
        raise InputError("a mapping ends too early\x1b[31m", place=Place("missing.yaml", 3, 7), hint="close the brace")
    if old == "bug":
        raise KeyError("openapi")
    if old == "interrupt":
        os.kill(os.getpid(), signal.SIGINT)
    if old == "dead-git":
        process = subprocess.Popen(["true"], stdin=subprocess.PIPE)
        process.wait()
        assert process.stdin is not None
        process.stdin.write(b"x" * 1_000_000)
        process.stdin.flush()
    if old == "many":
        return samples.many(5_000)
    return {"full": samples.FULL, "clean": samples.CLEAN, "hostile": samples.HOSTILE}[old]


def check(against: str | None, head: str | None, options: Options, *, cwd: Path | None = None) -> Outcome:
    """The whole sample against main, else nothing."""
    return samples.FULL if against == "main" else samples.CLEAN


def validate(paths: Sequence[str], options: Options) -> Outcome:
    """Nothing."""
    return samples.CLEAN


def rulebook() -> dict[str, Rule]:
    """One rule."""
    return {samples.RULE.id: samples.RULE}


def source_lines(outcome: Outcome) -> Callable[[Place], str | None]:
    """The source lines of the samples."""
    return samples.line_of


@dataclass(frozen=True)
class Settings:
    """What govkit.yaml may say."""

    fail_on: str | None = None
    formats: tuple[str, ...] = ()


def settings(cwd: Path) -> Settings:
    """No settings."""
    return Settings()


ALL = {item.__name__: item for item in (Options, diff, check, validate, rulebook, source_lines, settings)}
ALL["Rulebook"] = rulebook


if __name__ == "__main__":
    vars(govkit.gate).update(ALL)
    from govkit.cli import main

    sys.argv[0] = "govkit"
    main()
