"""Holds the descriptions of the reference estate to the recommended rules of Spectral and of Redocly.

The workflows are held to Redocly's alone: of Arazzo, Spectral knows no version after 1.0. Both come from npm, in the
versions of `tools/npm`, into build/peers. An error fails; warnings are counted.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
OURS = ROOT / "tools" / "npm"
CACHE = ROOT / "build" / "peers"
_SILENT = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "CI": "true"}


class Unavailable(Exception):
    """The linters cannot be had here."""


@dataclass(frozen=True)
class Complaint:
    """What a linter says of a place in a description."""

    linter: str
    file: str
    place: str
    rule: str
    message: str
    is_error: bool


def descriptions(root: Path = ROOT) -> list[Path]:
    """The descriptions of the estate: the root file of each version."""
    return sorted((root / "specs").glob("*/*/openapi.yaml"))


def workflows(root: Path = ROOT) -> list[Path]:
    """The Arazzo documents of the estate."""
    return sorted((root / "catalog" / "workflows").glob("*.arazzo.yaml"))


def installed() -> Path:
    """The folder of the programs, installed on first use. Raises Unavailable without npm, or where it fails."""
    programs, lock = CACHE / "node_modules" / ".bin", "package-lock.json"
    mark = CACHE / "node_modules" / ".installed"
    wanted = (OURS / lock).read_text(encoding="utf-8")
    if mark.exists() and mark.read_text(encoding="utf-8") == wanted:
        return programs
    npm = shutil.which("npm")
    if npm is None:
        raise Unavailable("npm is not installed")
    CACHE.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", lock):
        shutil.copy(OURS / name, CACHE / name)
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    try:
        subprocess.run(command, cwd=CACHE, check=True, capture_output=True, text=True, timeout=900)
    except subprocess.SubprocessError as error:
        said = getattr(error, "stderr", "") or str(error)
        raise Unavailable(f"npm cannot install the linters: {str(said).strip().splitlines()[-1]}") from error
    mark.write_text(wanted, encoding="utf-8")
    return programs


def complaints(programs: Path, files: list[Path]) -> Iterator[Complaint]:
    """What both linters say of some descriptions."""
    yield from _of_spectral(programs, files)
    yield from of_redocly(programs, files)


def _of_spectral(programs: Path, files: list[Path]) -> Iterator[Complaint]:
    paths, ruleset = [str(file) for file in files], ["--ruleset", str(OURS / "spectral.yaml")]
    (said,) = _asked([str(programs / "spectral"), "lint", *paths, *ruleset, "--format", "json", "--quiet"])
    for one in said:
        start = one["range"]["start"]
        place, is_error = f"{start['line'] + 1}:{start['character'] + 1}", one["severity"] == 0
        yield Complaint("spectral", _shown(one["source"]), place, one["code"], one["message"], is_error)


def of_redocly(programs: Path, files: list[Path]) -> Iterator[Complaint]:
    """What Redocly says of some descriptions or workflows."""
    paths, config = [str(file) for file in files], ["--config", str(OURS / "redocly.yaml"), "--max-problems", "1000"]
    said = _asked([str(programs / "redocly"), "lint", *paths, *config, "--format", "json"])
    if len(said) != len(files):
        raise Unavailable(f"redocly tells of {len(said)} documents, not of {len(files)}")
    for one in (problem for whole in said for problem in whole["problems"]):
        (at, *_) = one["location"]
        place, is_error = at.get("pointer") or "#/", one["severity"] == "error"
        yield Complaint("redocly", _shown(at["source"]["ref"]), place, one["ruleId"], one["message"], is_error)


def _asked(command: list[str]) -> list[Any]:
    """The JSON documents that a linter writes; its exit code only says whether there are errors."""
    done = subprocess.run(
        command, cwd=CACHE, env={**os.environ, **_SILENT}, capture_output=True, text=True, check=False, timeout=600
    )
    decoder, rest, documents = json.JSONDecoder(), done.stdout.strip(), []
    try:
        while rest:
            document, end = decoder.raw_decode(rest)
            documents.append(document)
            rest = rest[end:].lstrip()
    except ValueError:
        documents.clear()
    if not documents:
        said = (done.stderr or done.stdout).strip()[-500:]
        raise Unavailable(f"{Path(command[0]).name} says nothing that can be read: {said}")
    return documents


def _shown(path: str) -> str:
    return os.path.relpath(CACHE / path, ROOT)


def main() -> int:
    """Prints the errors, and how many warnings there are; 1 where there is an error, 2 where nothing can be said."""
    files, flows = descriptions(), workflows()
    try:
        programs = installed()
        found = [*complaints(programs, files), *of_redocly(programs, flows)]
    except Unavailable as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    errors = [one for one in found if one.is_error]
    for one in errors:
        print(f"{one.file}:{one.place}: {one.message} ({one.linter}: {one.rule})")
    warnings = Counter(one.linter for one in found if not one.is_error)
    print(
        f"{len(files)} descriptions, {len(flows)} documents of workflows, {len(errors)} errors;"
        f" warnings: {warnings['spectral']} of Spectral, {warnings['redocly']} of Redocly"
    )
    return int(bool(errors))


if __name__ == "__main__":
    sys.exit(main())
