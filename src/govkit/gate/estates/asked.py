"""What paths on the command line mean in an estate: documents of it, entries, or something elsewhere."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from govkit.errors import InputError
from govkit.findings import Finding, Place
from govkit.spec.documents import Files, FolderFiles, is_spec, may_be_spec, open_source
from govkit.spec.documents.encoding import read_text
from govkit.spec.documents.limits import DEFAULT_LIMITS

if TYPE_CHECKING:
    from govkit.catalog.entries import Estate
    from govkit.gate.estates.definitions import Named


def is_there(files: Files, paths: Iterable[str]) -> bool:
    """Whether all files of a version are there; `definition-missing` tells of those that are not."""
    try:
        return all(files.exists(path) for path in paths)
    except InputError:  # a link that leads out
        return False


def documents_at(estate: Estate, mocks: str, ours: Iterable[str], named: Iterable[Named]) -> list[Named]:
    """The documents at some paths: those of API versions as they are named, and those that look like one."""
    files = estate.files
    found: set[Named] = set()
    entries = (f"{estate.folder}/", f"{mocks}/")
    for path in ours:
        known = {one for one in named if any(not path or file == path or file.startswith(f"{path}/") for file in one)}
        found |= known
        is_named = {file for one in known for file in one}
        if not files.exists(path):
            inside = (other for other in files.list(path) if may_be_spec(other) and other not in is_named)
            found |= {(other,) for other in inside if is_spec(files.read(other))}
        elif not known and (not path.startswith(entries) or is_spec(files.read(path))):
            found.add((path,))  # what is no entry is read as a description, and refused where it is none
    return sorted(found)


def is_at(finding: Finding, ours: Iterable[str], files: Files) -> bool:
    """Whether a finding stands in a file at one of some paths of an estate."""
    file = finding.new.file if finding.new else ""
    return any(not path or file == files.label(path) or file.startswith(f"{files.label(path)}/") for path in ours)


def inside(path: str, top: Path) -> bool:
    """Whether an argument names something below the top of an estate as it lies there."""
    if path == "-":
        return False
    try:
        if (":" in path or "@" in path) and not Path(path).exists():  # of a revision, or a version of the catalog
            return False
        return Path(path).resolve().is_relative_to(top)
    except (OSError, ValueError):
        return False


def within(path: str, top: Path) -> str:
    """A path as the estate knows it; empty for its top. Raises InputError where nothing is there."""
    if not Path(path).exists():
        open_source(path)  # says what is wrong, with a hint
    whole = Path(os.path.abspath(path))  # noqa: PTH100  a link keeps its name
    inside = Path(os.path.relpath(whole.parent.resolve() / whole.name, top)).as_posix()
    return "" if inside == "." else inside


def lines_in(
    first: Callable[[Place], str | None], files: Files, last: Callable[[Place], str | None] | None
) -> Callable[[Place], str | None]:
    """A function from a place to its line, read from the file when somebody asks."""
    shown = files.root if isinstance(files, FolderFiles) else Path.cwd()
    texts: dict[str, list[str]] = {}

    def line_of(place: Place) -> str | None:
        found = first(place) or (last(place) if last is not None else None)
        if found is not None or place.line is None:
            return found
        if place.file not in texts:
            texts[place.file] = _text(Path(place.file), shown)
        lines = texts[place.file]
        return lines[place.line - 1] if place.line <= len(lines) else None

    return line_of


def _text(file: Path, root: Path) -> list[str]:
    real = file.resolve()
    if not real.is_relative_to(root):
        return []
    try:
        return read_text(real.read_bytes(), file.name, DEFAULT_LIMITS).string.split("\n")
    except (OSError, InputError):
        return []
