"""The pacts in files and folders that are named; what lies there as an earlier run met it is not read again."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias, TypeVar

from govkit.checks.pacts import is_pact
from govkit.errors import InputError, UsageError
from govkit.gate import stored
from govkit.gate.cache import Cache, name_of, of_this_code
from govkit.gate.pacts.recorded import Parties, Recorded

T = TypeVar("T")

_MOST_REMEMBERED = 50_000  # files
_SETTLED = 2 * 10**9
"""Nanoseconds after which a file that is written again bears another time, on file systems of whole seconds too."""

Stamp: TypeAlias = tuple[int, ...]
"""Size, time of change and of its record (nanoseconds), device and inode of a file: others, once it is written to."""


def named_pacts(paths: Sequence[str], cache: Cache | None = None) -> list[Recorded]:
    """The pacts at some paths; of a folder, every pact that lies below it.

    The cache remembers which files of folders are pacts, and whose. Raises InputError, UsageError.
    """
    found: dict[str, Recorded] = {}
    sorting = _Sorting(cache)
    for path in paths:
        if not path.strip():
            raise UsageError("a path is empty", hint="is a variable empty that should name a pact?")
        place = Path(path)
        if place.is_dir():
            inside = {file.real: one for file in _files(place) if (one := sorting.pact(file)) is not None}
            if not inside:
                raise InputError(f"{path} holds no pact", hint="a pact is a JSON file with a consumer and a provider")
            found |= inside
        elif place.is_file():
            found[os.path.realpath(place)] = Recorded(path, place)
        else:
            raise InputError(f"there is no file {path}", hint="name a pact, or a folder of pacts")
    sorting.keep()
    return list(found.values())


@dataclass(slots=True)
class _File:
    """A file of a folder: how it is reached, what it really is, and its stamp."""

    path: Path
    real: str
    stamp: Stamp


def _files(folder: Path) -> Iterator[_File]:
    """The JSON files below a folder, in order; nothing that is hidden in it."""
    real = os.path.realpath(folder)
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda one: one.name):
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _files(folder / entry.name)
            elif entry.name.endswith(".json") and entry.is_file():
                file = folder / entry.name
                where = os.path.realpath(file) if entry.is_symlink() else f"{real}{os.sep}{entry.name}"
                yield _File(file, where, _stamp(entry.stat()))


def _stamp(found: os.stat_result) -> Stamp:
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_dev, found.st_ino


@dataclass(slots=True)
class _Met:
    """What earlier runs met: the stamps of files with the digest of their content, and whose pact a content is."""

    files: dict[str, tuple[Stamp, str]] = field(default_factory=dict)
    contents: dict[str, Parties | None] = field(default_factory=dict)


class _Sorting:
    """Tells pacts from other files that nobody named; what the same bytes were before is known."""

    def __init__(self, cache: Cache | None) -> None:
        self._cache = cache
        self._name = name_of("files of folders", of_this_code()) if cache is not None else ""
        self._met = stored.read(cache.get(self._name) if cache is not None else None, _Met) or _Met()
        self._anew = _Met()
        self._settled = time.time_ns() - _SETTLED

    def pact(self, file: _File) -> Recorded | None:
        """The pact in a file, None where it is none; what is no JSON at all is told. Raises InputError."""
        stamp, content = self._met.files.get(file.real, (None, None))
        if content is None or stamp != file.stamp or content not in self._met.contents:
            return self._read(file)
        said = self._met.contents[content]
        return None if said is None else Recorded(file.path.as_posix(), file.path, said=said, known=content)

    def _read(self, file: _File) -> Recorded | None:
        one = Recorded(file.path.as_posix(), file.path)
        if max(file.stamp[1:3]) < self._settled:
            self._anew.files[file.real] = (file.stamp, one.content)
        known = next((some for some in (self._met, self._anew) if one.content in some.contents), None)
        if known is None:
            known = self._anew
            known.contents[one.content] = _parties_in(one)
        said = known.contents[one.content]
        return None if said is None else Recorded(one.label, one.data, said=said)

    def keep(self) -> None:
        """Remembers what was told apart, and where it lies."""
        if self._cache is None or max(len(self._anew.files), len(self._anew.contents)) <= 1:
            return
        whole = _Met(
            _more(self._met.files, self._anew.files),
            _more(self._met.contents, self._anew.contents),
        )
        data = stored.written(whole)
        if data is not None:
            self._cache.put(self._name, data)


def _more(known: dict[str, T], anew: dict[str, T]) -> dict[str, T]:
    return (known if len(known) < _MOST_REMEMBERED else {}) | anew


def _parties_in(one: Recorded) -> Parties | None:
    """Whose pact a file is; None for other files."""
    if b'"consumer"' not in one.data or b'"provider"' not in one.data:
        return None
    tree = one.document.tree
    return (tree["consumer"]["name"], tree["provider"]["name"]) if is_pact(tree) else None
