"""Each mutant against the tests that reach its lines, shortest modules of tests first, until one of them fails."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from tools.mutation.areas import ROOT
from tools.mutation.forking import Child, Forks, run
from tools.mutation.grafting import forget, graft
from tools.mutation.mutants import Mutant
from tools.mutation.reaching import Reach

LONGEST: Final = 60.0
"""Seconds that the tests of one mutant may take by what they took before; the longest are left out beyond."""


@dataclass
class Trial:
    """A mutant, the tests that are asked, and the process that asks them; none where no test reaches it."""

    mutant: Mutant
    tests: int
    left_out: int
    child: Child | None

    @property
    def outcome(self) -> str:
        """Killed by a test, ended because it took too long, survived, or reached by no test."""
        if self.child is None:
            return "unreached"
        if self.child.late:
            return "timeout"
        return "killed" if self.child.ended else "survived"


@dataclass(frozen=True)
class Tests:
    """The tests of an area, and what they reach."""

    items: dict[str, pytest.Item]
    reaches: list[Reach]

    def about(self, mutant: Mutant) -> tuple[list[str], float, int]:
        """The names of the tests that reach a mutant, the seconds they took, and how many are left out."""
        files = []
        for one in self.reaches:
            found = one.lines.get(mutant.file, {})
            names = [name for name, lines in found.items() if name in self.items and _meet(lines, mutant.lines)]
            files.append(sorted(names, key=lambda name: one.seconds[name]))
        seconds = {name: took for one in self.reaches for name, took in one.seconds.items()}
        chosen: list[str] = []
        total, left = 0.0, 0
        for names in sorted(files, key=lambda names: sum(seconds[name] for name in names)):
            for name in names:
                if chosen and total + seconds[name] > LONGEST:
                    left += 1
                    continue
                chosen.append(name)
                total += seconds[name]
        return chosen, total, left

    def start(self, mutant: Mutant, forks: Forks, *, changed: bool = True) -> Trial:
        """Asks the tests about a mutant in a process of its own; a control is not changed, and must survive."""
        names, seconds, left = self.about(mutant)
        if not names:
            return Trial(mutant, 0, 0, None)
        asked = [self.items[name] for name in names]
        child = forks.start(_Asked(mutant if changed else None, asked), 3 * seconds + 10)
        return Trial(mutant, len(names), left, child)


def _meet(lines: list[int], others: range) -> bool:
    return any(line in others for line in lines)


@dataclass(frozen=True)
class _Asked:
    mutant: Mutant | None
    tests: list[pytest.Item]

    def __call__(self, folder: Path) -> int:
        forget()
        if self.mutant is not None:
            path = ROOT / self.mutant.file
            if not graft(str(path), path.read_text(encoding="utf-8"), self.mutant.text):
                return 0
        gc.freeze()
        return 1 if run(self.tests, folder, first=True) else 0
