"""The pacts that a command speaks of: files and folders that are named, or all that the catalog knows."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govkit.checks.pacts import Pact, is_pact, read_pact
from govkit.errors import InputError, Place, UsageError
from govkit.gate import stored
from govkit.gate.cache import Cache, name_of, of_this_code
from govkit.gate.estates.watched import digest_of
from govkit.spec.documents import Document, parse

if TYPE_CHECKING:
    from govkit.catalog.entries import Estate
    from govkit.catalog.entries.source import Source

_MOST_BYTES = 64 * 1024 * 1024
_MOST_REMEMBERED = 50_000  # files

Parties = tuple[str, str]
"""Consumer and provider, as a pact names them."""


@dataclass(frozen=True, eq=False)
class Recorded:
    """The file of a pact: its name for people, its bytes, and its path in the estate, if it is of one.

    `said` are its parties, where somebody knows them without reading it.
    """

    label: str
    data: bytes
    path: str = ""
    said: Parties | None = None

    @cached_property
    def document(self) -> Document:
        """Its tree. Raises InputError."""
        return parse(self.data, self.label)

    @cached_property
    def pact(self) -> Pact:
        """The pact in it. Raises InputError."""
        return read_pact(self.document)

    @property
    def parties(self) -> Parties:
        """Its consumer and its provider. Raises InputError."""
        return self.said or (self.pact.consumer, self.pact.provider)

    @cached_property
    def content(self) -> str:
        """The digest of its bytes."""
        return digest_of(self.data)

    @cached_property
    def digest(self) -> str:
        """What tells it from any other: its name and its content."""
        return digest_of(f"{self.path or self.label}\0{self.content}".encode("utf-8", "surrogateescape"))

    @cached_property
    def hash(self) -> str:
        """The hash of its normal form. Raises InputError for what is no pact."""
        from govkit.catalog.entries.pacts import mark_of, normal_form, pact_text

        if mark_of(self.path) == self.content[:12]:
            return self.content
        tree = self.document.tree
        if not isinstance(tree, dict):
            raise InputError(f"{self.label} is no pact")
        return digest_of(pact_text(normal_form(tree)))


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
            inside = {real: one for real, file in _files(place) if (one := sorting.pact(file)) is not None}
            if not inside:
                raise InputError(f"{path} holds no pact", hint="a pact is a JSON file with a consumer and a provider")
            found |= inside
        elif place.is_file():
            found[os.path.realpath(place)] = Recorded(path, _read(place))
        else:
            raise InputError(f"there is no file {path}", hint="name a pact, or a folder of pacts")
    sorting.keep()
    return list(found.values())


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """The JSON files below a folder, in order, with what they really are; nothing that is hidden in it."""
    real = os.path.realpath(folder)
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda one: one.name):
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _files(folder / entry.name)
            elif entry.name.endswith(".json") and entry.is_file():
                file = folder / entry.name
                yield os.path.realpath(file) if entry.is_symlink() else f"{real}{os.sep}{entry.name}", file


class _Sorting:
    """Tells pacts from other files that nobody named; what the same bytes were before is known."""

    def __init__(self, cache: Cache | None) -> None:
        self._cache = cache
        self._name = name_of("files of folders", of_this_code()) if cache is not None else ""
        kept = cache.get(self._name) if cache is not None else None
        self._known = stored.read(kept, dict[str, Parties | None]) or {}
        self._anew: dict[str, Parties | None] = {}

    def pact(self, file: Path) -> Recorded | None:
        """The pact in a file, None where it is none; what is no JSON at all is told. Raises InputError."""
        one = Recorded(file.as_posix(), _read(file))
        if b'"consumer"' not in one.data or b'"provider"' not in one.data:
            return None
        if one.content not in self._known:
            tree = one.document.tree
            self._anew[one.content] = _parties_in(tree) if is_pact(tree) else None
            return one if self._anew[one.content] is not None else None
        said = self._known[one.content]
        return None if said is None else Recorded(one.label, one.data, said=said)

    def keep(self) -> None:
        """Remembers what was told apart."""
        if self._cache is not None and len(self._anew) > 1:
            data = stored.written((self._known if len(self._known) < _MOST_REMEMBERED else {}) | self._anew)
            if data is not None:
                self._cache.put(self._name, data)


def _parties_in(tree: Any) -> Parties:
    return tree["consumer"]["name"], tree["provider"]["name"]


def _read(file: Path) -> bytes:
    try:
        with file.open("rb", buffering=0) as stream:
            if os.fstat(stream.fileno()).st_size > _MOST_BYTES:
                raise InputError("the file is too large for a pact", place=Place(str(file)))
            return stream.read()
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}") from error


def pacts_of(estate: Estate) -> list[Recorded]:
    """The pacts of an estate: those of the newest version of each consumer, and those that no version is said to have.

    Raises InputError.
    """
    parties = {one.source.path: (one.consumer, one.provider) for one in estate.pacts}
    of_versions = {path for one in estate.consumers.values() for version in one.spec.versions for path in version.pacts}
    old = {posixpath.normpath(path) for path in of_versions}
    loose = (pact.source for pact in estate.pacts if pact.source.path not in old)
    found = {source.path: _of_catalog(source, parties[source.path]) for source in loose}
    for path in _named(estate):
        if path not in found and estate.files.exists(path):  # `validate` tells of those that are not there
            found[path] = Recorded(estate.files.label(path), estate.files.read(path), path, parties.get(path))
    return [one for _, one in sorted(found.items())]


def _of_catalog(source: Source, parties: Parties) -> Recorded:
    return Recorded(source.label, source.data, source.path, parties)


def _named(estate: Estate) -> Iterator[str]:
    from govkit.catalog.entries.pacts import newest

    for consumer in estate.consumers.values():
        latest = newest(consumer.spec)
        named = (*consumer.spec.pacts, *(latest.pacts if latest is not None else ()))
        yield from (posixpath.normpath(path) for path in named)
