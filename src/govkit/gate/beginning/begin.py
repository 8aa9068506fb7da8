"""The files of a first estate: made from what is said, never over what is there, all of them or none."""

from __future__ import annotations

import json
import os
import posixpath
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from govkit import __version__
from govkit.catalog.entries import all_kinds, load
from govkit.catalog.entries.lock import LOCK, Lock, digest, write_lock
from govkit.catalog.entries.schemas import schema_name, schema_of
from govkit.catalog.workflows import schema as workflows
from govkit.errors import InputError, UsageError
from govkit.gate.beginning.answers import Answers, title_of
from govkit.gate.beginning.reference import reference_files
from govkit.gate.beginning.templates import filled
from govkit.gate.codeowners import FILE as CODEOWNERS
from govkit.gate.codeowners import block_of, repository_around
from govkit.gate.configuration import estate_top, is_catalog_name, settings, settings_file, today
from govkit.gate.kinds import written_kinds
from govkit.gate.writing import Writing
from govkit.spec.documents import FolderFiles, MemoryFiles, yaml_scalar

EXAMPLE = "orders@1.0.0"
"""The version that a first estate has."""

SCHEMAS = ".govkit/schemas"
"""Where the schemas of entries lie, for editors."""

_SPEC = "specs/orders/1.0.0/openapi.yaml"
_WORKFLOW = ".github/workflows/govkit.yaml"
_HOOKS = ".pre-commit-config.yaml"
_EDITOR = ".vscode/settings.json"
_ELSEWHERE = ("CODEOWNERS", "docs/CODEOWNERS")  # where GitHub looks when there is none in .github
_HALF_A_YEAR = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is there already and stays as it is, and what its owner may do about it."""

    path: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Beginning:
    """A first estate, made and not yet written. Paths start at the root of `writing`: the top of the repository."""

    folder: Path
    writing: Writing
    kept: tuple[Kept, ...]
    notes: tuple[str, ...]
    has_example: bool

    def done(self) -> None:
        """Writes the files. Raises UsageError where one cannot be written: then none is."""
        self.writing.write()


def begin(
    folder: Path,
    answers: Answers | None,
    *,
    catalog: str | None = None,
    on: date | None = None,
    example: bool = True,
) -> Beginning:
    """Makes a first estate for a folder, which need not be there yet, alone or in a repository.

    Without answers it is the reference estate; `example` is whether one of one's own has an API to try it on. Raises
    UsageError where the folder belongs to an estate, or its catalog would lie among other things.
    """
    folder = folder.resolve()
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder.name} is a file", hint="name a folder, or one that is to be made")
    if answers is None:
        return _Copied(folder, _catalog_of(folder, catalog)).beginning()
    return _Begun(folder, answers, _catalog_of(folder, catalog), on or today(), example=example).beginning()


def _catalog_of(folder: Path, wanted: str | None) -> str:
    """The folder of the entries. Raises UsageError where there is an estate, or something else of that name."""
    own = settings_file(folder)
    said = settings(folder).catalog if own else "catalog"
    if wanted is not None and not is_catalog_name(wanted):
        raise UsageError(f"--catalog must be a folder below {folder.name or folder}, such as contracts")
    if own and wanted not in (None, said):
        hint = "change the settings, or leave --catalog out"
        raise UsageError(f"{own} says that the catalog is {said}/, not {wanted}/", hint=hint)
    top = estate_top(folder)
    if top is not None and (top != folder or _files_in(folder, settings(folder).catalog)):
        where = "this" if top == Path.cwd() else str(top)
        hint = "`govkit register` adds an API to it, and `govkit validate` judges what is there"
        raise UsageError(f"{where} is an estate already", hint=hint)
    catalog = wanted or said
    if others := _files_in(folder, catalog):
        hint = "`--catalog contracts` names another folder for the entries"
        raise UsageError(f"{catalog}/ holds other things than entries, such as {others[0]}", hint=hint)
    return catalog


def _files_in(folder: Path, catalog: str) -> list[str]:
    if not (folder / catalog).is_dir():
        return []
    try:
        return FolderFiles(folder).list(catalog)
    except InputError as error:
        raise UsageError(error.message, hint="nothing was written") from error


class _Placed:
    """An estate that is to lie in a folder: where its files go, and those around it."""

    _has_example = False

    def __init__(self, folder: Path, catalog: str) -> None:
        self._folder, self._catalog = folder, catalog
        self._root = repository_around(folder)
        below = folder.relative_to(self._root).as_posix()
        self._below = "" if below == "." else below
        self._values = {
            "version": __version__,
            "working_directory": self._working_directory(),
            "validate": self._hook("govkit validate"),
            "check": self._hook("govkit check"),
        }

    def beginning(self) -> Beginning:
        """All files that are not there yet, and what is told of the others."""
        own = dict(self._estate_files())
        estate = load(MemoryFiles(own), self._catalog)
        estate.refuse_problems()
        block = block_of(estate, self._below)
        wanted = {posixpath.join(self._below, path): data for path, data in own.items()}
        wanted |= {
            _WORKFLOW: filled("workflow.yaml", self._values),
            _HOOKS: filled("pre-commit.yaml", self._values),
            _EDITOR: self._editor_settings(),
            CODEOWNERS: f"{block.text}\n".encode(),
        }
        kept = {one.path: one for one in self._kept(wanted)}
        left_out = {*kept, *([CODEOWNERS] if kept.keys() & set(_ELSEWHERE) else [])}
        new = {path: data for path, data in wanted.items() if path not in left_out and not self._is_there(path)}
        return Beginning(self._folder, Writing(self._root, new), tuple(kept.values()), block.notes, self._has_example)

    def _estate_files(self) -> Iterator[tuple[str, bytes]]:
        """The files of the estate, by path from its top; those of a kind of estate come before."""
        yield ".gitignore", filled("gitignore.txt", self._values)
        yield ".govkit/.gitignore", filled("ignored.txt", self._values)
        for kind in written_kinds().values():
            yield f"{SCHEMAS}/{schema_name(kind)}", f"{json.dumps(schema_of(kind), indent=2)}\n".encode()
        yield f"{SCHEMAS}/{workflows.FILE}", f"{json.dumps(workflows.document_schema(), indent=2)}\n".encode()

    def _working_directory(self) -> str:
        """The lines that let a workflow run in the folder of the estate, where that is not the top."""
        if not self._below:
            return ""
        return f"    defaults:\n      run:\n        working-directory: {yaml_scalar(self._below)}\n"

    def _hook(self, command: str) -> str:
        """A command that pre-commit runs at the top of the repository, in the folder of the estate."""
        if not self._below:
            return command
        return yaml_scalar(f"sh -c {shlex.quote(f'cd {shlex.quote(self._below)} && {command}')}")

    def _editor_settings(self) -> bytes:
        """Which schema holds for which entries, as the YAML extension of Visual Studio Code reads it."""
        by_schema = {
            posixpath.join(".", self._below, SCHEMAS, schema_name(kind)): posixpath.join(
                self._below, self._catalog, kind.folder, "**/*.yaml"
            )
            for kind in all_kinds().values()
        }
        documents = posixpath.join(".", self._below, SCHEMAS, workflows.FILE)
        by_schema[documents] = posixpath.join(self._below, self._catalog, "workflows/**/*.yaml")
        mocks = posixpath.join(".", self._below, SCHEMAS, "mock.schema.json")
        by_schema[mocks] = posixpath.join(self._below, "mocks/**/mock.yaml")
        functions = posixpath.join(".", self._below, SCHEMAS, "functions.schema.json")
        by_schema[functions] = posixpath.join(self._below, "functions/functions.yaml")
        return f"{json.dumps({'yaml.schemas': by_schema}, indent=2)}\n".encode()

    def _is_there(self, path: str) -> bool:
        """Whether there is anything at a path: a link that leads nowhere is something."""
        return os.path.lexists(self._root / path)

    def _kept(self, wanted: dict[str, bytes]) -> Iterator[Kept]:
        """The files that are there already, and other than those that are wanted."""
        for path, data in wanted.items():
            if self._is_there(path) and not self._says(path, data):
                yield Kept(path, self._remedy(path))
        if settings_file(self._folder) == "pyproject.toml":
            yield Kept(posixpath.join(self._below, "pyproject.toml"), "its [tool.govkit] holds the settings")
        for path in _ELSEWHERE:
            if self._is_there(path) and not self._is_there(CODEOWNERS):
                yield Kept(path, "move it to .github, and let `govkit codeowners --write` add the catalog's lines")

    def _says(self, path: str, data: bytes) -> bool:
        try:
            return (self._root / path).read_bytes() == data
        except OSError:
            return False

    def _remedy(self, path: str) -> str:
        if path == CODEOWNERS:
            return "`govkit codeowners --write` adds the catalog's lines"
        if path == _WORKFLOW:
            return "see that it runs `govkit validate` and `govkit check`"
        if path == _EDITOR:
            return "editors complete entries all the same: each names its schema in its first line"
        if path.endswith(".schema.json"):
            return f"`govkit schema --write {SCHEMAS}` writes it anew"
        if path == _HOOKS:
            return "hooks run `govkit validate` before a commit and `govkit check` before a push"
        if path == posixpath.join(self._below, ".gitignore"):
            return "nothing is needed: .govkit/ has one of its own"
        if path.endswith(".gitignore"):
            return "let it hold `/*`, `!/.gitignore` and `!/schemas/`, so that the schemas are committed"
        return ""


class _Begun(_Placed):
    """An estate of one's own, with the names that were said."""

    def __init__(self, folder: Path, answers: Answers, catalog: str, on: date, *, example: bool) -> None:
        super().__init__(folder, catalog)
        self._answers = answers
        self._wants_example = example
        self._has_example = example and not os.path.lexists(folder / _SPEC)
        self._values |= {
            "catalog": catalog,
            "domain": yaml_scalar(answers.domain),
            "domain_text": answers.domain,
            "domain_title": yaml_scalar(title_of(answers.domain)),
            "team": answers.team,
            "team_name": yaml_scalar(answers.team),
            "team_title": yaml_scalar(title_of(answers.team)),
            "email": yaml_scalar(answers.email),
            "member": yaml_scalar(answers.member),
            "today": on.isoformat(),
            "until": (on + _HALF_A_YEAR).isoformat(),
            "schemas": posixpath.relpath(SCHEMAS, posixpath.join(catalog, "kind")),
        }

    def _estate_files(self) -> Iterator[tuple[str, bytes]]:
        catalog, answers = self._catalog, self._answers
        yield "README.md", filled("readme.md", self._values)
        if settings_file(self._folder) != "pyproject.toml":
            yield "govkit.yaml", filled("govkit.yaml", self._values)
        yield f"{catalog}/domains/{answers.domain}.yaml", filled("domain.yaml", self._values)
        yield f"{catalog}/teams/{answers.team}.yaml", filled("team.yaml", self._values)
        yield f"{catalog}/policies/everyone.yaml", filled("policy.yaml", self._values)
        if self._has_example:
            yield f"{catalog}/systems/orders.yaml", filled("system.yaml", self._values)
            entry, spec = f"{catalog}/apis/orders.yaml", filled("openapi.yaml", self._values)
            written = {entry: filled("api.yaml", self._values), _SPEC: spec}
            yield from written.items()
            yield f"{catalog}/{LOCK}", _locked(written, catalog)
        yield from super()._estate_files()

    def _kept(self, wanted: dict[str, bytes]) -> Iterator[Kept]:
        yield from super()._kept(wanted)
        if self._wants_example and not self._has_example:
            spec = posixpath.join(self._below, _SPEC)
            yield Kept(spec, "the example, which would lie there, is left out")


def _locked(contents: dict[str, bytes], catalog: str) -> bytes:
    """The lock of the example, as its release would have written it."""
    files = MemoryFiles(contents)
    (version,) = load(files, catalog).versions()
    return write_lock(Lock().with_version(EXAMPLE, digest(files, version.version)))


class _Copied(_Placed):
    """The reference estate: whole, or not at all."""

    def _estate_files(self) -> Iterator[tuple[str, bytes]]:
        yield from reference_files()
        yield from super()._estate_files()

    def beginning(self) -> Beginning:
        """All files. Raises UsageError where one of the estate would take the place of another."""
        for path, data in reference_files():
            there = posixpath.join(self._below, path)
            if self._is_there(there) and not self._says(there, data):
                raise UsageError(
                    f"{path} is there already, and the example has another of that name",
                    hint="name a folder of its own: `govkit init --with-example example`",
                )
        if settings_file(self._folder) == "pyproject.toml":
            raise UsageError(
                "pyproject.toml holds settings of govkit, and the example has its own",
                hint="name a folder of its own: `govkit init --with-example example`",
            )
        return super().beginning()
