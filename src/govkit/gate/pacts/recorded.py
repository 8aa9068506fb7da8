"""The pacts that a command speaks of: files and folders that are named, or all that the catalog knows."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from govkit.catalog.entries import Estate
from govkit.catalog.entries.pacts import newest
from govkit.checks.pacts import Pact, is_pact, read_pact
from govkit.errors import InputError, Place, UsageError
from govkit.gate.estates.watched import digest_of
from govkit.spec.documents import Document, parse

_MOST_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, eq=False)
class Recorded:
    """The file of a pact: its name for people, its bytes, and its path in the estate, if it is of one."""

    label: str
    data: bytes
    path: str = ""

    @cached_property
    def document(self) -> Document:
        """Its tree. Raises InputError."""
        return parse(self.data, self.label)

    @cached_property
    def pact(self) -> Pact:
        """The pact in it. Raises InputError."""
        return read_pact(self.document)

    @cached_property
    def digest(self) -> str:
        """What tells it from any other: its name and its content."""
        return digest_of(self.label.encode("utf-8", "surrogateescape") + b"\0" + self.data)


def named_pacts(paths: Sequence[str]) -> list[Recorded]:
    """The pacts at some paths; of a folder, every pact that lies below it. Raises InputError, UsageError."""
    found: dict[Path, Recorded] = {}
    for path in paths:
        if not path.strip():
            raise UsageError("a path is empty", hint="is a variable empty that should name a pact?")
        place = Path(path)
        if place.is_dir():
            inside = {file: one for file in sorted(place.rglob("*.json")) if (one := _in_folder(file)) is not None}
            if not inside:
                raise InputError(f"{path} holds no pact", hint="a pact is a JSON file with a consumer and a provider")
            found |= {file.resolve(): one for file, one in inside.items()}
        elif place.is_file():
            found[place.resolve()] = Recorded(path, _read(place))
        else:
            raise InputError(f"there is no file {path}", hint="name a pact, or a folder of pacts")
    return list(found.values())


def _in_folder(file: Path) -> Recorded | None:
    """The pact in a file that nobody named, None where it is none; what is no JSON at all is told."""
    if not file.is_file() or any(part.startswith(".") for part in file.parts[1:]):
        return None
    one = Recorded(file.as_posix(), _read(file))
    if b'"consumer"' not in one.data or b'"provider"' not in one.data:
        return None
    return one if is_pact(one.document.tree) else None


def _read(file: Path) -> bytes:
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise InputError("the file is too large for a pact", place=Place(str(file)))
        return file.read_bytes()
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}") from error


def pacts_of(estate: Estate) -> list[Recorded]:
    """The pacts of an estate: those of the newest version of each consumer, and those that no version is said to have.

    Raises InputError.
    """
    of_versions = {path for one in estate.consumers.values() for version in one.spec.versions for path in version.pacts}
    old = {posixpath.normpath(path) for path in of_versions}
    loose = (pact.source for pact in estate.pacts if pact.source.path not in old)
    found = {source.path: Recorded(source.label, source.data, source.path) for source in loose}
    for path in _named(estate):
        if path not in found and estate.files.exists(path):  # `validate` tells of those that are not there
            found[path] = Recorded(estate.files.label(path), estate.files.read(path), path)
    return [one for _, one in sorted(found.items())]


def _named(estate: Estate) -> Iterator[str]:
    for consumer in estate.consumers.values():
        latest = newest(consumer.spec)
        named = (*consumer.spec.pacts, *(latest.pacts if latest is not None else ()))
        yield from (posixpath.normpath(path) for path in named)
