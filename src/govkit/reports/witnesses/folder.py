"""The folder of witnesses on disk: written whole, replaced when written again, and never anybody else's."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path

from govkit.errors import UsageError
from govkit.reports.witnesses.files import MARKER

_OURS = re.compile(
    rf"(?:{re.escape(MARKER)}|README\.md|http-client\.env\.json"
    r"|[a-z0-9-]{1,240}\.(?:http|json|body)|pacts/[a-z0-9-]{1,240}\.json)\Z"
)
"""The names that we give: a list of what is ours may be written by others, and names nothing else."""

_LONGEST_LIST = 1_000_000


def check_folder(folder: Path) -> None:
    """Raises UsageError where witnesses may not be written to a folder: it is no folder, or somebody else's."""
    try:
        if not folder.exists():
            if folder.is_symlink() or not folder.parent.is_dir():
                raise UsageError(f"{folder} cannot be made: it leads nowhere", hint="does the folder above it exist?")
        elif not folder.is_dir():
            raise UsageError(f"{folder} is no folder", hint="--write-witnesses takes a folder of its own")
        elif next(folder.iterdir(), None) is not None and not (folder / MARKER).is_file():
            raise UsageError(
                f"{folder} holds other files, so no witnesses are written there",
                hint="name an empty folder, or one that holds witnesses already",
            )
        elif (folder / "pacts").is_symlink():
            raise UsageError(f"{folder / 'pacts'} is a link", hint="take it away: nothing is written outside")
    except OSError as error:
        raise _unwritable(folder, error) from error


def write_folder(folder: Path, files: dict[str, bytes]) -> list[Path]:
    """Writes the files, takes away those of an earlier run that are gone, and gives the paths, sorted.

    Everything is written beside the folder first, and put in place only then. Raises UsageError.
    """
    check_folder(folder)
    folder = folder.resolve()
    known = _known(folder)
    foreign = sorted(name for name in files if name not in known and (folder / name).exists())
    if foreign:
        raise UsageError(f"{folder / foreign[0]} stands where a witness goes, and was not written by govkit")
    try:
        beside = folder if folder.exists() else folder.parent
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=beside) as name:
            draft = Path(name) / "draft"
            for file, content in files.items():
                place = draft / file
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(content)
            _put(draft, folder, files, known)
    except OSError as error:
        raise _unwritable(folder, error) from error
    return sorted(folder / file for file in files)


def _put(draft: Path, folder: Path, files: dict[str, bytes], known: set[str]) -> None:
    if not folder.exists():
        draft.rename(folder)
        return
    listed = sorted({*known, *files})  # were it cut off here, a later run would still know what is ours
    (draft / "list").write_text("".join(f"{name}\n" for name in listed), encoding="ascii")
    (draft / "list").replace(folder / MARKER)
    for file in files.keys() - {MARKER}:
        (folder / file).parent.mkdir(exist_ok=True)
        (draft / file).replace(folder / file)
    for file in known - files.keys():
        (folder / file).unlink(missing_ok=True)
    (draft / MARKER).replace(folder / MARKER)
    if (folder / "pacts").is_dir() and next((folder / "pacts").iterdir(), None) is None:
        shutil.rmtree(folder / "pacts")


def _known(folder: Path) -> set[str]:
    """The names of an earlier run's files."""
    try:
        text = (folder / MARKER).read_bytes()[:_LONGEST_LIST].decode("ascii", "replace")
    except OSError:
        return set()
    return {name for name in text.splitlines() if _OURS.match(name)} | {MARKER}


def _unwritable(folder: Path, error: OSError) -> UsageError:
    return UsageError(f"{folder} cannot be written: {error.strerror}", hint="may you write there?")
