"""Files written together: all of them, or none."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from govkit.errors import UsageError


@dataclass(frozen=True, slots=True)
class Writing:
    """Contents for some paths below a folder."""

    root: Path
    contents: Mapping[str, bytes]

    def write(self) -> None:
        """Writes all files. Raises UsageError where one cannot be written: then all are as they were."""
        drafts: dict[Path, Path] = {}
        kept: dict[Path, bytes | None] = {}
        try:
            for path, data in self.contents.items():
                target = self._real(path)
                drafts[target] = _draft(target, data)
            for target, draft in drafts.items():
                kept[target] = target.read_bytes() if target.exists() else None
                draft.replace(target)
        except OSError as error:
            self._undo(kept)
            said = f"{error.filename} cannot be written: {error.strerror}"
            raise UsageError(said, hint="nothing was written") from error
        except BaseException:
            self._undo(kept)
            raise
        finally:
            for draft in drafts.values():
                draft.unlink(missing_ok=True)

    def _real(self, path: str) -> Path:
        target = Path(os.path.realpath(self.root / path))
        if not target.is_relative_to(self.root.resolve()):
            raise UsageError(f"{path} is a link that leads out of the estate", hint="nothing was written")
        return target

    @staticmethod
    def _undo(kept: Mapping[Path, bytes | None]) -> None:
        for target, data in kept.items():
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
