"""A `mock.yaml` read, with the seed files beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from govkit.catalog.entries.entry import Entry
from govkit.catalog.entries.problem import Problem
from govkit.catalog.entries.reading import read_entry
from govkit.catalog.entries.source import Source
from govkit.errors import InputError, Place
from govkit.mocks.declared.compiling import Compiler
from govkit.mocks.declared.form import KIND, MockSpec
from govkit.mocks.declared.program import Program
from govkit.mocks.messages import JsonObject, pointer_of
from govkit.mocks.platforms import Platforms, Unknown
from govkit.mocks.state.behaviour import Behaviour
from govkit.spec.documents import Document, parse

BEHAVIOUR = "behaviour.py"
"""The name of the file beside a `mock.yaml` that holds code."""

_MOST_BYTES = 64 * 1024 * 1024
_MOST_TOLD = 50


@dataclass(frozen=True, slots=True)
class MockFile:
    """Where the declared behaviour of a system stands, and what its System says of it. `label` is for people."""

    path: Path
    label: str
    settle: timedelta | None = None

    @property
    def folder(self) -> Path:
        """The folder that it lies in."""
        return self.path.parent

    def beside(self, name: str) -> str:
        """The label of a file beside it."""
        folder, slash, _ = self.label.rpartition("/")
        return f"{folder}{slash}{name}"


@dataclass(slots=True)
class Loaded:
    """What was read: the program, the problems, and the files that it came from."""

    program: Program | None
    problems: list[Problem] = field(default_factory=list)
    files: tuple[Path, ...] = ()


def read_mock(file: MockFile) -> Entry[MockSpec] | list[Problem]:
    """The entry in a file, or what is wrong with it. Raises InputError where it cannot be read at all."""
    data = _data(file.path, file.label)
    read = read_entry(data, file.label, file.label, {KIND.name: KIND})
    if isinstance(read, list):
        return read
    if isinstance(read, Entry) and isinstance(read.spec, MockSpec):
        return Entry(read.kind, read.metadata, read.spec, read.source)
    return [Problem(Source(file.label, file.label, data), (), "this is no mock.yaml", hint="write `kind: Mock`")]


def load(file: MockFile, behaviour: Behaviour, platforms: Platforms) -> Loaded:
    """The program of a system, with its seeds. Raises InputError where a file cannot be read at all."""
    entry = read_mock(file)
    if isinstance(entry, list):
        return Loaded(None, entry, (file.path,))
    compiler = Compiler(entry, behaviour, platforms, file.settle)
    program = compiler.compiled()
    seeds = _Seeds(file, behaviour, platforms, program)
    for name in entry.spec.seed:
        seeds.read(name, compiler)
    problems = [*compiler.mistakes.found, *seeds.problems]
    return Loaded(program, problems, (file.path, *seeds.files))


def _data(path: Path, label: str) -> bytes:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise InputError("the file is larger than 64 MiB", place=Place(label))
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"the file cannot be read: {error.strerror}", place=Place(label)) from error


class _Seeds:
    """The first records of a system."""

    def __init__(self, file: MockFile, behaviour: Behaviour, platforms: Platforms, program: Program) -> None:
        self._file = file
        self._behaviour = behaviour
        self._platforms = platforms
        self._program = program
        self.problems: list[Problem] = []
        self.files: list[Path] = []

    def read(self, name: str, compiler: Compiler) -> None:
        """Reads a seed file: a mapping from collections to lists of records."""
        path = (self._file.folder / name).resolve()
        if not path.is_relative_to(self._file.folder.resolve()):
            hint = "seed files lie beside the mock.yaml, or below it"
            compiler.mistakes.add(("spec", "seed"), f"`{name}` leads out of the folder", hint, text=name)
            return
        if not path.is_file():
            compiler.mistakes.add(("spec", "seed"), f"there is no file `{name}`", text=name)
            return
        self.files.append(path)
        label = self._file.beside(name)
        data = _data(path, label)
        try:
            document = parse(data, label, label)
        except InputError as error:
            at = (error.place.line, error.place.column) if error.place else (None, None)
            self.problems.append(Problem(Source(label, label, data), (), error.message, hint=error.hint or "", at=at))
            return
        self._collections(document, Source(label, label, data, document))

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
