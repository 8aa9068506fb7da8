"""The files of one Git revision, read through one `git cat-file --batch` process."""

from __future__ import annotations

import contextlib
import weakref
from collections import deque
from functools import cached_property
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING

from govkit.errors import GitError, InputError, Place
from govkit.spec.documents import git
from govkit.spec.documents.git import Repository
from govkit.spec.documents.limits import DEFAULT_LIMITS

if TYPE_CHECKING:
    import subprocess

_LINK = "120000"
_HOPS = 40  # as many symbolic links as Linux follows


class GitFiles:
    """The files of a revision. A symbolic link is followed inside the revision, and refused where it leads out."""

    def __init__(self, repository: Repository, revision: str) -> None:
        self.repository = repository
        self.revision = revision
        self.commit = repository.commit(revision)
        self._blobs: _Blobs | None = None

    def __enter__(self) -> GitFiles:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the process that reads; a later read starts another."""
        if self._blobs is not None:
            self._blobs.close()
            self._blobs = None

    @cached_property
    def _entries(self) -> dict[str, tuple[str, str]]:
        return {entry.path: (entry.mode, entry.blob) for entry in self.repository.entries(self.commit)}

    @cached_property
    def _links(self) -> frozenset[str]:
        return frozenset(path for path, (mode, _) in self._entries.items() if mode == _LINK)

    @cached_property
    def _folders(self) -> frozenset[str]:
        found: set[str] = {""}
        for path in self._entries:
            folder = path.rpartition("/")[0]
            while folder not in found:
                found.add(folder)
                folder = folder.rpartition("/")[0]
        return frozenset(found)

    def read(self, path: str) -> bytes:
        """The bytes at a path, cut off above the size that any reader accepts."""
        real = self._followed(path)
        entry = self._entries.get(real)
        if entry is None:
            if real in self._folders:
                raise InputError(f"{self.label(path)} is a folder", hint="name a document in it")
            raise InputError(f"there is no file {path} in {self.revision}", place=Place(self.label(path)))
        return self._blob(entry[1])

    def _blob(self, blob: str) -> bytes:
        if self._blobs is None:
            self._blobs = _Blobs(self.repository)
        return self._blobs.read(blob)

    def blob(self, path: str) -> str | None:
        """The id of the content at a path, equal where the bytes are equal; None where there is no file."""
        entry = self._entries.get(self._followed(path))
        return entry[1] if entry else None

    def exists(self, path: str) -> bool:
        """Whether there is a file at a path."""
        return self._followed(path) in self._entries

    def is_folder(self, path: str) -> bool:
        """Whether there is a folder at a path; the top is the empty path."""
        return self._followed(path) in self._folders

    def label(self, path: str) -> str:
        """`REV:path`, the revision as it was asked for."""
        return f"{self.revision}:{path}"

    def list(self, under: str = "") -> list[str]:
        """Every path, sorted; those below a folder only, if one is given."""
        prefix = f"{under}/" if under else ""
        return sorted(path for path in self._entries if path.startswith(prefix))

    def _followed(self, path: str) -> str:
        """The path behind symbolic links."""
        waiting, done, hops = deque(path.split("/")), list[str](), 0
        while waiting:
            part = waiting.popleft()
            if part in ("", "."):
                continue
            if part == "..":
                if not done:
                    raise InputError(f"{path} leads outside the repository", place=Place(self.label(path)))
                done.pop()
                continue
            done.append(part)
            here = "/".join(done)
            if here in self._links:
                hops += 1
                target = self._blob(self._entries[here][1]).decode("utf-8", "surrogateescape")
                if target.startswith("/") or hops > _HOPS:
                    what = (
                        "is a link round in a circle" if hops > _HOPS else "is a link that leads outside the repository"
                    )
                    raise InputError(f"{here} {what}", place=Place(self.label(path)))
                done.pop()
                waiting.extendleft(reversed(target.split("/")))
        return "/".join(done)


class _Blobs:
    """A `git cat-file --batch` process, ended at the latest with the object."""

    def __init__(self, repository: Repository) -> None:
        import subprocess

        self._lock = Lock()
        try:
            self._process = subprocess.Popen(
                ["git", "cat-file", "--batch"],  # noqa: S607  whichever git the user has
                cwd=repository.toplevel,
                env=git.environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except FileNotFoundError as error:
            raise git.missing_git() from error
        self._finalizer = weakref.finalize(self, _stop, self._process)

    def close(self) -> None:
        self._finalizer()

    def read(self, blob: str) -> bytes:
        """The content of a blob, at most one byte more than the limit."""
        reader, writer = self._process.stdout, self._process.stdin
        assert reader is not None
        assert writer is not None
        with self._lock:
            try:
                writer.write(blob.encode() + b"\n")
                writer.flush()
                header = reader.readline().split()
                if len(header) != 3:
                    raise GitError(f"Git does not have the object {blob}", hint="run `git fsck`, or fetch again")
                size = int(header[2])
                data = reader.read(min(size, DEFAULT_LIMITS.bytes + 1))
                left = size - len(data) + 1  # the line end behind it
                while left:
                    left -= len(reader.read(min(left, 1 << 20))) or left
            except OSError as error:
                raise GitError(f"`git cat-file` ended early: {error.strerror}") from error
            return data


def _stop(process: subprocess.Popen[bytes]) -> None:
    import subprocess

    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):  # it ended by itself
                pipe.close()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
