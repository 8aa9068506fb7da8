"""Which versions meet where: consumers with their pacts, the versions of APIs that these speak of, environments."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from govkit.catalog.entries import ConsumerSpec, Entry, Estate, VersionOf
from govkit.catalog.entries.form import ApiRef
from govkit.catalog.entries.kinds.consumer import ConsumerVersion
from govkit.catalog.entries.pacts import recorded
from govkit.catalog.entries.parties import api_named
from govkit.gate.deploying import line_of
from govkit.gate.pacts.recorded import Recorded
from govkit.gate.pacts.verdicts import Verdicts


@dataclass(frozen=True, eq=False)
class Relied:
    """A version of a consumer relies on an API: by this pact, on these versions or major versions (all, if none)."""

    consumer: Entry[ConsumerSpec]
    version: str
    api: str
    pact: Recorded
    on: tuple[ApiRef, ...] = ()

    def speaks_of(self, estate: Estate, version: str) -> bool:
        """Whether it is about a version of the API, or about one of the same line, which that replaces."""
        line = line_of(estate, self.api, version)
        return not self.on or any(one.version is None or _line(one.version) == line for one in self.on)


def _line(version: str) -> str:
    """The line of a version or a major version of an API, as `line_of` has it."""
    return "" if "." not in version and "-" in version else version.partition(".")[0]


class Meetings:
    """What runs where on a day, and what of it relies on what."""

    def __init__(self, estate: Estate, on: date, verdicts: Verdicts) -> None:
        self._estate, self._on, self._verdicts = estate, on, verdicts
        self._apis = {pact.source.path: api_named(estate, pact.provider) for pact in estate.pacts}

    def relied(self, consumer: Entry[ConsumerSpec], version: ConsumerVersion) -> list[Relied]:
        """What a version of a consumer relies on, a pact each."""
        found = []
        for path in map(posixpath.normpath, version.pacts):
            pact, api = self._verdicts.pact(path), self._api_of(path)
            if pact is not None and api is not None:
                found.append(Relied(consumer, version.version, api, pact, self._on_which(consumer, version, api)))
        return found

    def all_relied(self) -> Iterator[Relied]:
        """What every recorded version of every consumer relies on."""
        for consumer in self._estate.consumers.values():
            for version in consumer.spec.versions or self._unversioned(consumer):
                yield from self.relied(consumer, version)

    def running(self, name: str, environment: str) -> list[str]:
        """The versions of an API or a consumer that run in an environment."""
        found = (
            one.deployment.version
            for one in self._estate.running(name, self._on)
            if one.environment.name == environment
        )
        return list(dict.fromkeys(found))

    def versions(self, api: str, environment: str) -> list[VersionOf]:
        """The versions of an API that run in an environment."""
        running = self.running(api, environment)
        return [one for one in self._estate.versions(api) if one.version.version in running]

    def consumers(self, environment: str) -> Iterator[tuple[Entry[ConsumerSpec], str, ConsumerVersion | None]]:
        """The consumers that run in an environment, each with its version and what is recorded of that."""
        for one in self._estate.running(on=self._on):
            consumer = self._estate.consumers.get(one.deployment.name)
            if one.environment.name == environment and consumer is not None:
                version = one.deployment.version
                yield consumer, version, recorded(consumer.spec, version)

    def where(self, name: str, version: str) -> tuple[str, ...]:
        """The environments in which a version runs."""
        return tuple(
            one.environment.name for one in self._estate.running(name, self._on) if one.deployment.version == version
        )

    def _unversioned(self, consumer: Entry[ConsumerSpec]) -> list[ConsumerVersion]:
        """The versions that run of a consumer whose entry says of all of them the same."""
        running = dict.fromkeys(one.deployment.version for one in self._estate.running(consumer.name, self._on))
        return [one for version in running if (one := recorded(consumer.spec, version)) is not None]

    def _api_of(self, path: str) -> str | None:
        if path not in self._apis:  # a file outside of the catalog's folder
            pact = self._verdicts.pact(path)
            tree = pact.document.tree if pact is not None else None
            provider = tree.get("provider") if isinstance(tree, dict) else None
            name = provider.get("name") if isinstance(provider, dict) else None
            self._apis[path] = api_named(self._estate, name) if isinstance(name, str) else None
        return self._apis[path]

    def _on_which(self, consumer: Entry[ConsumerSpec], version: ConsumerVersion, api: str) -> tuple[ApiRef, ...]:
        """The versions of an API that a consumer's version calls: as was recorded with it, else as is declared now."""
        kept = [one for one in version.apis if one.name == api]
        return tuple(kept or [use.api for use in consumer.spec.uses if use.api.name == api])
