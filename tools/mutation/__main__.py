"""The command line of the mutation tests: which areas and modules, how many mutants of each."""

from __future__ import annotations

import argparse
import importlib
import os
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pytest

from tools.mutation import results
from tools.mutation.areas import AREAS, ROOT, Area
from tools.mutation.forking import Forks
from tools.mutation.mutants import sample
from tools.mutation.reaching import reach
from tools.mutation.trying import Tests

_NICEST: Final = 19
_CONTROLS: Final = 0.25
"""In which share of modules the tests of a mutant are asked about the code as it is, too: nothing may fail there."""


def main(arguments: Sequence[str] | None = None) -> int:
    """The work, area by area. Exit 1 where less than the wanted share dies, or the tests of a control fail."""
    told = _parser().parse_args(arguments)
    os.nice(_NICEST - os.nice(0))
    os.environ["HYPOTHESIS_PROFILE"] = "ci"  # which draws the same examples each time
    for name in told.areas or AREAS:
        loop = _Loop(AREAS[name], told)
        files = [str(file) for file in AREAS[name].test_files()]
        pytest.main([*files, "-q", "-p", "no:cacheprovider", "-m", _QUICK], plugins=[loop])
    kept = results.read(told.to)
    for line in results.lines(kept):
        print(line)
    shares = [area["sums"]["share"] for name, area in kept["areas"].items() if name in (told.areas or AREAS)]
    return 1 if any(share is not None and share < told.share for share in shares) else 0


_QUICK: Final = "not long and not browser and not postgres"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.mutation", description=__doc__)
    parser.add_argument("areas", nargs="*", metavar="AREA", help=f"{', '.join(AREAS)}; all of them unless said")
    parser.add_argument(
        "--sample", type=int, default=12, metavar="N", help="mutants of a module at most, an eighth of them (12)"
    )
    parser.add_argument("--seed", type=int, default=17, metavar="N", help="which mutants are drawn (17)")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="processes at a time (2)")
    parser.add_argument("--module", action="append", default=[], metavar="TEXT", help="only modules whose path has it")
    parser.add_argument("--again", action="store_true", help="only modules of which mutants were alive when last tried")
    parser.add_argument("--minutes", type=float, default=9.0, metavar="N", help="begin no module after so long (9)")
    parser.add_argument("--new", action="store_true", help="only modules of which nothing is kept")
    parser.add_argument("--to", type=Path, default=results.FILE, metavar="FILE", help="where the results are kept")
    parser.add_argument("--share", type=float, default=0.85, metavar="N", help="what share must die (0.85)")
    return parser


class _Loop:
    """Takes the place of pytest's own loop over the tests that it has collected."""

    def __init__(self, area: Area, told: argparse.Namespace) -> None:
        self.area, self.told = area, told
        self.until = time.monotonic() + 60 * told.minutes

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        for file in self.area.files():
            importlib.import_module(".".join(file.relative_to(ROOT / "src").with_suffix("").parts))
        forks = Forks(self.told.jobs)
        tests = Tests({one.nodeid: one for one in session.items}, reach(self.area, session.items, forks))
        kept = results.read(self.told.to)
        area = kept["areas"].setdefault(self.area.name, {"modules": {}})
        area |= {"seed": self.told.seed, "tests": sum(len(one.seconds) for one in tests.reaches)}
        for file in self.area.files():
            if time.monotonic() > self.until:
                print("the rest is left: the time is over")
                break
            name = str(file.relative_to(ROOT))
            if self._wanted(name, area["modules"]):
                area["modules"][name] = self._module(file, tests, forks)
                results.write(kept, self.told.to)
                print(name, {key: value for key, value in area["modules"][name].items() if key != "alive"}, flush=True)
        return True

    def _wanted(self, name: str, modules: dict[str, Any]) -> bool:
        if self.told.new and name in modules:
            return False
        if self.told.again and not modules.get(name, {}).get("alive"):
            return False
        return not self.told.module or any(text in name for text in self.told.module)

    def _module(self, file: Path, tests: Tests, forks: Forks) -> dict[str, Any]:
        possible, mutants = sample(file, ROOT, self.told.sample, self.told.seed)
        trials = [tests.start(one, forks) for one in mutants]
        drawn = random.Random(f"{self.told.seed}:control:{file.name}")  # noqa: S311  a sample, not a secret
        controls = (
            [tests.start(drawn.choice(mutants), forks, changed=False)] if mutants and drawn.random() < _CONTROLS else []
        )
        forks.finish()
        return results.entry(possible, trials, controls)


if __name__ == "__main__":
    sys.exit(main())
