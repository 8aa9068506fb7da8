"""`make fuzz`: every reader of what strangers write, fuzzed for a while, and what came of it.

    python -m tests.fuzz [--seconds N] [--seed N] [TARGET …]

Of each target as many examples are drawn as its seconds allow, in batches: the seeds are the first and those after it.
A failure is told with its smallest example and the seed of its batch, with which it comes back at once. Results are
written to benchmarks/results/fuzz.json, those of the targets that were run beside what is known of the others.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.fuzz.running import Result, fuzzed
from tests.fuzz.target import all_targets

RESULTS = Path(__file__).parents[2] / "benchmarks" / "results" / "fuzz.json"
_SHOWN = 2_000


def main(arguments: Sequence[str] | None = None, say: Callable[[str], object] = sys.stdout.write) -> int:
    """Fuzzes; 1 where anything failed."""
    known = all_targets()
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Fuzzes what reads texts of strangers.")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long each target is fuzzed (60)")
    parser.add_argument("--seed", type=int, default=1, help="the first seed (1)")
    parser.add_argument("--batches", type=int, help="how many batches of examples at most, one for each seed")
    parser.add_argument("--no-results", action="store_true", help="writes no results")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"{', '.join(known)} (all)")
    said = parser.parse_args(arguments)
    unknown = sorted(set(said.targets) - known.keys())
    if unknown:
        parser.error(f"there is no target {unknown[0]}; there are {', '.join(known)}")
    clean = True
    for name in said.targets or known:
        result = fuzzed(name, known[name], said.seconds, said.seed, most=said.batches)
        clean &= not result.failures
        say(told(result))
        sys.stdout.flush()
        if not said.no_results:
            _write(result)
    return 0 if clean else 1


def told(result: Result) -> str:
    """A target in one line, and each of its failures in more."""
    rate = result.examples / result.seconds if result.seconds else 0.0
    count = len(result.failures)
    line = (
        f"{result.name}: {result.examples:,} examples in {result.seconds:.0f} s ({rate:,.0f} a second), "
        f"{count or 'no'} failure{'' if count == 1 else 's'}\n"
    )
    for one in result.failures.values():
        line += (
            f"  {one.kind} at {one.where}\n    example: {one.example[:_SHOWN]}\n"
            f"    again: python -m tests.fuzz --batches 1 --seed {one.seed} {result.name}\n"
            + "".join(f"    {row}\n" for row in one.told.rstrip().splitlines())
        )
    return line


def _write(result: Result) -> None:
    """Puts the result of a target beside those of the others."""
    kept: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    of_targets = kept.get("targets", {})
    of_targets[result.name] = {
        "seconds": round(result.seconds, 1),
        "examples": result.examples,
        "seed": result.seed,
        "failures": len(result.failures),
    }
    told_now = {
        "command": "make fuzz",
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
        "targets": dict(sorted(of_targets.items())),
    }
    made = RESULTS.with_suffix(f".{os.getpid()}")  # others may write theirs meanwhile
    made.write_text(f"{json.dumps(told_now, indent=2)}\n", encoding="utf-8")
    made.replace(RESULTS)


if __name__ == "__main__":
    sys.exit(main())
