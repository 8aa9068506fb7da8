"""The file of a pact, and the pacts that the catalog knows."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from govkit.checks.pacts import Pact, read_pact
from govkit.errors import InputError, Place
from govkit.gate.estates.watched import digest_of
from govkit.spec.documents import Document, parse

if TYPE_CHECKING:
    from govkit.catalog.entries import Estate
    from govkit.catalog.entries.source import Source

_MOST_BYTES = 64 * 1024 * 1024

Parties = tuple[str, str]
"""Consumer and provider, as a pact names them."""


@dataclass(frozen=True, eq=False)
class Recorded:
    """The file of a pact: its name for people, its bytes or where they lie, and its path in the estate, if it has one.

    `said` are its parties, and `known` is the digest of its bytes, where somebody knows them without reading it.
    """

    label: str
    source: bytes | Path
    path: str = ""
    said: Parties | None = None
    known: str | None = None

    @cached_property
    def data(self) -> bytes:
        """Its bytes. Raises InputError, also where they are no longer what is known of them."""
        if isinstance(self.source, bytes):
            return self.source
        data = file_of_pact(self.source)
        if self.known is not None and digest_of(data) != self.known:
            raise InputError(f"{self.label} changed while it was looked at", hint="run the command again")
        return data

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
        return self.known or digest_of(self.data)

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


def file_of_pact(file: Path) -> bytes:
    """The bytes of a file that may be a pact. Raises InputError."""
    try:
        with file.open("rb", buffering=0) as stream:
            if os.fstat(stream.fileno()).st_size > _MOST_BYTES:
                raise InputError("the file is too large for a pact", place=Place(str(file)))
            return stream.read()
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}") from error
