"""The results of all parts in one file: benchmarks/results/<date>.json, each part with the day that it is of.

A part that ran has the moment, the commit and the machine of its run. One that did not keeps what it found before, with
the day of that: as the file gathered before has it where the result is the same, else the day of the commit that
brought it. Pages and charts are made of the newest such file.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.machine import described
from benchmarks.parts import PARTS, RESULTS, Part, shown
from govkit.errors import InputError, Place

_DATED = re.compile(r"\d{4}-\d{2}-\d{2}\.json")
AGAIN = "run `python -m benchmarks {name}` anew, or take the file back: git checkout -- {file}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is known of a part: the JSON that it wrote, and when, from which commit, on what.

    `measured` is a moment in ISO 8601. `dated` says whose it is: of the `run`, of the `commit` that brought the result,
    of the `file` where no commit has it. `failed` says why the part gave nothing when it ran last.
    """

    name: str
    measured: str | None = None
    dated: str = ""
    commit: str = ""
    seconds: float | None = None
    machine: Mapping[str, Any] | None = None
    failed: str = ""
    results: Any = None


@dataclass(frozen=True, slots=True)
class Gathered:
    """All parts as they are known on a day, by their names."""

    date: str
    machine: Mapping[str, Any]
    parts: Mapping[str, Outcome]

    def results(self, name: str) -> Any:
        """What a part wrote; None where it never did."""
        found = self.parts.get(name)
        return found.results if found else None


def read(file: Path) -> Any:
    """The JSON object of a file. Raises InputError with the place of what is wrong, and what to do."""
    hint = AGAIN.format(name=file.stem, file=shown(file))
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"the result cannot be read: {error}", place=Place(shown(file)), hint=hint) from error
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        place = Place(shown(file), error.lineno, error.colno)
        raise InputError(f"the result is no JSON: {error.msg}", place=place, hint=hint) from error
    if not isinstance(found, dict):
        raise InputError("a result is an object", place=Place(shown(file), 1, 1), hint=hint)
    return found


def newest(folder: Path = RESULTS) -> Gathered | None:
    """The newest file of all parts; None where there is none. Raises InputError where it is not of that form."""
    files = sorted(one for one in folder.glob("*.json") if _DATED.fullmatch(one.name))
    if not files:
        return None
    found = read(files[-1])
    try:
        parts = {one["name"]: Outcome(**one) for one in found["parts"]}
        return Gathered(found["date"], found["machine"], parts)
    except (KeyError, TypeError) as error:
        raise InputError(
            f"this is not what all parts are gathered in: {error}",
            place=Place(shown(files[-1]), 1, 1),
            hint="write it anew: python -m benchmarks --gather",
        ) from error


def gather(ran: Mapping[str, Outcome], folder: Path = RESULTS, parts: Sequence[Part] = PARTS) -> Gathered:
    """All parts: what ran now as it ran, the others as they were kept. Raises InputError for a broken result."""
    before = newest(folder)
    found = {one.name: _outcome(one, ran.get(one.name), folder, before) for one in parts}
    today = datetime.now(UTC).date().isoformat()
    return Gathered(today, described(), found)


def write(gathered: Gathered, folder: Path = RESULTS) -> Path:
    """Writes the file of the day; its path."""
    file = folder / f"{gathered.date}.json"
    document = {
        "date": gathered.date,
        "machine": dict(gathered.machine),
        "parts": [asdict(one) for one in gathered.parts.values()],
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return file


def left_behind(folder: Path = RESULTS, parts: Sequence[Part] = PARTS) -> list[str]:
    """The parts whose own result is not what the newest file of all has of them."""
    found = newest(folder)
    files = {one.name: folder / one.result for one in parts}
    return [
        name for name, file in files.items() if file.exists() and (found is None or found.results(name) != read(file))
    ]


def _outcome(part: Part, ran: Outcome | None, folder: Path, before: Gathered | None) -> Outcome:
    file = folder / part.result
    results = read(file) if file.exists() else None
    if ran is not None and ran.measured is not None:
        return replace(ran, results=results)
    failed = ran.failed if ran is not None else ""
    if results is None:
        return Outcome(part.name, failed=failed)
    earlier = before.parts.get(part.name) if before else None
    if earlier is not None and earlier.results == results:
        return replace(earlier, failed=failed or earlier.failed)
    day, commit = _brought(file)
    if day is not None:
        return Outcome(part.name, day, "commit", commit, failed=failed, results=results)
    written = datetime.fromtimestamp(file.stat().st_mtime, UTC).isoformat(timespec="seconds")
    return Outcome(part.name, written, "file", failed=failed, results=results)


def _brought(file: Path) -> tuple[str | None, str]:
    """The moment and the hash of the commit that brought a file as it is; None where no commit did."""
    said = _git(file.parent, "status", "--porcelain", "--", file.name)
    if said is None or said:
        return None, ""
    day, _, commit = (_git(file.parent, "log", "-1", "--format=%aI %h", "--", file.name) or "").partition(" ")
    return (datetime.fromisoformat(day).astimezone(UTC).isoformat(timespec="seconds"), commit) if day else (None, "")


def head(folder: Path) -> str:
    """The commit that is checked out, and whether anything was changed since; empty outside of a repository."""
    commit = _git(folder, "rev-parse", "--short", "HEAD")
    changed = _git(folder, "status", "--porcelain", "--", ".", ":!benchmarks/results")
    return f"{commit}, with uncommitted changes" if commit and changed else commit or ""


def _git(folder: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments],  # noqa: S607 - whose Git it is, is up to who calls
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None
