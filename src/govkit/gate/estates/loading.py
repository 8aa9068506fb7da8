"""The estate around a folder, from the files as they lie or from a Git revision."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

from govkit.catalog.entries import Estate, Shelf, load
from govkit.errors import GitError, UsageError
from govkit.gate.cache import Cache, cache_at, name_of, of_this_code
from govkit.gate.configuration import estate_top, settings
from govkit.spec.documents import Files, FilesBelow, FolderFiles, GitFiles, Repository

__all__ = ["estate_top", "keep", "open_estate", "read_kept"]

_WORTH_KEEPING = 0.1
"""Seconds of reading; what is read faster than that is read again."""


def open_estate(
    revision: str | None = None, *, cwd: Path | None = None, shelf: Shelf | None = None, cache: bool = False
) -> Estate:
    """The estate around a folder, as it lies or as it stood at a Git revision, whole; what is broken is a problem.

    `shelf` is shared by loads that have much in common. `cache` keeps what was read in `.govkit/cache`, and believes
    what is there. Raises UsageError where there is no estate, GitError, ConfigurationError.
    """
    here = (cwd or Path.cwd()).resolve()
    top = estate_top(here)
    if top is None and revision is None:
        raise UsageError("there is no catalog here", hint="an estate has a folder `catalog/` that holds entries")
    top = top or here
    folder = settings(top).catalog
    files = FolderFiles(top, shown_from=here) if revision is None else _files_of(revision, top)
    if shelf is not None or not cache:
        return load(files, folder, shelf)
    return _loaded(files, folder, cache_at(top))


def _files_of(revision: str, top: Path) -> Files:
    """The files of the estate at a revision: those below its top."""
    repository = Repository.find(top)
    if repository is None:
        raise GitError("this estate is in no Git repository, so it has no revisions")
    files = GitFiles(repository, revision)
    below = Path(os.path.relpath(top, repository.toplevel.resolve())).as_posix()
    return files if below == "." else FilesBelow(files, below)


def _loaded(files: Files, folder: str, cache: Cache | None) -> Estate:
    """The estate, its entries kept for the next time."""
    name = _name_of_entries(folder)
    known = read_kept(cache, name)
    shelf = Shelf(known)
    start = time.monotonic()
    estate = load(files, folder, shelf)
    if cache is not None and shelf.used.keys() != known.keys() and time.monotonic() - start > _WORTH_KEEPING:
        keep(cache, name, shelf.used)
    return estate


def kept_entries(cache: Cache | None, folder: str) -> dict[str, Any]:
    """The entries that an earlier run read, for a shelf."""
    return read_kept(cache, _name_of_entries(folder))


def _name_of_entries(folder: str) -> str:
    return name_of("entries", of_this_code(), folder)


def read_kept(cache: Cache | None, name: str) -> dict[str, Any]:
    """What was kept under a name; empty where nothing was."""
    data = cache.get(name) if cache is not None else None
    if data is None:
        return {}
    from pydantic_core import from_json

    try:
        found = from_json(data, allow_inf_nan=False)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def keep(cache: Cache, name: str, value: dict[str, Any]) -> None:
    """Keeps a value of JSON under a name; what JSON cannot hold is not kept."""
    try:
        data = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except (ValueError, RecursionError):  # such as half of a surrogate pair
        return
    cache.put(name, data)
