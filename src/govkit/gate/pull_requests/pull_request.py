"""The gate: whether what changed since the merge base may be merged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from govkit.errors import GitError, InputError, UsageError
from govkit.findings import Finding, Place, apply_waivers
from govkit.gate.comparisons.compared import compare_contracts, completed, contract_of, lines_of
from govkit.gate.comparisons.presence import api_added, api_removed
from govkit.gate.comparisons.step import step_between
from govkit.gate.configuration import configuration, today
from govkit.gate.estates.recognition import is_entry_text
from govkit.gate.options import Options
from govkit.gate.outcome import Compared, Outcome, Step
from govkit.gate.pull_requests.governed import EstatesOfChange, Governed, Whereabouts
from govkit.gate.pull_requests.terms import Terms
from govkit.spec.documents import (
    FileChange,
    Files,
    FolderFiles,
    GitFiles,
    Library,
    Repository,
    is_spec,
    may_be_spec,
    specs_in,
)
from govkit.spec.openapi import Contract
from govkit.spec.openapi.semantics import semantics


@dataclass(frozen=True, slots=True)
class _Sides:
    """The files of the base and of the head, and what differs between them."""

    base: Files
    head: Files
    changes: list[FileChange]


def check(
    against: str | None,
    head: str | None,
    options: Options,
    *,
    against_all: bool = False,
    cwd: Path | None = None,
) -> Outcome:
    """Compares every description that changed since the merge base of `against` and the head.

    The head is the working tree as it lies, or the revision `head`. In an estate, versions, lifecycle, lock and
    policies count as well; `against_all` then compares with all active versions. Raises GitError, InputError,
    ConfigurationError.
    """
    for option, value in (("--against", against), ("--head", head)):
        if value is not None and not value.strip():
            raise UsageError(f"{option} names nothing", hint="is a variable empty that should hold a revision?")
    here = (cwd or Path.cwd()).resolve()
    repository = _repository(here)
    config = configuration(here)
    asked, options = options, completed(options, config.settings)
    revision = _revision(repository, against or config.settings.base, head)
    tip = repository.commit(head or "HEAD")
    target = repository.commit(revision)
    base = repository.merge_base(target, tip)
    changes = repository.changed(base, tip if head else None)
    with GitFiles(repository, base) as old_files, _head_files(repository, head, here) as new_files:
        sides = _Sides(old_files, new_files, changes)
        terms = Terms(
            options=asked,
            settings=config.settings,
            waivers=tuple(config.waivers),
            today=today(),
            against_all=against_all,
            here=here,
        )
        place = Whereabouts(repository, here, config.settings.catalog, head, config.settings.names_catalog)
        estates = EstatesOfChange(place, sides.base, sides.head)
        if target != base:
            with GitFiles(repository, target) as target_files:
                terms = replace(terms, target_lock=estates.lock_in(target_files))
        governed = estates.check(changes, terms)
        run = _Run(sides, options, governed)
        findings = [*(governed.findings if governed else ()), *run.findings()]
        return Outcome(
            command="check",
            findings=tuple(apply_waivers(findings, config.waivers, terms.today)),
            profile=options.profile,
            old=f"{revision} (merge base {base[:9]})",
            new=_head_name(repository, head),
            compared=run.compared,
            notes=tuple(run.notes),
            steps=tuple(run.steps),
            line_of=_either(lines_of(run.libraries), governed.line_of if governed else None),
            pairs=tuple(run.pairs),
        )


def _repository(here: Path) -> Repository:
    """The repository around a folder. Raises GitError where there is none."""
    repository = Repository.find(here)
    if repository is None:
        hint = (
            "`govkit check` compares with a commit: run it in the repository of your API, or begin one with `git init`"
        )
        raise GitError("this is no Git repository", hint=hint)
    return repository


def _revision(repository: Repository, named: str | None, head: str | None) -> str:
    """The revision to compare with: the one that is named, else the default branch. Raises GitError, UsageError."""
    if repository.is_empty:
        hint = (
            "`govkit check` compares with a commit: make the first; until then `govkit validate` judges what is there"
        )
        raise GitError("this repository has no commit yet", hint=hint)
    if repository.is_bare and head is None:
        raise GitError("this repository has no working tree", hint="name what is to be judged: --head REV")
    revision = named or repository.default_branch()
    if revision is None:
        name = repository.branch or "main"
        hint = f"name a revision: `govkit check --against {name}`, or `base: {name}` in govkit.yaml"
        raise UsageError("there is nothing to compare with", hint=hint)
    return revision


def _either(
    first: Callable[[Place], str | None], second: Callable[[Place], str | None] | None
) -> Callable[[Place], str | None]:
    return first if second is None else lambda place: first(place) or second(place)


class _Folder(FolderFiles):
    """The working tree, closed like a revision: there is nothing to close."""

    def __enter__(self) -> _Folder:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is held open."""


def _head_files(repository: Repository, head: str | None, here: Path) -> GitFiles | _Folder:
    return GitFiles(repository, head) if head else _Folder(repository.toplevel, here)


def _head_name(repository: Repository, head: str | None) -> str:
    if head:
        return head
    return "the working tree, with uncommitted changes" if repository.is_dirty() else "HEAD"


_LFS = b"version https://git-lfs.github.com/spec/"


def _differs(path: str, base: Files, head: Files) -> bool:
    """Whether a path leads to other content on both sides, links followed."""
    there = base.exists(path), head.exists(path)
    return there[0] != there[1] or (all(there) and base.read(path) != head.read(path))


def _specs_among(files: Files, paths: Iterable[str | None]) -> set[str]:
    """Those of some paths where an API description stands."""
    named = (path for path in paths if path and may_be_spec(path) and files.exists(path))
    return {path for path in named if is_spec(files.read(path))}


class _Run:
    """One run of the gate over what changed."""

    def __init__(self, sides: _Sides, options: Options, governed: Governed | None) -> None:
        self._sides = sides
        self._options = options
        self._governed = governed.files if governed else frozenset[str]()
        self._catalog = governed.catalog if governed else None
        self.libraries: list[Library] = list(governed.libraries if governed else ())
        self.notes: list[str] = list(governed.notes if governed else ())
        self.steps: list[Step] = list(governed.steps if governed else ())
        self.pairs: list[Compared] = list(governed.pairs if governed else ())
        self.compared = governed.compared if governed else 0

    def findings(self) -> Iterator[Finding]:
        """What is found in every description that changed, itself or in a file that it refers to."""
        for old, new in self._descriptions():
            self.compared += 1
            yield from self._description(old, new)

    def _descriptions(self) -> list[tuple[str | None, str | None]]:
        changes = [
            change for change in self._sides.changes if not self._governed.intersection((change.old, change.new))
        ]
        before = _specs_among(self._sides.base, (change.old for change in changes))
        after = _specs_among(self._sides.head, (change.new for change in changes))
        pairs: list[tuple[str | None, str | None]] = []
        elsewhere = False
        for change in changes:
            old = change.old if change.old in before else None
            new = change.new if change.new in after else None
            if old or new:
                pairs.append((old, new))
            elif not self._is_of_catalog(change):
                elsewhere = True
            self._refuse_pointers(change, old, new)
        if elsewhere:
            told = {path for pair in pairs for path in pair if path} | self._governed
            pairs += [(path, path) for path in self._touched(told)]
        return sorted(pairs, key=lambda pair: pair[1] or pair[0] or "")

    def _is_of_catalog(self, change: FileChange) -> bool:
        """Whether a change is one of an entry, or of the lock, to which no description refers."""
        sides = ((change.old, self._sides.base), (change.new, self._sides.head))
        return self._catalog is not None and all(path is None or self._is_entry(path, files) for path, files in sides)

    def _is_entry(self, path: str, files: Files) -> bool:
        if not path.startswith(f"{self._catalog}/") or not files.exists(path):
            return False
        return path.endswith(".lock") or is_entry_text(files.read(path))

    def _refuse_pointers(self, change: FileChange, old: str | None, new: str | None) -> None:
        """Refuses to take a description that Git LFS keeps elsewhere for one that is not there."""
        for path, files, other in ((change.old, self._sides.base, new), (change.new, self._sides.head, old)):
            if path and other and files.exists(path) and files.read(path).startswith(_LFS):
                raise InputError(
                    "this is a pointer of Git LFS, not the description itself",
                    place=Place(files.label(path)),
                    hint="run `git lfs pull`; the base of a comparison cannot be read out of LFS",
                )

    def _touched(self, told: set[str]) -> Iterator[str]:
        """Descriptions whose own path did not change, but what stands behind it or behind a reference did."""
        base, head = self._sides.base, self._sides.head
        for path in specs_in(head):
            if path not in told and base.exists(path) and (_differs(path, base, head) or self._refers_to_change(path)):
                yield path

    def _refers_to_change(self, path: str) -> bool:
        """Whether a file that a description reaches, before or after, is not what it was."""
        reached: set[str] = set()
        for files in (self._sides.base, self._sides.head):
            library = Library(files)
            try:
                library.check_references(library.open(path))
            except InputError:
                return files is self._sides.head  # what was broken before is not of this change
            reached |= {document.path for document in library.documents}
        return any(_differs(other, self._sides.base, self._sides.head) for other in reached)

    def _description(self, old: str | None, new: str | None) -> Iterator[Finding]:
        before = self._old_contract(old) if old else None
        after = self._contract(self._sides.head, new) if new else None
        found: list[Finding] = []
        if before is not None and after is not None:
            found = compare_contracts(before, after, self._options)
            self.pairs.append(Compared(before, after, tuple(found)))
        elif before is not None:
            found = [api_removed(before)]
        elif after is not None and old is None:
            found = [api_added(after)]
        yield from found
        if found or (before is not None and after is not None):
            self.steps.append(step_between(before, after, found))
        if after is not None:
            stood = {finding.fingerprint for finding in semantics(before)} if before is not None else set()
            yield from (finding for finding in semantics(after) if finding.fingerprint not in stood)

    def _old_contract(self, path: str) -> Contract | None:
        try:
            return self._contract(self._sides.base, path, replace(self._options, strict=False))
        except InputError as error:
            self.notes.append(f"{path} could not be read at the base, so it was not compared: {error.message}")
            return None

    def _contract(self, files: Files, path: str, options: Options | None = None) -> Contract:
        library = Library(files)
        self.libraries.append(library)
        document = library.open(path)
        library.check_references(document)
        return contract_of(library, document, options or self._options)
