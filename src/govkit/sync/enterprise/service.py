"""The Enterprise API of an estate put together: what it serves, as whom it reads, and the rounds beside it."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from govkit.catalog.workflows.contracts import Contracts
from govkit.sync.calls.platforms import Platforms
from govkit.sync.enterprise.accesses import Accesses
from govkit.sync.enterprise.application import Application
from govkit.sync.enterprise.callers import Callers
from govkit.sync.enterprise.hearing import Hearing
from govkit.sync.enterprise.reading import RecordReader
from govkit.sync.enterprise.serving import Version, lacks, serving_api, versions_of
from govkit.sync.enterprise.shelf import Name, Shelf
from govkit.sync.identity.register import Register
from govkit.sync.parts import Outside, Source
from govkit.sync.rounds import Round
from govkit.sync.store.database import Database
from govkit.sync.telemetry.endpoint import monitoring
from govkit.sync.telemetry.measuring import MeasuredCaller
from govkit.sync.telemetry.metrics import Metrics


class _Everything(BaseRoute):
    """All addresses, whatever they look like: a pattern of a path has none for a line break."""

    def __init__(self, application: Application) -> None:
        self._application = application

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """That it is for this one."""
        return (Match.FULL if scope["type"] == "http" else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers."""
        await self._application(scope, receive, send)


@dataclass(frozen=True, eq=False)
class _Estate:
    """What follows from an estate, as a whole."""

    api: str
    versions: Mapping[str, Version]
    platforms: Platforms
    shelf: Shelf
    callers: Callers
    application: Application

    def close(self) -> None:
        self.application.close()
        self.platforms.close()


class Enterprise:
    """The API of an estate at work. `api` names it where several serve entities."""

    def __init__(
        self,
        source: Source,
        outside: Outside,
        database: Database,
        *,
        api: str | None = None,
        hosts: frozenset[str] | None = None,
    ) -> None:
        """Raises UsageError where nothing is served, ConfigurationError for tokens that are none, InputError."""
        self._outside = outside
        self._database = database
        self._api = api
        self._hosts = hosts
        self._lock = threading.Lock()
        self.accesses = Accesses(database, outside.now)
        self.metrics = Metrics(database, outside.now)
        self._hearing = Hearing(database, outside.now, self._told)
        self._estate = self._made(source)

    def _made(self, source: Source) -> _Estate:
        entry, serving = serving_api(source.estate, self._api)
        outside, estate = self._outside, source.estate
        environment = os.environ if outside.environment is None else outside.environment
        contracts = Contracts(estate, source.read)
        register = Register(estate, self._database, outside.now)
        callers = Callers(entry.name, estate.consumers, environment)
        platforms = Platforms(
            contracts,
            source.folder / source.clients,
            addresses=outside.addresses,
            environment=environment,
            doors=outside.doors,
            now=outside.now,
        )
        measured = MeasuredCaller(platforms, self.metrics)
        reader = RecordReader(estate, register, measured.call, str(serving.consumer), outside.now)
        shelf = Shelf(outside.now, serving.max_age.total_seconds(), serving.stale_if_error.total_seconds())
        versions = {one.prefix: one for one in versions_of(estate, entry.name, contracts, register)}
        application = Application(versions, reader, shelf, callers.of, self._counted, self._hosts)
        return _Estate(entry.name, versions, platforms, shelf, callers, application)

    def reload(self, source: Source) -> None:
        """Goes on with another estate. Raises GovkitError where it is not in order, and all stays as it was."""
        made = self._made(source)
        self._outside.doors.adopt(source.estate)
        with self._lock:
            old, self._estate = self._estate, made
        old.close()

    # ------------------------------------------------------------------------------------------------------- what it is

    @property
    def versions(self) -> Sequence[Version]:
        """The versions that are served."""
        return list(self._estate.versions.values())

    @property
    def callers(self) -> Callers:
        """Who may ask."""
        return self._estate.callers

    @property
    def api(self) -> str:
        """The API that is served."""
        return self._estate.api

    @property
    def application(self) -> Application:
        """What answers requests."""
        return self._estate.application

    def lacking(self) -> Iterator[str]:
        """What cannot be served, in words."""
        for version in self.versions:
            yield from lacks(version)

    def routes(self) -> list[BaseRoute]:
        """What it answers by HTTP: `/metrics` and `/healthz` as well."""
        return [*monitoring(self.metrics, self._database), _Everything(self.application)]

    def rounds(self) -> list[Round]:
        """What is done again and again: events are heard of, accesses written down."""
        return [Round("events", 0.5, self._hearing.look), Round("accesses", 5.0, self.accesses.flush)]

    def close(self) -> None:
        """Ends, and writes down what was counted."""
        self._estate.close()
        self.accesses.flush()

    def _told(self, names: set[Name], at: float) -> None:
        self._estate.shelf.told(names, at)

    def _counted(self, consumer: str, version: str, operation: str, status: int) -> None:
        self.accesses.add(consumer, version, operation, status)
        self.metrics.asked(consumer, operation, status)
