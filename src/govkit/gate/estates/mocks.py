"""What is declared of mocks in an estate, held against the contracts that it is about."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path

from govkit.catalog.entries import Entry, Estate, Problem, VersionOf
from govkit.catalog.entries.source import Source
from govkit.errors import InputError
from govkit.findings import Finding, Subject, Verdict, discover, fingerprint_of
from govkit.gate.comparisons.presence import RULES
from govkit.gate.estates.definitions import open_version
from govkit.gate.integrations import settle_time
from govkit.mocks.declared.form import MockSpec
from govkit.mocks.declared.loading import MOCK, MockFile, load, read_mock
from govkit.mocks.platforms import Platforms
from govkit.mocks.state.behaviour import Behaviour
from govkit.mocks.state.store import Clock
from govkit.mocks.system import System
from govkit.spec.expressions import close_to
from govkit.spec.openapi import Contract


def mock_findings(estate: Estate, folder: str, top: Path | None = None) -> list[Finding]:
    """All that is wrong in the `mock.yaml` of an estate, and in the records beside them."""
    paths = mock_paths(estate, folder)
    judging = _Judging(estate, top or Path())
    problems = [problem for path in paths for problem in judging.problems(path, folder)]
    return [_finding(problem) for problem in problems]


def mock_paths(estate: Estate, folder: str) -> list[str]:
    """The files of mocks in an estate."""
    try:
        found = estate.files.list(folder)
    except InputError:  # there is no such folder
        return []
    return [path for path in found if posixpath.basename(path) == MOCK]


class _Judging:
    """All systems of an estate, made as they are spoken of."""

    def __init__(self, estate: Estate, top: Path) -> None:
        self._estate = estate
        self._top = top
        self._behaviours: dict[str, Behaviour] = {}
        self._platforms = Platforms(self._behaviours, Clock(), {*estate.apis, *estate.systems})

    def problems(self, path: str, folder: str) -> Iterator[Problem]:
        """What is wrong with one file."""
        source = Source(path, self._estate.files.label(path), b"")
        try:
            yield from self._judged(path, folder, source)
        except InputError as error:
            at = (error.place.line, error.place.column) if error.place else (None, None)
            yield Problem(source, (), error.message, hint=error.hint or "", at=at)

    def _judged(self, path: str, folder: str, source: Source) -> Iterator[Problem]:
        owner = posixpath.relpath(path, folder).split("/")[0]
        apis = [one.name for one in self._estate.apis.values() if owner in (one.name, str(one.spec.system))]
        if not apis:
            known = sorted({*self._estate.systems, *self._estate.apis})
            hint = close_to(owner, known) or "its folder bears the name of a system or of an API"
            yield Problem(source, (), f"there is no system `{owner}`", hint=hint)
            return
        file = MockFile(self._estate.files, path, self._top, settle_time(self._estate, apis[0]))
        entry = read_mock(file)
        if isinstance(entry, list):
            yield from entry
            return
        version = self._version(entry, apis)
        if version is None:
            said = f"there is no version `{entry.spec.api}` of {' or '.join(apis)}"
            yield Problem(entry.source, ("spec", "api"), said, entry.about)
            return
        name = version.api.name
        if name not in self._behaviours:
            library, document = open_version(self._estate, version, [])
            self._behaviours[name] = Behaviour(System(name, Contract(library, document, name)), Clock())
        yield from load(file, self._behaviours[name], self._platforms, entry).problems

    def _version(self, entry: Entry[MockSpec], apis: list[str]) -> VersionOf | None:
        """The version that is meant: the greatest."""
        about = entry.spec.api
        name = about.name if about is not None else apis[0]
        if name not in apis:
            return None
        meant = self._estate.meant(about) if about is not None else self._estate.versions(name)
        return meant[-1] if meant else None


def _finding(problem: Problem) -> Finding:
    rule = discover(RULES)["mock-invalid"]
    place = problem.place
    path = "".join(f"/{part}" for part in problem.pointer)
    about = problem.about or problem.source.path
    return Finding(
        rule=rule.id,
        severity=problem.severity or rule.severity,
        verdict=Verdict.POLICY,
        message=problem.message,
        subject=Subject(api="", path=f"{problem.source.path}#{path}" if path else problem.source.path),
        fingerprint=fingerprint_of(rule.id, about, None, "", f"{problem.source.path}{path}"),
        fix=problem.hint or rule.fix,
        new=place,
    )
