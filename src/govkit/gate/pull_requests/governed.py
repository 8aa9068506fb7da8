"""The estate in a change: loaded as it was and as it is, as far as the change needs it, and judged."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from govkit.catalog.entries import Estate, Shelf, load
from govkit.catalog.entries.lock import Lock, read_lock
from govkit.catalog.entries.parties import names_in_pacts
from govkit.errors import InputError, Place
from govkit.findings import Finding
from govkit.gate.cache import cache_at
from govkit.gate.codeowners import Home, drift
from govkit.gate.estates.loading import kept_entries
from govkit.gate.estates.recognition import is_catalog
from govkit.gate.outcome import Compared, Step
from govkit.gate.pull_requests.estate_check import EstateCheck, lines_of_estates
from govkit.gate.pull_requests.terms import Terms
from govkit.gate.pull_requests.touched import HIDDEN, reaching
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


_LARGE = 500
"""Files of a catalog: of a larger one that did not change, only what has to do with a change is read."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where an estate is looked for: around a folder of a repository, in the working tree or at a revision `head`."""

    repository: Repository
    here: Path
    folder: str
    head: str | None
    named: bool = False
    """Whether the settings say that the folder is the catalog, whatever it holds."""


class EstatesOfChange:
    """The estate around a folder of a repository, at the base and at the head of a change."""

    def __init__(self, place: Whereabouts, base: Files, head: Files) -> None:
        self._place, self._folder = place, place.folder
        top = place.repository.toplevel.resolve()
        self._below = self._top(place, top, base, head)
        self._base, self._head = self._within(base), self._within(head)
        self._whole = (base, head)

    @staticmethod
    def _top(place: Whereabouts, top: Path, base: Files, head: Files) -> str | None:
        """The folder of the estate in the repository, empty for its top; None where there is none."""
        inside = PurePosixPath(Path(os.path.relpath(place.here, top)).as_posix())
        for candidate in (inside, *inside.parents):
            name = "" if str(candidate) == "." else str(candidate)
            below = f"{name}/{place.folder}" if name else place.folder
            if any(_has(files, below) and (place.named or is_catalog(files, below)) for files in (head, base)):
                return name
        return None

    def _within(self, files: Files) -> Files:
        return FilesBelow(files, self._below) if self._below else files

    def lock_in(self, files: Files) -> Lock:
        """The lock of the estate in the files of another revision; empty where there is none, or none that is one."""
        if self._below is None:
            return Lock()
        try:
            return read_lock(self._within(files), self._folder)
        except InputError:
            return Lock()

    def check(self, changes: Sequence[FileChange], terms: Terms) -> Governed | None:
        """What is found in the estate; None where there is none. Raises InputError for a broken entry."""
        if self._below is None:
            return None
        changed = self._changed(changes)
        shelf = Shelf()
        owners_changed = any(str(path).endswith("CODEOWNERS") for one in changes for path in (one.old, one.new))
        reached = None if owners_changed else self._narrow(changed, shelf)
        if reached is None and terms.options.cache:
            top = self._place.repository.toplevel / self._below
            shelf = Shelf(kept_entries(cache_at(top), self._folder))
        head = self._estate(self._head, shelf) or Estate(self._head, self._folder, (), ())
        head.refuse_problems()
        base = self._estate(self._base, shelf)
        run = EstateCheck(base, head, changed, terms, reached)
        findings = run.findings()
        catalog = self._named(self._folder)
        return Governed(
            findings=(*findings, *(self._codeowners(base, head) if reached is None else ())),
            files=frozenset(map(self._named, run.files)),
            catalog=catalog,
            libraries=tuple(run.libraries),
            notes=tuple(run.notes),
            steps=tuple(run.steps),
            pairs=tuple(run.pairs),
            compared=run.compared,
            line_of=lines_of_estates(head, base),
        )

    def _narrow(self, changed: set[str], shelf: Shelf) -> set[str] | None:
        """Leaves out, of a large catalog that is as it was, the entries that have nothing to do with the change.

        What has to do with it: the APIs whose documents it reaches, what names those or their systems, all policies and
        environments.
        Answers what the change reaches, if that had to be known.
        """
        if any(path.startswith(f"{self._folder}/") for path in changed):
            return None
        if not changed or len(self._head.list(self._folder)) <= _LARGE:
            return None
        repository, revision = self._place.repository, self._place.head
        hidden = set(repository.matching(HIDDEN, revision, self._below or ""))

        def find(names: set[str]) -> Iterator[str]:
            return self._inside({*repository.mentioning(names, revision, self._below or ""), *hidden})

        reached = reaching(self._head, changed, self._folder, find)
        wanted = set(self._inside(hidden)) | self._mentioning(reached)
        wanted = {path for path in wanted if path.startswith(f"{self._folder}/")}
        estate = load(Some(self._head, self._folder, wanted), self._folder, shelf)
        if estate.apis:
            systems = {str(api.spec.system) for api in estate.apis.values()}
            called = {name for api in estate.apis.values() for name in names_in_pacts(api)}
            wanted |= self._mentioning({*estate.apis, *called, *systems, "Policy", "Environment"})
            estate = load(Some(self._head, self._folder, wanted), self._folder, shelf)
            wanted |= self._mentioning({str(one.spec.entity) for one in estate.mappings.values()})
        self._base, self._head = (Some(files, self._folder, wanted) for files in (self._base, self._head))
        return reached

    def _mentioning(self, words: Iterable[str]) -> set[str]:
        """The entries whose texts hold one of some words."""
        place = self._place
        return set(self._inside(place.repository.mentioning(words, place.head, self._named(self._folder))))

    def _inside(self, paths: Iterable[str]) -> Iterator[str]:
        """Paths of the repository as the estate names them; those outside of it are left out."""
        prefix = f"{self._below}/" if self._below else ""
        return (path.removeprefix(prefix) for path in paths if path.startswith(prefix))

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


class Some:
    """Files of which only some are listed below one folder."""

    def __init__(self, files: Files, folder: str, wanted: set[str]) -> None:
        self._files, self._folder, self._wanted = files, folder, wanted

    def read(self, path: str) -> bytes:
        """The bytes at a path."""
        return self._files.read(path)

    def exists(self, path: str) -> bool:
        """Whether there is a file at a path."""
        return self._files.exists(path)

    def blob(self, path: str) -> str | None:
        """The id of the content at a path, where the files are those of a revision."""
        blob = getattr(self._files, "blob", None)
        return blob(path) if blob is not None else None

    def label(self, path: str) -> str:
        """The path as people know it."""
        return self._files.label(path)

    def list(self, under: str = "") -> list[str]:
        """Every path, sorted; below the folder, only some."""
        if under == self._folder:
            return sorted(path for path in self._wanted if self._files.exists(path))
        return self._files.list(under)


def _has(files: Files, folder: str) -> bool:
    """Whether there is a file below a folder that may be an entry."""
    try:
        return any(path.lower().endswith((".yaml", ".yml", ".json")) for path in files.list(folder))
    except UnreadableFile:
        return False
