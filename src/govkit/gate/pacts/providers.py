"""The contracts that pacts are held against: one that is named, or those that the catalog knows of the provider."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from govkit.checks.pacts import Pact, Verified, Verifier
from govkit.errors import InputError, UsageError
from govkit.gate.comparisons.compared import contract_of
from govkit.gate.comparisons.opening import opened
from govkit.gate.estates.watched import DigestsOf, Watched, digest_of
from govkit.gate.options import Options
from govkit.gate.pacts.spreading import spread
from govkit.processes import uncollected
from govkit.spec.documents import Library
from govkit.spec.openapi import Contract

if TYPE_CHECKING:
    from govkit.catalog.entries import Estate, VersionOf

_RECURSION = 3_000
"""Levels of calls, for schemas that lead into each other some four hundred deep."""


class Against:
    """A contract that pacts are held against, read when it is needed."""

    def __init__(self, name: str, options: Options, version: VersionOf | None = None) -> None:
        self.name = name
        self.version = version
        self._options = options

    @property
    def identity(self) -> tuple[str, ...]:
        """What tells it from other contracts, whatever they say."""
        return (self.name, *(self.version.files if self.version is not None else ()))

    @cached_property
    def contract(self) -> Contract:
        """The contract. Raises InputError."""
        raise NotImplementedError

    @property
    def asked(self) -> dict[str, str | None]:
        """The files that it was read from, by their content."""
        raise NotImplementedError

    def still_is(self, asked: dict[str, str | None]) -> bool:
        """Whether the files are those of an earlier run."""
        raise NotImplementedError

    def labels(self, asked: Iterable[str]) -> dict[str, str]:
        """How those files of `asked` are called from here that are called otherwise."""
        del asked
        return {}

    @cached_property
    def verifier(self) -> Verifier:
        """What holds pacts against it."""
        return Verifier(self.contract, self._options.asserted)

    @property
    def library(self) -> Library | None:
        """What was read for it, where it was."""
        return self.contract.source_library if "contract" in self.__dict__ else None


class NamedFile(Against):
    """A contract that the command line names: a file, `REV:path`, or a version of the catalog."""

    def __init__(self, argument: str, options: Options, notes: list[str]) -> None:
        super().__init__(argument, options)
        self._notes = notes

    @cached_property
    def contract(self) -> Contract:
        """The contract. Raises InputError, UsageError."""
        found = opened(self.name, self._options.overlays, self._notes)
        if len(found) > 1:
            raise UsageError(f"{self.name} holds {len(found)} API descriptions", hint="name one of them")
        ((name, source),) = found.items()
        is_of_catalog = "@" in self.name and "." not in name and "/" not in name
        return contract_of(*source, self._options, name if is_of_catalog else "")

    @property
    def asked(self) -> dict[str, str | None]:
        """The documents by their content; without references that nobody followed they are known only when read."""
        return {document.label: digest_of(document.data) for document in self.contract.source_library.documents}

    def still_is(self, asked: dict[str, str | None]) -> bool:
        """Whether the documents are those of an earlier run."""
        return self.asked == asked


class Registered(Against):
    """A version of an API of the catalog."""

    def __init__(self, estate: Estate, version: VersionOf, options: Options, notes: list[str]) -> None:
        super().__init__(version.name, options, version)
        self._files = Watched(estate.files)
        self._digests = DigestsOf(estate.files)
        self._version = version
        self._notes = notes

    @cached_property
    def contract(self) -> Contract:
        """The contract. Raises InputError."""
        from govkit.gate.estates.definitions import open_definition

        source = open_definition(self._files, self._version.files, self._notes)
        return contract_of(*source, self._options, self._version.api.name)

    @property
    def asked(self) -> dict[str, str | None]:
        """The files that it was read from, by their content."""
        self.contract  # noqa: B018  reading it asks for them
        return self._files.asked

    def still_is(self, asked: dict[str, str | None]) -> bool:
        """Whether the files are those of an earlier run."""
        return bool(asked) and all(self._digests[path] == digest for path, digest in asked.items())

    def labels(self, asked: Iterable[str]) -> dict[str, str]:
        """How those files are called from here that are not called by their paths in the estate."""
        called = ((path, self._files.label(path)) for path in asked)
        return {path: label for path, label in called if label != path}


def held_against(against: Against, pacts: Sequence[Pact]) -> list[Verified]:
    """Some pacts held against a contract, together: its text is looked at once. Raises InputError."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, _RECURSION))
    try:
        with uncollected():  # shapes live until the end, and the collector would go over them again and again
            return spread(against.verifier.verify_all, pacts)
    except RecursionError as error:
        place = against.contract.document.place(())
        raise InputError("the schemas of this document nest too deep to be compared", place=place) from error
    finally:
        sys.setrecursionlimit(limit)


@dataclass(frozen=True, slots=True)
class Meant:
    """The versions that a pact speaks of; `api` is None where the catalog does not know its provider."""

    api: str | None
    versions: tuple[VersionOf, ...] = ()
    guessed: bool = False
    """Whether the consumer does not say which version it uses."""


def meant_by(estate: Estate, consumer: str, provider: str) -> Meant:
    """The versions of the provider that the consumer of a pact uses, by what the catalog says of both.

    Of a major version that is used, the greatest version is meant. Where a consumer says nothing of it, the greatest
    of all that is no draft.
    """
    from govkit.catalog.entries.parties import api_named, consumer_named

    api = api_named(estate, provider)
    if api is None:
        return Meant(None)
    entry = consumer_named(estate, consumer)
    used: dict[str, VersionOf] = {}
    for use in entry.spec.uses if entry is not None else ():
        if use.api.name == api and (versions := estate.meant(use.api)):
            used[versions[-1].name] = versions[-1]
    if used:
        return Meant(api, tuple(used.values()))
    listed = estate.versions(api)
    standing = [one for one in listed if one.lifecycle.value in ("active", "deprecated")] or list(listed)
    return Meant(api, tuple(standing[-1:]), guessed=True)
