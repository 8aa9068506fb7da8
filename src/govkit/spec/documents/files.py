"""Where documents come from: a folder, a Git revision, memory. None reaches outside its root."""

from __future__ import annotations

import os
import posixpath
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from govkit.errors import InputError, Place
from govkit.spec.documents.limits import DEFAULT_LIMITS


class UnreadableFile(InputError):
    """A file that is there, and that the system does not hand out."""


class Files(Protocol):
    """Named bytes. Paths are relative, with `/`, and never start with `..`."""

    def read(self, path: str) -> bytes:
        """The bytes at a path. Raises InputError where there are none."""

    def exists(self, path: str) -> bool:
        """Whether there is a file at a path."""

    def label(self, path: str) -> str:
        """The path as people know it."""

    def list(self, under: str = "") -> list[str]:
        """Every path, sorted; those below a folder only, if one is given."""


class MemoryFiles:
    """Files that are held in memory."""

    def __init__(self, contents: Mapping[str, bytes]) -> None:
        self._contents = dict(contents)

    def read(self, path: str) -> bytes:
        """The bytes at a path."""
        try:
            return self._contents[path]
        except KeyError:
            raise InputError(f"there is no file {path}", place=Place(path)) from None

    def exists(self, path: str) -> bool:
        """Whether there is a file at a path."""
        return path in self._contents

    def label(self, path: str) -> str:
        """The path itself."""
        return path

    def list(self, under: str = "") -> list[str]:
        """Every path, sorted; those below a folder only, if one is given."""
        return sorted(path for path in self._contents if not under or path.startswith(f"{under}/"))


class PatchedFiles:
    """Files with some contents in the place of what is there, or more: as they would be after a writing.

    `labels` are the names by which people know some of the contents.
    """

    def __init__(self, files: Files, contents: Mapping[str, bytes], labels: Mapping[str, str] | None = None) -> None:
        self._files = files
        self._contents = dict(contents)
        self._labels = dict(labels or {})

    def read(self, path: str) -> bytes:
        """The bytes at a path."""
        return self._contents[path] if path in self._contents else self._files.read(path)

    def exists(self, path: str) -> bool:
        """Whether there is a file at a path."""
        return path in self._contents or self._files.exists(path)

    def label(self, path: str) -> str:
        """The path as people know it."""
        return self._labels.get(path) or self._files.label(path)

    def list(self, under: str = "") -> list[str]:
        """Every path, sorted; those below a folder only, if one is given."""
        more = (path for path in self._contents if not under or path.startswith(f"{under}/"))
        return sorted({*self._files.list(under), *more})


class FilesBelow:
    """The files below a folder of others, named from there: nothing outside of it is reached."""

    def __init__(self, files: Files, folder: str) -> None:
        self._files = files
        self._folder = folder

    def _whole(self, path: str) -> str:
        whole = posixpath.normpath(posixpath.join(self._folder, path))
        if whole != self._folder and not whole.startswith(f"{self._folder}/"):
            raise InputError(f"{path} lies outside {self._folder}", place=Place(path))
        return whole

    def read(self, path: str) -> bytes:
        """The bytes at a path."""
        return self._files.read(self._whole(path))

    def exists(self, path: str) -> bool:
        """Whether there is a file at a path."""
        return self._files.exists(self._whole(path))

    def blob(self, path: str) -> str | None:
        """The id of the content at a path, where the files are those of a revision."""
        blob = getattr(self._files, "blob", None)
        return blob(self._whole(path)) if blob is not None else None

    def label(self, path: str) -> str:
        """The path as people know it."""
        return self._files.label(self._whole(path))

    def list(self, under: str = "") -> list[str]:
        """Every path, sorted; those below a folder only, if one is given."""
        return [path[len(self._folder) + 1 :] for path in self._files.list(self._whole(under))]


_ODD = re.compile(r"(?:\A|/)\.{0,2}(?:/|\Z)")
"""What a path has in it that says the same in fewer words: nothing, or dots, between two slashes."""


class FolderFiles:
    """The files below a folder. A symbolic link that leads out of it is refused."""

    def __init__(self, root: Path, shown_from: Path | None = None) -> None:
        self.root = root.resolve()
        self._shown_from = (shown_from or Path.cwd()).resolve()
        self._top = str(self.root)
        self._below = os.path.join(self._top, "")
        self._folders: dict[str, str] = {}
        inside = self.root.is_relative_to(self._shown_from)
        self._prefix = posixpath.join(self.root.relative_to(self._shown_from).as_posix(), "") if inside else None

    def _real(self, path: str) -> str:
        """The path behind symbolic links. Folders are followed once: an estate has thousands of files in a few."""
        folder, name = posixpath.split(path)
        if folder not in self._folders:
            self._folders[folder] = os.path.realpath(os.path.join(self._top, folder))
        real = os.path.join(self._folders[folder], name)
        if name in ("", ".", "..") or os.path.islink(real):
            real = os.path.realpath(real)
        if real != self._top and not real.startswith(self._below):
            raise InputError(
                f"{path} is a link that leads outside {self.root.name or self.root}",
                place=Place(self.label(path)),
                hint="name the file that the link leads to, or copy it to here",
            )
        return real

    def read(self, path: str) -> bytes:
        """The bytes at a path, cut off above the size that any reader accepts."""
        real = self._real(path)
        try:
            if not stat.S_ISREG(mode := os.stat(real).st_mode) and not stat.S_ISDIR(mode):
                raise InputError(f"{self.label(path)} is a pipe or a device, not a file")
            with open(real, "rb") as file:
                return file.read(DEFAULT_LIMITS.bytes + 1)
        except IsADirectoryError:
            raise InputError(f"{self.label(path)} is a folder", hint="name a document in it") from None
        except FileNotFoundError:
            raise InputError(f"there is no file {self.label(path)}") from None
        except OSError as error:
            raise UnreadableFile(f"{self.label(path)} cannot be read: {error.strerror}") from error

    def exists(self, path: str) -> bool:
        """Whether there is a file at a path inside the folder."""
        try:
            return os.path.isfile(self._real(path))
        except (OSError, ValueError):  # such as a name that is too long
            return False

    def label(self, path: str) -> str:
        """The path as seen from the working directory."""
        if self._prefix is not None and not _ODD.search(path):
            return path if self._prefix == "./" else self._prefix + path
        whole = self.root / path
        if whole.is_relative_to(self._shown_from):
            return whole.relative_to(self._shown_from).as_posix()
        shown = os.path.relpath(whole, self._shown_from)
        return str(whole) if shown.startswith("../../..") else Path(shown).as_posix()

    def _unreadable(self, error: OSError) -> None:
        name = self.label(Path(error.filename).relative_to(self.root).as_posix())
        raise UnreadableFile(f"the folder {name} cannot be read: {error.strerror}") from error

    def list(self, under: str = "") -> list[str]:
        """Every path, sorted; those below a folder only, if one is given. Hidden folders are left out."""
        self._real(under)
        found: list[str] = []
        for folder, folders, names in os.walk(self.root / under, onerror=self._unreadable):
            folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "node_modules")
            base = Path(folder).relative_to(self.root).as_posix()
            found.extend(posixpath.normpath(posixpath.join(base, name)) for name in names)
        return sorted(found)
