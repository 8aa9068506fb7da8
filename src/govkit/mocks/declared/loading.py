"""A `mock.yaml` read, with the seed files beside it."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from govkit.catalog.entries.entry import Entry
from govkit.catalog.entries.problem import Problem
from govkit.catalog.entries.reading import read_entry
from govkit.catalog.entries.source import Source
from govkit.errors import InputError
from govkit.mocks.declared.compiling import Compiler
from govkit.mocks.declared.form import KIND, MockSpec
from govkit.mocks.declared.program import Program
from govkit.mocks.messages import JsonObject, pointer_of
from govkit.mocks.platforms import Platforms, Unknown
from govkit.mocks.state.behaviour import Behaviour
from govkit.spec.documents import Document, Files, FolderFiles, parse

MOCK = "mock.yaml"
"""The name of a file that declares behaviour."""

BEHAVIOUR = "behaviour.py"
"""The name of the file beside a `mock.yaml` that holds code."""

_MOST_TOLD = 50


@dataclass(frozen=True, slots=True)
class MockFile:
    """Where the declared behaviour of a system stands, and what its System says of it. `top` holds the files."""

    files: Files
    path: str
    top: Path
    settle: timedelta | None = None
    limited: bool = False
    """Whether the System says how many requests it takes."""

    @property
    def label(self) -> str:
        """The path for people."""
        return self.files.label(self.path)

    @property
    def folder(self) -> str:
        """The folder that it lies in."""
        return posixpath.dirname(self.path)

    @classmethod
    def at(cls, path: Path, shown_from: Path | None = None) -> MockFile:
        """A file by itself."""
        return cls(FolderFiles(path.parent, shown_from=shown_from), path.name, path.parent)


@dataclass(slots=True)
class Loaded:
    """What was read: the program, the problems, and the files that it came from."""

    program: Program | None
    problems: list[Problem] = field(default_factory=list)
    files: tuple[Path, ...] = ()


def read_mock(file: MockFile) -> Entry[MockSpec] | list[Problem]:
    """The entry in a file, or what is wrong with it. Raises InputError where it cannot be read at all."""
    data = file.files.read(file.path)
    read = read_entry(data, file.path, file.label, {KIND.name: KIND})
    if isinstance(read, list):
        return read
    if isinstance(read, Entry) and isinstance(read.spec, MockSpec):
        return Entry(read.kind, read.metadata, read.spec, read.source)
    return [Problem(Source(file.path, file.label, data), (), "this is no mock.yaml", hint="write `kind: Mock`")]


def load(
    file: MockFile, behaviour: Behaviour, platforms: Platforms, entry: Entry[MockSpec] | list[Problem] | None = None
) -> Loaded:
    """The program of a system, with its seeds. Raises InputError where a file cannot be read at all."""
    read = read_mock(file) if entry is None else entry
    own = file.top / file.path
    if isinstance(read, list):
        return Loaded(None, read, (own,))
    compiler = Compiler(read, behaviour, platforms, file.settle, limited=file.limited)
    program = compiler.compiled()
    seeds = _Seeds(file, behaviour, platforms, program)
    for name in read.spec.seed:
        seeds.read(name, compiler)
    problems = [*compiler.mistakes.found, *seeds.problems]
    return Loaded(program, problems, (own, *(file.top / path for path in seeds.paths)))


class _Seeds:
    """The first records of a system."""

    def __init__(self, file: MockFile, behaviour: Behaviour, platforms: Platforms, program: Program) -> None:
        self._file = file
        self._behaviour = behaviour
        self._platforms = platforms
        self._program = program
        self.problems: list[Problem] = []
        self.paths: list[str] = []

    def read(self, name: str, compiler: Compiler) -> None:
        """Reads a seed file: a mapping from collections to lists of records."""
        folder, files = self._file.folder, self._file.files
        path = posixpath.normpath(posixpath.join(folder, name))
        if not path.startswith(f"{folder}/" if folder else "") or path.startswith(("../", "/")):
            hint = "seed files lie beside the mock.yaml, or below it"
            compiler.mistakes.add(("spec", "seed"), f"`{name}` leads out of the folder", hint, text=name)
            return
        if not files.exists(path):
            compiler.mistakes.add(("spec", "seed"), f"there is no file `{name}`", text=name)
            return
        self.paths.append(path)
        label, data = files.label(path), files.read(path)
        try:
            document = parse(data, label, path)
        except InputError as error:
            at = (error.place.line, error.place.column) if error.place else (None, None)
            self.problems.append(Problem(Source(path, label, data), (), error.message, hint=error.hint or "", at=at))
            return
        self._collections(document, Source(path, label, data, document))

    def _collections(self, document: Document, source: Source) -> None:
        tree = document.tree
        if not isinstance(tree, dict):
            hint = "write `/invoices:` and a list of records below it"
            self.problems.append(Problem(source, (), "a seed file maps collections to lists of records", hint=hint))
            return
        for path, listed in tree.items():
            try:
                resource = self._platforms.collection(self._behaviour.system.name, path)[1]
            except Unknown as error:
                self.problems.append(Problem(source, (path,), error.message, hint=error.hint))
                continue
            if resource is None or not isinstance(listed, list):
                self.problems.append(Problem(source, (path,), f"`{path}` is no list of records"))
                continue
            records = self._program.seeds.setdefault(resource.name, [])
            for at, record in enumerate(listed):
                if not isinstance(record, dict):
                    self.problems.append(Problem(source, (path, at), "a record is a mapping"))
                    continue
                records.append(_plain(record))
                if len(self.problems) < _MOST_TOLD:
                    self.problems += self._flaws(source, path, at, resource.item.refusals(record))

    @staticmethod
    def _flaws(source: Source, path: str, at: int, refusals: list[Any]) -> Iterator[Problem]:
        for one in refusals[:3]:
            way = tuple(getattr(one, "path", ()))
            where = pointer_of(way)
            message = str(getattr(one, "message", "it is refused"))[:300]
            yield Problem(source, (path, at, *way), f"record {at + 1}{f', {where}' if where else ''}: {message}")


def _plain(record: JsonObject) -> JsonObject:
    """A record of its own, as JSON has it."""
    found: JsonObject = json.loads(json.dumps(record, default=str))
    return found
