"""Rulesets in Spectral's format that a lint goes by: of policies, on the command line, or at the top of the estate."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from govkit.checks.lint.spectral.rulesets import RulesetFile, default_ruleset, read_ruleset
from govkit.checks.lint.spectral.running import left_out_findings
from govkit.errors import InputError
from govkit.findings import Finding
from govkit.gate.estates.watched import Watched, digest_of
from govkit.spec.documents import Files, file_named

if TYPE_CHECKING:
    from govkit.catalog.entries import Estate


_URL = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)
class Ruling:
    """A ruleset, and a digest of all that it was read from."""

    file: RulesetFile
    digest: str


def ruling_at(files: Files, path: str) -> Ruling:
    """The ruleset at a path of some files. Raises InputError with the place."""
    watched = Watched(files)
    file = read_ruleset(watched, path)
    return Ruling(file, digest_of(json.dumps(watched.asked, sort_keys=True).encode()))


def ruling_named(argument: str) -> Ruling:
    """The ruleset that an argument of the command line names. Raises InputError, also where nothing of it runs."""
    if _URL.match(argument):
        raise InputError(
            f"the ruleset {argument} is on the network, from which nothing is fetched",
            hint="download it, and name the file: --ruleset FILE",
        )
    ruling = ruling_at(*file_named(argument))
    if ruling.file.is_hollow and ruling.file.left_out:
        name, why, place = ruling.file.left_out[0]
        raise InputError(
            f"nothing of the ruleset can be run: `{name}` is left out, for {why}",
            place=place,
            hint="extend a copy of it in YAML or JSON, or write rules of your own",
        )
    return ruling


class Rulesets:
    """The rulesets of an estate, each read once."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._known: dict[str, Ruling] = {}

    def at(self, paths: Iterable[str]) -> list[Ruling]:
        """The rulesets at some paths, after the one that lies at the top of the estate. Raises InputError."""
        wanted = dict.fromkeys((*([self._default] if self._default is not None else []), *paths))
        for path in wanted:
            if path not in self._known:
                self._known[path] = ruling_at(self._files, path)
        return [self._known[path] for path in wanted]

    @cached_property
    def _default(self) -> str | None:
        return default_ruleset(self._files)


def check_named(estate: Estate) -> None:
    """Raises InputError for a ruleset that a policy names and that is not there, where it is named."""
    for entry in estate.policies.values():
        for index, path in enumerate(entry.spec.lint.rulesets):
            if not estate.files.exists(path):
                raise InputError(
                    f"there is no ruleset {path}",
                    place=entry.place(("spec", "lint", "rulesets", index)),
                    hint="nothing is fetched from the network: keep a copy in the estate"
                    if _URL.match(path)
                    else "paths are from the top of the estate",
                )


def names_in(estate: Estate) -> set[str]:
    """The names of all rules that are on in the rulesets of an estate. Raises InputError."""
    check_named(estate)
    paths = [path for entry in estate.policies.values() for path in entry.spec.lint.rulesets]
    files = [one.file for one in Rulesets(estate.files).at(paths)]
    return {name for file in files for name in file.ready(file.settled(""), None).rules}


def skipped(rulings: Iterable[Ruling]) -> list[Finding]:
    """What of some rulesets cannot be run, each once."""
    files = {id(one.file): one.file for one in rulings}
    return list({f.fingerprint: f for file in files.values() for f in left_out_findings(file)}.values())


def digest_of_all(rulings: Sequence[Ruling]) -> str:
    """What some rulesets say, in their order, as one text."""
    return " ".join(one.digest for one in rulings)
