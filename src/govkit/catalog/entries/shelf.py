"""What files of catalogs hold, by their content: what two estates share is read and validated once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeGuard

from govkit.catalog.entries.entry import Entry, PactFile
from govkit.catalog.entries.fuzzings import Fuzzing
from govkit.catalog.entries.kind import API_VERSION, all_kinds
from govkit.catalog.entries.problem import Problem
from govkit.catalog.entries.reading import RESULTS, Read, entry_of, read_entry, result_of
from govkit.catalog.entries.source import Source
from govkit.catalog.entries.verifications import Verification
from govkit.spec.documents import Files, Tree


class Shelf:
    """Files that were read. Hand the same shelf to several loads, and they read what differs between them.

    `trees` are those of entries that were in order, by the SHA-256 of their bytes, as an earlier run kept them, and of
    pacts what is known of them here: their text is not read again. `used` are those that this run met, for whoever
    keeps them for the next.
    """

    def __init__(self, trees: Mapping[str, Tree] | None = None) -> None:
        self._trees = trees or {}
        self._held: dict[str, Read | None] = {}
        self.used: dict[str, Tree] = {}

    def read(self, files: Files, path: str) -> Read | list[Problem] | None:
        """What a file holds, or what is wrong with it; None for one that is no entry. Raises InputError."""
        label = files.label(path)
        blob = _blob_of(files, path)
        if blob in self._held:
            return _placed(self._held[blob], path, label)
        data = files.read(path)
        blob = blob or _git_blob(data)
        if blob in self._held:
            return _placed(self._held[blob], path, label)
        read = self._parsed(data, path, label)
        if not isinstance(read, list):
            self._held[blob] = read
        return read

    def _parsed(self, data: bytes, path: str, label: str) -> Read | list[Problem] | None:
        digest = hashlib.sha256(data).hexdigest()
        tree = self._trees.get(digest)
        if (parties := _parties(tree)) is not None:
            self.used[digest] = tree
            return PactFile(*parties, Source(path, label, data))
        if isinstance(tree, dict) and RESULTS.keys() & tree.keys():
            live = result_of(tree, Source(path, label, data))
            if isinstance(live, Verification | Fuzzing):
                self.used[digest] = tree
                return live
        if is_entry(tree):
            read: Read | list[Problem] | None = entry_of(tree, Source(path, label, data))
            if isinstance(read, Entry):
                self.used[digest] = tree
                return read
        read = read_entry(data, path, label)
        if isinstance(read, Entry | Verification | Fuzzing) and read.source.document is not None:
            self.used[digest] = read.source.document.tree
        elif isinstance(read, PactFile):
            self.used[digest] = {_PACT: [read.consumer, read.provider]}
        return read


_PACT = "(pact)"
"""The only member of what is kept of a pact: its parties."""


def _parties(kept: Tree) -> tuple[str, str] | None:
    """The parties of a pact that was read before."""
    parties = kept.get(_PACT) if isinstance(kept, dict) else None
    return (parties[0], parties[1]) if parties else None


def is_entry(tree: Any) -> TypeGuard[dict[str, Any]]:
    """Whether a tree has the envelope of an entry."""
    return (
        isinstance(tree, dict)
        and tree.get("apiVersion") == API_VERSION
        and tree.get("kind") in all_kinds()
        and {"metadata", "spec"} <= tree.keys()
    )


def _placed(read: Read | None, path: str, label: str) -> Read | None:
    """What was read elsewhere, at the place where the same stands now."""
    if read is None or (read.source.path, read.source.label) == (path, label):
        return read
    return replace(read, source=read.source.elsewhere(path, label))


def _blob_of(files: Files, path: str) -> str | None:
    """The id that Git has for the content, where the files are those of a revision."""
    blob = getattr(files, "blob", None)
    return blob(path) if blob is not None else None


def _git_blob(data: bytes) -> str:
    """The id that Git would give to a content, so that a file that lies in a folder is known from a revision."""
    return hashlib.sha1(b"blob %d\0%b" % (len(data), data), usedforsecurity=False).hexdigest()
