"""The estate in a change: loaded as it was and as it is, as far as the change needs it, and judged."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from govkit.catalog.entries import Estate, Shelf, load
from govkit.errors import InputError, Place
from govkit.findings import Finding
from govkit.gate.codeowners import Home, drift
from govkit.gate.estate_check import EstateCheck, Terms, lines_of_estates
from govkit.gate.outcome import Compared, Step
from govkit.spec.documents import FileChange, Files, FilesBelow, Library, Repository
from govkit.spec.documents.files import UnreadableFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Governed:
    """What was found in the estate of a change. `files` and `catalog` are named from the top of the repository."""

    findings: tuple[Finding, ...]
    files: frozenset[str]
    catalog: str
    libraries: tuple[Library, ...] = ()
    notes: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    pairs: tuple[Compared, ...] = field(default=())
    compared: int = 0
    line_of: Callable[[Place], str | None] | None = None


class EstatesOfChange:
    """The estate around a folder of a repository, at the base and at the head of a change."""

    def __init__(self, repository: Repository, here: Path, folder: str, base: Files, head: Files) -> None:
        self._folder = folder
        top = repository.toplevel.resolve()
        self._below = self._top(here, top, folder, base, head)
        self._base, self._head = self._within(base), self._within(head)
        self._whole = (base, head)

    @staticmethod
    def _top(here: Path, top: Path, folder: str, base: Files, head: Files) -> str | None:
        """The folder of the estate in the repository, empty for its top; None where there is none."""
        inside = PurePosixPath(Path(os.path.relpath(here, top)).as_posix())
        for candidate in (inside, *inside.parents):
            name = "" if str(candidate) == "." else str(candidate)
            below = f"{name}/{folder}" if name else folder
            if _has(head, below) or _has(base, below):
                return name
        return None

    def _within(self, files: Files) -> Files:
        return FilesBelow(files, self._below) if self._below else files

    def check(self, changes: Sequence[FileChange], terms: Terms) -> Governed | None:
        """What is found in the estate; None where there is none. Raises InputError for a broken entry."""
        if self._below is None:
            return None
        changed = self._changed(changes)
        shelf = Shelf()
        head = self._estate(self._head, shelf) or Estate(self._head, self._folder, (), ())
        head.refuse_problems()
        base = self._estate(self._base, shelf)
        run = EstateCheck(base, head, changed, terms)
        findings = run.findings()
        catalog = self._named(self._folder)
        return Governed(
            findings=(*findings, *self._codeowners(base, head)),
            files=frozenset(map(self._named, run.files)),
            catalog=catalog,
            libraries=tuple(run.libraries),
            notes=tuple(run.notes),
            steps=tuple(run.steps),
            pairs=tuple(run.pairs),
            compared=run.compared,
            line_of=lines_of_estates(head, base),
        )

    def _estate(self, files: Files, shelf: Shelf) -> Estate | None:
        """The estate in some files; None where there is no catalog. What was broken at the base is not of a change."""
        return load(files, self._folder, shelf) if _has(files, self._folder) else None

    def _codeowners(self, base: Estate | None, head: Estate) -> list[Finding]:
        """Drift of the block in CODEOWNERS that was not there at the base."""
        before, after = (Home(files, self._below or "") for files in self._whole)
        found = drift(head, after)
        stood = base is not None and not base.problems and _drifted(base, before)
        return [] if stood else found

    def _named(self, path: str) -> str:
        return f"{self._below}/{path}" if self._below else path

    def _changed(self, changes: Sequence[FileChange]) -> set[str]:
        """The paths that changed in the estate, named from its top."""
        prefix = f"{self._below}/" if self._below else ""
        paths = {path for change in changes for path in (change.old, change.new) if path}
        return {path.removeprefix(prefix) for path in paths if path.startswith(prefix)}


def _drifted(base: Estate, home: Home) -> bool:
    """Whether the block was stale before; one that was not whole was."""
    try:
        return bool(drift(base, home))
    except InputError:
        return True


def _has(files: Files, folder: str) -> bool:
    """Whether there is a file below a folder that may be an entry."""
    try:
        return any(path.lower().endswith((".yaml", ".yml", ".json")) for path in files.list(folder))
    except UnreadableFile:
        return False
