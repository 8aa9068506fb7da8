"""Results kept by content: what a judgement asked of files, and whether the answers are still the same."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any

from govkit.errors import InputError
from govkit.findings import Finding
from govkit.spec.documents import Files


class Watched:
    """Files that remember what was asked of them: a result holds as long as the answers are the same."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self.asked: dict[str, str | None] = {}

    def read(self, path: str) -> bytes:
        """The bytes at a path."""
        data = self._files.read(path)
        self.asked[path] = digest_of(data)
        return data

    def exists(self, path: str) -> bool:
        """Whether there is a file at a path."""
        found = self._files.exists(path)
        if not found:
            self.asked[path] = None
        return found

    def label(self, path: str) -> str:
        """The path as people know it."""
        return self._files.label(path)

    def list(self, under: str = "") -> list[str]:
        """Every path below a folder."""
        return self._files.list(under)


class DigestsOf:
    """Digests of files, each read once; None for a file that is not there."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._known: dict[str, str | None] = {}

    def __getitem__(self, path: str) -> str | None:
        if path not in self._known:
            try:
                self._known[path] = digest_of(self._files.read(path)) if self._files.exists(path) else None
            except InputError:
                self._known[path] = ""
        return self._known[path]


def digest_of(data: bytes) -> str:
    """The SHA-256 of some bytes, in hex digits."""
    return hashlib.sha256(data).hexdigest()


@cache
def findings_form() -> Any:
    """What turns findings into JSON and back."""
    from pydantic import TypeAdapter

    return TypeAdapter(list[Finding])
