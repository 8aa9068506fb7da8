"""Where the behaviour of platforms is declared, and what carries it out: found for whoever serves mocks."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from govkit.errors import InputError, Place, UsageError
from govkit.gate.integrations import is_limited, settle_time, version_served

if TYPE_CHECKING:
    from govkit.catalog.entries import Estate
    from govkit.mocks.agenda import Agenda
    from govkit.mocks.declared.loading import MockFile
    from govkit.mocks.declared.staging import Staging
    from govkit.mocks.state.behaviour import Behaviour
    from govkit.spec.openapi import Contract


class Declarations:
    """The files that declare the behaviour of the systems that are served, by the names of these."""

    def __init__(self) -> None:
        self.files: dict[str, MockFile] = {}
        self.others: set[str] = set()
        """Systems that there are, and that are not served."""

        self.notes: list[str] = []

    def __bool__(self) -> bool:
        return bool(self.files)

    def staging(self, behaviours: Mapping[str, Behaviour], agenda: Agenda, tell: Callable[[str], None]) -> Staging:
        """What carries them out. Raises InputError with all that is wrong with them."""
        from govkit.mocks.declared.staging import Staging

        return Staging(self.files, behaviours, agenda, self.others, tell)


def declarations(
    contracts: Mapping[str, Contract],
    from_catalog: Collection[str],
    named: Sequence[str],
    estate: Estate | None,
    cwd: Path | None,
) -> Declarations:
    """Those of the systems that are served: the files that are named, and those of the estate. Raises GovkitError."""
    found = Declarations()
    for text in named:
        _named(found, text, contracts, cwd)
    if estate is not None and set(from_catalog) - found.files.keys():
        _of_estate(found, contracts, from_catalog, estate, cwd)
    return found


def _named(found: Declarations, text: str, contracts: Mapping[str, Contract], cwd: Path | None) -> None:
    """A file that the command line names: about the only system, or about the one that it bears the name of."""
    from govkit.mocks.declared.loading import MockFile, read_mock

    path = (cwd or Path()) / text
    if not path.is_file():
        raise UsageError(f"there is no file {text}", hint="name a mock.yaml")
    file = MockFile.at(path, cwd)
    if len(contracts) == 1:
        found.files[next(iter(contracts))] = file
        return
    entry = read_mock(file)
    if isinstance(entry, list):
        first = entry[0]
        raise InputError(first.message, place=first.place, hint=first.hint or None)
    if entry.name not in contracts:
        known = ", ".join(contracts)
        raise InputError(
            f"it is about `{entry.name}`, which is not served", place=Place(text), hint=f"there are {known}"
        )
    found.files[entry.name] = file


def _of_estate(
    found: Declarations,
    contracts: Mapping[str, Contract],
    from_catalog: Collection[str],
    estate: Estate,
    cwd: Path | None,
) -> None:
    from govkit.gate.configuration import estate_top, settings

    top = estate_top(cwd)
    if top is None or not (top / settings(top).mocks).is_dir():
        return
    folder = settings(top).mocks
    found.others |= {*estate.apis, *estate.systems} - contracts.keys()
    for name in from_catalog:
        if name not in found.files:
            _of_api(found, estate, folder, top, name, version_served(estate, name, contracts[name]))


def _of_api(found: Declarations, estate: Estate, folder: str, top: Path, name: str, version: str) -> None:
    """The file about a version of an API, in the folder of that name or of its system's."""
    from govkit.mocks.declared.loading import MockFile, read_mock

    api = estate.apis.get(name)
    notes = []
    for owner in dict.fromkeys((name, str(api.spec.system))) if api is not None else ():
        for path in (f"{folder}/{owner}/{called}" for called in _names(version)):
            if not estate.files.exists(path):
                continue
            file = MockFile(estate.files, path, top, settle_time(estate, name), is_limited(estate, name))
            entry = read_mock(file)
            about = entry.spec.api if not isinstance(entry, list) else None
            if about is None or (about.name == name and about.speaks_of(version)):
                found.files[name] = file
                return
            if about.name == name:
                notes.append(f"{file.label} is about {about}; {name} {version} is served without it")
    found.notes += notes


def _names(version: str) -> tuple[str, ...]:
    """What the file about a version may be called: `mock.yaml`, or with the major version in its name."""
    from govkit.mocks.declared.loading import MOCK

    major = version.partition(".")[0]
    return (MOCK, f"mock-{major}.yaml") if re.fullmatch(r"[A-Za-z0-9-]+", major) else (MOCK,)
