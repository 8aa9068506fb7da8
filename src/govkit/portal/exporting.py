"""The portal as files that open from a disk or any web server: every page that another refers to, or none."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from govkit.errors import UsageError
from govkit.portal.application import ASSETS, asset
from govkit.portal.making import write
from govkit.portal.spreading import all_made
from govkit.portal.state import State

_MARK = ".govkit-portal"
"""A file that says that a folder was written by this, and what of it: only that is written over."""

_FIRST = "written by govkit portal --static"


@dataclass(frozen=True, slots=True)
class Exported:
    """How much was written, and which pages could not be."""

    pages: int
    failed: tuple[str, ...]


def export(state: State, folder: Path, progress: Callable[[int], None] = lambda _: None) -> Exported:
    """Writes the pages to a folder, all or none: they lie beside it until the last is made.

    Raises UsageError where it holds anything else, or cannot be written.
    """
    folder = folder.resolve()
    _refuse_others(folder)
    with _place_for(folder) as work:
        for name in ASSETS:
            write(work / "assets" / name, asset(name))
        made = all_made(state, work, progress)
        names = sorted(one.name for one in work.iterdir())
        write(work / _MARK, "\n".join([_FIRST, *names, ""]).encode("utf-8", "surrogateescape"))
        try:
            _put(work, folder)
        except OSError as error:
            raise UsageError(f"{folder} cannot be written: {error.strerror}", hint="name another folder") from error
    return Exported(made.pages, tuple(sorted(made.failed)))


def _refuse_others(folder: Path) -> None:
    if folder.is_file():
        raise UsageError(f"{folder} is a file", hint="name a folder for the pages")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / _MARK).exists():
        raise UsageError(
            f"{folder} holds files that govkit did not write", hint="name a new folder: nothing is written over"
        )


@contextmanager
def _place_for(folder: Path) -> Iterator[Path]:
    """An empty folder, which is gone afterwards: beside another, or in it where it is the place of a file system."""
    name = f".{folder.name[:100]}.{secrets.token_hex(4)}.writing"
    work = (folder if os.path.ismount(folder) else folder.parent) / name
    try:
        work.mkdir(parents=True)
    except OSError as error:
        raise UsageError(f"{work.parent} cannot be written: {error.strerror}", hint="name another folder") from error
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _put(work: Path, folder: Path) -> None:
    """Puts what was made in the place of what was made before; what others laid beside that stays."""
    if work.parent == folder:
        _put_into(work, folder)
        return
    if not folder.exists():
        work.rename(folder)
        return
    before = work.with_suffix(".before")
    ours = _ours(folder) | {one.name for one in work.iterdir()}
    folder.rename(before)
    try:
        for other in [one for one in before.iterdir() if one.name not in ours]:
            other.rename(work / other.name)
        work.rename(folder)
    except BaseException:
        if not folder.exists():
            for other in [one for one in work.iterdir() if one.name not in ours]:
                other.rename(before / other.name)
            before.rename(folder)
        raise
    shutil.rmtree(before, ignore_errors=True)


def _put_into(work: Path, folder: Path) -> None:
    made = [one.name for one in work.iterdir()]
    for name in _ours(folder) | set(made):
        there = folder / name
        if there.is_dir() and not there.is_symlink():
            shutil.rmtree(there)
        else:
            there.unlink(missing_ok=True)
    for name in made:
        (work / name).rename(folder / name)


def _ours(folder: Path) -> set[str]:
    """What in a folder was written by this, as its mark says; a name alone, whatever somebody wrote there."""
    try:
        lines = (folder / _MARK).read_text(encoding="utf-8", errors="surrogateescape").splitlines()[1:]
    except OSError:
        return set()
    return {line for line in lines if line and line not in (".", "..") and "/" not in line and "\\" not in line}
