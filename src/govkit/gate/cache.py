"""Results kept in `.govkit/cache`, so that a comparison of what has not changed costs reading alone.

An entry is named by all that its result depends on. It is signed with a key of whoever runs govkit, kept outside of
the project: entries that a change under review brings along are not believed. Deleting the folder loses nothing, and
processes side by side do not disturb each other: an entry is written whole, under another name first.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
import tempfile
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from govkit import __version__

_FOLDER = Path(".govkit", "cache")
_MOST_BYTES = 256 * 1024 * 1024
_SIGNATURE = 32  # bytes of SHA-256
_KEY = 32  # bytes


class Cache:
    """A folder of signed results. What cannot be read or written is not there: a cache never fails."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder = folder
        self._key = key

    def get(self, name: str) -> bytes | None:
        """What was kept under a name of 64 hex digits, or None."""
        try:
            whole = (self._folder / name).read_bytes()
        except OSError:
            return None
        signature, data = whole[:_SIGNATURE], whole[_SIGNATURE:]
        if not hmac.compare_digest(signature, self._signature(name, data)):
            return None
        with contextlib.suppress(OSError):
            os.utime(self._folder / name)  # what is used stays longest
        return data

    def put(self, name: str, data: bytes) -> None:
        """Keeps something under a name; the entries that were used longest ago make room."""
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            ignore = self._folder.parent / ".gitignore"
            if not ignore.exists():
                ignore.write_text("*\n", encoding="utf-8")
            handle, temporary = tempfile.mkstemp(dir=self._folder, prefix=".")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(self._signature(name, data) + data)
                (self._folder / name).unlink(missing_ok=True)  # to replace a file waits for the disk
                Path(temporary).replace(self._folder / name)
            except OSError:
                Path(temporary).unlink(missing_ok=True)
                raise
            self._make_room()

    def _signature(self, name: str, data: bytes) -> bytes:
        return hmac.digest(self._key, name.encode() + data, "sha256")

    def _make_room(self) -> None:
        files = ((file, file.stat()) for file in self._folder.iterdir())
        entries = [(status.st_mtime, status.st_size, file) for file, status in files]
        total = sum(size for _, size, _ in entries)
        for _, size, file in sorted(entries):
            if total <= _MOST_BYTES:
                break
            file.unlink(missing_ok=True)
            total -= size


def cache_at(start: Path) -> Cache | None:
    """The cache of the project around a folder, or None where this user has no place for the key."""
    key = _key()
    return None if key is None else Cache(_home(start.resolve()) / _FOLDER, key)


@cache
def of_this_code() -> str:
    """What tells this build of govkit from any other: a checkout may change while its version does not."""
    top = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256(__version__.encode())
    for name, status in _modules(str(top), ""):
        digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    deciding = find_spec("jsonschema_rs")  # what proves
    if deciding is not None and deciding.origin:
        status = Path(deciding.origin).stat()
        digest.update(f"{deciding.name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _modules(folder: str, below: str) -> Iterator[tuple[str, os.stat_result]]:
    """The modules in a folder, in order."""
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda one: one.name):
            if entry.name.endswith(".py"):
                yield below + entry.name, entry.stat()
            elif entry.name != "__pycache__" and entry.is_dir():
                yield from _modules(entry.path, f"{below}{entry.name}/")


def name_of(*parts: str | bytes) -> str:
    """64 hex digits that name a result by all that it depends on, in order."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.hexdigest()


def _home(start: Path) -> Path:
    """The top of the project: where the settings or the repository are, or else the folder itself."""
    marks = (".git", "govkit.yaml")
    return next(
        (folder for folder in (start, *start.parents) if any((folder / mark).exists() for mark in marks)), start
    )


def _key() -> bytes | None:
    """The key of this user (XDG Base Directory Specification), made when it is first wanted."""
    try:
        folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "govkit"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = folder / "key"
        with contextlib.suppress(FileExistsError):
            handle, temporary = tempfile.mkstemp(dir=folder)
            try:
                with os.fdopen(handle, "wb") as stream:
                    stream.write(secrets.token_bytes(_KEY))
                os.link(temporary, file)  # whole, and only if nobody was faster
            finally:
                Path(temporary).unlink()
        found = file.read_bytes()
    except (OSError, RuntimeError):  # no home, or one that cannot be written
        return None
    return found if len(found) == _KEY else None
