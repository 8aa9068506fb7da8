"""Runs the benchmarks with their peers, one after the other, and gathers what they wrote in results/<date>.json.

python -m benchmarks                  all but those that are aside; `make bench` does that, and writes the pages anew
python -m benchmarks NAME…            these alone; the others keep what they found before, with the day of that
python -m benchmarks --list           the names, what each answers, and about how long it takes
python -m benchmarks --gather         runs none, and gathers what lies in results/

Each runs as a process of its own, which is ended when it takes too long; one that fails does not hinder the others.
What they print is kept in build/benchmarks/. The exit code is 0 where all ran well, 1 where one did not, 2 where a name
or a result is wrong, 130 after an interruption; what ran before that is gathered.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.aims import Judged, judged
from benchmarks.gathering import Gathered, Outcome, gather, newest, read, write
from benchmarks.parts import PARTS, RESULTS, ROOT, Part, chosen, shown
from benchmarks.running import Progress, Stage, run
from govkit.errors import GovkitError


def main(arguments: Sequence[str] | None = None, parts: Sequence[Part] = PARTS, stage: Stage | None = None) -> int:
    """Runs what is asked for; the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="see --list")
    parser.add_argument("--list", action="store_true", help="name them, and run none")
    parser.add_argument("--gather", action="store_true", help="run none: gather what lies in results/")
    asked = parser.parse_args(arguments)
    stage = stage or Stage(ROOT, RESULTS, ROOT / "build" / "benchmarks")
    if asked.list:
        print("\n".join(_listed(parts)))
        return 0
    try:
        wanted = [] if asked.gather else chosen(asked.names, parts)
        _sound(stage.results, parts)
        return _run(wanted, stage, parts)
    except GovkitError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code


def _listed(parts: Sequence[Part]) -> list[str]:
    width = max(len(one.name) for one in parts)
    return [
        f"{one.name:{width}}  {one.minutes:>4g} min  {one.answers}{' (only where named)' if one.aside else ''}"
        for one in parts
    ]


def _sound(folder: Path, parts: Sequence[Part]) -> None:
    """Reads all results, before an hour is spent on others. Raises InputError where one is broken."""
    newest(folder)
    for part in parts:
        if (folder / part.result).exists():
            read(folder / part.result)


def _run(wanted: Sequence[Part], stage: Stage, parts: Sequence[Part]) -> int:
    ran: dict[str, Outcome] = {}
    code = 0
    try:
        for outcome in run(wanted, stage, Progress(sys.stderr, len(wanted))):
            ran[outcome.name] = outcome
            code = max(code, int(bool(outcome.failed)))
            write(gather(ran, stage.results, parts), stage.results)
    except KeyboardInterrupt:
        print("\ninterrupted: what ran until now is gathered", file=sys.stderr)
        code = 130
    gathered = gather(ran, stage.results, parts)
    file = write(gathered, stage.results)
    print("\n".join(_told(gathered, ran, file)))
    return code


def _told(gathered: Gathered, ran: dict[str, Outcome], file: Path) -> list[str]:
    failed = [one for one in ran.values() if one.failed]
    kept = [name for name, one in gathered.parts.items() if name not in ran and one.results is not None]
    never = [name for name, one in gathered.parts.items() if one.results is None]
    verdicts = judged(gathered)
    missed = [one for one in verdicts if one.met is False]
    lines = [f"{len(ran) - len(failed)} ran well, {len(kept)} kept from before, written to {shown(file)}"]
    lines += [f"  failed: {one.name}: {one.failed}" for one in failed]
    if never:
        lines.append(f"  never measured: {', '.join(never)}")
    lines.append(f"aims: {sum(one.met is True for one in verdicts)} met, {len(missed)} missed")
    lines += [f"  missed: {_aim(one)}" for one in missed]
    lines += [f"  write in benchmarks/aims.py why: {one.aim.text}" for one in missed if not one.why]
    return [*lines, "`make docs` writes the pages and the figures of the README anew"]


def _aim(one: Judged) -> str:
    return f"{one.aim.text}: {one.shown}, {one.by}"


if __name__ == "__main__":
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code)
