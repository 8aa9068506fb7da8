"""Files written together: all of them, or none."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from govkit.errors import UsageError
from govkit.gate.differing import unified


@dataclass(frozen=True, slots=True)
class Writing:
    """Contents for some paths below a folder."""

    root: Path
    contents: Mapping[str, bytes]

    def write(self) -> None:
        """Writes all files, and the folders that are missing. Raises UsageError where that fails: all is as it was."""
        try:
            with contextlib.ExitStack() as undo:
                drafts: dict[Path, Path] = {}
                for path, data in self.contents.items():
                    target = self._real(path)
                    _make_folders(target.parent, undo)
                    drafts[target] = _draft(target, data)
                    undo.callback(_remove, drafts[target])
                for target, draft in drafts.items():
                    undo.callback(_restore, target, target.read_bytes() if target.exists() else None)
                    draft.replace(target)
                undo.pop_all()
        except OSError as error:
            said = f"{error.filename} cannot be written: {error.strerror}"
            raise UsageError(said, hint="nothing was written") from error

    def _real(self, path: str) -> Path:
        target = Path(os.path.realpath(self.root / path))
        if not target.is_relative_to(self.root.resolve()):
            raise UsageError(f"{path} is a link that leads out of the estate", hint="nothing was written")
        return target


def _make_folders(folder: Path, undo: contextlib.ExitStack) -> None:
    """Makes a folder and those around it, as far as they are missing."""
    if folder.is_dir():
        return
    _make_folders(folder.parent, undo)
    folder.mkdir()
    undo.callback(_remove, folder)


def _remove(made: Path) -> None:
    """Removes a draft, or a folder in which nobody has put anything since."""
    with contextlib.suppress(OSError):
        if made.is_dir():
            made.rmdir()
        else:
            made.unlink(missing_ok=True)


def _restore(target: Path, data: bytes | None) -> None:
    with contextlib.suppress(OSError):
        if data is None:
            target.unlink(missing_ok=True)
        elif target.read_bytes() != data:
            target.write_bytes(data)


def _draft(target: Path, data: bytes) -> Path:
    """A file with the content beside its target, complete and on disk."""
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            draft.chmod(target.stat().st_mode & 0o7777)
        else:
            umask = os.umask(0)
            os.umask(umask)
            draft.chmod(0o666 & ~umask)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return draft


def difference(path: str, old: bytes | None, new: bytes) -> str:
    """The difference between what stands at a path, if anything does, and what is to, for people."""
    before, after = (data.decode("utf-8-sig").splitlines() for data in (old or b"", new))
    origin = path if old is not None else "/dev/null"
    return "".join(f"{row}\n" for row in unified(before, after, origin, path))
