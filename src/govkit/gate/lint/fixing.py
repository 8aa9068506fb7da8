"""`govkit lint --fix`: what govkit's rules find is mended in the files, where that is certain; all of them, or none."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from govkit.catalog.entries import Estate, VersionOf
from govkit.catalog.entries.functions import describes_functions
from govkit.catalog.entries.lock import locked_tree, locked_trees
from govkit.checks.lint.judge import RULES
from govkit.checks.lint.mending import Mend, Mended, mended
from govkit.errors import InputError
from govkit.findings import discover
from govkit.gate.comparisons.compared import contract_of
from govkit.gate.comparisons.opening import opened
from govkit.gate.configuration import configuration, estate_top, today
from govkit.gate.estates.asked import inside
from govkit.gate.estates.definitions import Named, open_definition
from govkit.gate.estates.loading import open_estate
from govkit.gate.lint.choosing import chosen
from govkit.gate.lint.governed import Governing
from govkit.gate.options import Options
from govkit.gate.writing import Writing, difference
from govkit.spec.documents import Document, Files, FolderFiles, PatchedFiles
from govkit.spec.documents.edits import Edit, tree_after

_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Changed:
    """A file that is mended: what people call it, and what it held and is to hold."""

    path: Path
    label: str
    old: bytes
    new: bytes


@dataclass(frozen=True, slots=True)
class Fixes:
    """What can be mended: the files, and what becomes of each finding for which there is a mend."""

    files: tuple[Changed, ...]
    done: tuple[Mend, ...]
    left: tuple[Mend, ...]

    @property
    def differences(self) -> str:
        """What is different in the files, for people."""
        return "".join(difference(one.label, one.old, one.new) for one in self.files)

    def write(self) -> None:
        """Writes all files. Raises UsageError where one cannot be written: all is as it was then."""
        if self.files:
            contents = {str(one.path): one.new for one in self.files}
            Writing(Path(self.files[0].path.anchor), contents).write()


def lint_fixes(paths: Sequence[str], options: Options) -> Fixes:
    """What can be mended in the documents that a lint of some paths looks at; nothing is written.

    Left alone is what is locked because it is released, what `govkit generate` writes, and rules that a policy has
    switched off. Raises InputError for a document that cannot be read.
    """
    top = estate_top()
    course = _Course()
    if top is None or (paths and not any(inside(path, top) for path in paths)):
        elsewhere = list(paths) or ["."]
    else:
        estate = open_estate(cache=options.cache)
        estate.refuse_problems()
        _Estate(course, estate, top).mend(paths)
        elsewhere = [path for path in paths if not inside(path, top)]
    for path in elsewhere:
        for library, document in opened(path, (), []).values():
            contract = contract_of(library, document, Options())
            course.take(library.files, mended(contract, allowed=_Raw(library.files).allowed))
    return Fixes(tuple(course.files.values()), tuple(dict.fromkeys(course.done)), tuple(dict.fromkeys(course.left)))


class _Course:
    """One run: the files as they are to be, however many documents they are a part of."""

    def __init__(self) -> None:
        self.files: dict[Path, Changed] = {}
        self.done: list[Mend] = []
        self.left: list[Mend] = []

    def take(self, files: Files, result: Mended, root: Path | None = None) -> None:
        """Takes what was mended in documents of some files, which lie below a folder."""
        self.done += result.done
        self.left += result.left
        for document in result.documents:
            folder = root or (files.root if isinstance(files, FolderFiles) else Path.cwd())
            path = Path(os.path.realpath(folder / document.path))
            raw = files.read(document.path)
            new = _MARK + document.data if raw.startswith(_MARK) else document.data
            old = self.files[path].old if path in self.files else raw
            self.files[path] = Changed(path, document.label, old, new)


class _Raw:
    """Whether a document can be edited at all: it is a file as it lies here, and its text."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def allowed(self, document: Document, _edits: Sequence[Edit]) -> str | None:
        """Why it cannot."""
        if not isinstance(self._files, FolderFiles | PatchedFiles):
            return "it is no file of the working tree"
        if self._files.read(document.path) not in (document.data, _MARK + document.data):
            return "the file is packed, or not written in UTF-8"
        return None


class _Estate:
    """The documents of an estate, of which some must not change."""

    def __init__(self, course: _Course, estate: Estate, top: Path) -> None:
        self._course, self._estate, self._top = course, estate, top
        self._governing = Governing(estate, configuration(top).waivers, today())
        self._new: dict[str, bytes] = {}
        self._locked: dict[Document, object] = {}

    def mend(self, paths: Sequence[str]) -> None:
        """Mends the documents at some paths, or all of them."""
        for version, document in chosen(self._estate, self._top, paths):
            files = PatchedFiles(self._estate.files, self._new)
            self._document(files, version, document)

    def _document(self, files: PatchedFiles, version: VersionOf | None, named: Named) -> None:
        library, document = open_definition(files, named, [])
        contract = contract_of(library, document, Options(), version.api.name if version is not None else "")
        raw = _Raw(files)

        def allowed(one: Document, edits: Sequence[Edit]) -> str | None:
            return raw.allowed(one, edits) or self._refused(one, edits)

        result = mended(contract, allowed=allowed, only=self._rules(version))
        self._course.take(files, result, self._top)
        for one in result.documents:
            path = Path(os.path.realpath(self._top / one.path))
            self._new[one.path] = self._course.files[path].new

    def _rules(self, version: VersionOf | None) -> Collection[str] | None:
        """The rules that no policy has switched off for a version."""
        if version is None:
            return None
        policies = self._governing.of(version)
        return {rule for rule in discover(RULES) if policies.severity(rule) != "off"}

    def _refused(self, document: Document, edits: Sequence[Edit]) -> str | None:
        """Why some edits would change what must not be."""
        if document.path in self._generated or describes_functions(document.tree):
            return "`govkit generate` writes this document"
        released = self._released.get(document.path)
        if not released:
            return None
        if document not in self._locked:
            self._locked[document] = locked_tree(document.tree)
        if locked_tree(tree_after(document.tree, edits)) != self._locked[document]:
            return f"{released[0]} is released: what it says is locked"
        return None

    @cached_property
    def _generated(self) -> frozenset[str]:
        """The documents that are made from others."""
        return frozenset(one.version.definition for one in self._estate.versions() if one.version.entities)

    @cached_property
    def _released(self) -> dict[str, list[str]]:
        """By each file of a released version, the versions that are made of it."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for one in self._estate.versions():
            if not one.version.is_released:
                continue
            try:
                reached = locked_trees(self._estate.files, one.version)
            except InputError:  # told where the lock is checked
                continue
            for path in reached:
                found[path].append(one.name)
        return found
