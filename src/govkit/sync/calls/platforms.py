"""The platforms of an estate: one attempt of a call, as the consumer that makes it may make it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from govkit.catalog.workflows.contracts import Contracts
from govkit.client import (
    NEVER,
    UNSET,
    AuthenticationFailed,
    ClientError,
    Operation,
    Options,
    Settings,
    SyncClient,
    TransportError,
    Unwritable,
)
from govkit.spec.openapi.wire.spelling import is_json
from govkit.sync.calls.addresses import Addresses, is_loopback
from govkit.sync.calls.answers import Watcher, answered
from govkit.sync.calls.credentials import Credentials, made_up
from govkit.sync.calls.doors import Care, Doors
from govkit.sync.calls.grants import require_grant, scopes_of
from govkit.sync.calls.packages import Package, Packages
from govkit.sync.calls.refusals import CallRefused
from govkit.sync.calls.traits import Behaviour
from govkit.sync.values import MISSING, Answered, Asked, Traits

DEFAULT_TIMEOUT = 30.0
"""The seconds that one attempt may take, where the workflow does not say."""

_NO_ADDRESS = Addresses()
_USUAL_CARE = Care()


@dataclass(frozen=True, slots=True)
class _Line:
    """A client of one package for one consumer, and whether it calls where the description says."""

    client: SyncClient
    is_elsewhere: bool


class Platforms:
    """Calls of operations of the estate's APIs; safe for several threads. `clients` is the folder of generated clients.

    Secrets come from `environment`, under names that `credentials` tells of. `now` is seconds since 1970. `doors` are
    those of an earlier estate that go on, in the place of new ones.
    """

    def __init__(
        self,
        contracts: Contracts,
        clients: Path,
        *,
        addresses: Addresses = _NO_ADDRESS,
        environment: Mapping[str, str] | None = None,
        care: Care = _USUAL_CARE,
        doors: Doors | None = None,
        now: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._estate = contracts.estate
        self._packages = Packages(clients, contracts.estate)
        self._behaviour = Behaviour(contracts)
        self._addresses = addresses
        self._credentials = Credentials(os.environ if environment is None else environment)
        self._doors = Doors(contracts.estate, care, now, sleep) if doors is None else doors
        self._now = now
        self._lines: dict[tuple[Path, str, str], _Line] = {}
        self._under_way = 0
        self._is_closed = False
        self._lock = threading.Lock()

    def system(self, version: str) -> str:
        """The system that a version (`erp@2.2.0`) is of. Raises CallRefused for an API that there is not."""
        api = self._estate.apis.get(version.partition("@")[0])
        if api is None:
            raise CallRefused(f"there is no API of {version} in the catalog")
        return str(api.spec.system)

    def traits(self, version: str, operation: str) -> Traits:
        """How an operation of a version behaves. Raises CallRefused for one that there is not."""
        return self._behaviour.of(version, operation)

    def open_until(self, system: str) -> float | None:
        """Until when a system is left alone because it failed; None where it is not."""
        return self._doors.of(system).open_until()

    def ready_at(self, system: str, *, yields: bool = False) -> float:
        """When to come for a call of a system; now or before where nothing is against it.

        Those who have to wait are told moments one behind the other, so that not all come at once.
        """
        return self._doors.of(system).ready_at(yields=yields)

    def call(self, asked: Asked) -> Answered:
        """Makes one attempt of a call. Raises CallRefused where nothing can be sent, NotGranted where nothing may be.

        A number with a fraction in the body of the answer is a Decimal. Where the system is left alone just now, and
        will be for longer than the call may wait, nothing is sent: `retry_after` says when to come again.
        """
        system = self.system(asked.api)
        package = self._packages.package(asked.api, asked.operation)
        operation = package.operations[asked.operation]
        require_grant(self._estate, asked.consumer, asked.api, f"{operation.method} {operation.path}")
        with self._line(system, package, asked) as line, self._doors.of(system).passing() as passage:
            if line.is_elsewhere and operation.server is not None:
                operation = replace(operation, server=None)
            if passage.until is None:
                passage.answered = self._attempted(line.client, operation, asked)
                return passage.answered
        wait = max(passage.until - self._now(), 0.0)
        return Answered(None, sent=False, error=f"{system} is not called for another {wait:.1f} s", retry_after=wait)

    def close(self) -> None:
        """Closes all connections: at once, or behind the last of the calls that are on their way."""
        with self._lock:
            self._is_closed = True
            self._let_go()

    def _let_go(self) -> None:
        """Closes what nobody will use again: a connection that is closed while it is being made would stay open."""
        if self._is_closed and not self._under_way:
            for line in self._lines.values():
                line.client.close()
            self._lines.clear()

    # --------------------------------------------------------------------------------------------------------- the call

    def _attempted(self, client: SyncClient, operation: Operation[Any], asked: Asked) -> Answered:
        watcher = Watcher()
        error: ClientError | None = None
        try:
            arguments, key = _arguments(operation, asked)
            client.call(operation, arguments, _body(operation, asked), _options(operation, asked, key, watcher))
        except ClientError as found:
            if _is_for_people(found, watcher):
                raise CallRefused(f"{asked.api} {asked.operation}: {found}") from found
            error = found
        return answered(operation, watcher, error, self._now())

    @contextmanager
    def _line(self, system: str, package: Package, asked: Asked) -> Iterator[_Line]:
        """The client of a package for a consumer, whose credentials are no one else's, for the time of a call."""
        key = (package.path, asked.consumer, asked.api)
        with self._lock:
            found = self._lines.get(key)
            if found is None:
                found = self._lines[key] = self._opened(system, package, asked)
            self._under_way += 1
        try:
            yield found
        finally:
            with self._lock:
                self._under_way -= 1
                self._let_go()

    def _opened(self, system: str, package: Package, asked: Asked) -> _Line:
        server = self._addresses.server(system, package.name)
        mock = None if server else self._addresses.mock(package.name)
        url = server or mock or package.client.server
        if not url:
            raise CallRefused(
                f"the description of {package.name} says no address", hint=f"say where it listens: {system}=URL"
            )
        if mock:  # no secret goes to a mock
            auth = made_up(package.ways)
        else:
            scopes = scopes_of(self._estate, asked.consumer, asked.api)
            auth = self._credentials.of(system, package.ways, scopes, is_here=is_loopback(url))
        settings = Settings(base_url=url, auth=auth, retry=NEVER, warn=False)
        return _Line(package.client(settings=settings), bool(server or mock))


def _arguments(operation: Operation[Any], asked: Asked) -> tuple[tuple[Any, ...], str | None]:
    """The arguments in the order of the operation, and the idempotency key, which clients keep apart from them."""
    headers = {one.name.lower(): one.name for one in operation.parameters if one.location == "header"}
    key, named = asked.key, {}
    for name, location, value in asked.parameters:
        if value is MISSING:
            continue
        if location == "header" and operation.idempotency and name.lower() == operation.idempotency.lower():
            key = key or str(value)
            continue
        spelled = headers.get(name.lower(), name) if location == "header" else name
        named[f"{location} {spelled}" if location else spelled] = value
    return operation.arguments(named), key if operation.idempotency else None


def _body(operation: Operation[Any], asked: Asked) -> Any:
    """The body as the client takes it. Raises CallRefused for a media type that it does not send."""
    if asked.body is MISSING:
        return UNSET
    media = operation.body
    sent = asked.media_type.partition(";")[0].strip().lower()
    if media is None:
        return asked.body  # which the client refuses
    if media.name.partition(";")[0].strip().lower() != sent and not (media.kind == "json" and is_json(sent)):
        raise CallRefused(f"{asked.operation} of {asked.api} takes {media.name}, not {asked.media_type}")
    if media.kind == "lines" and not isinstance(asked.body, list):
        raise CallRefused(f"{asked.operation} of {asked.api} takes lines: a list")
    return asked.body


def _options(operation: Operation[Any], asked: Asked, key: str | None, watcher: Watcher) -> Options:
    """What one attempt has its own way: its time, all of it, and no second attempt."""
    seconds = asked.timeout or DEFAULT_TIMEOUT
    headers = {} if asked.trace is None else {"traceparent": asked.trace}
    if asked.body is not MISSING and operation.body is not None and operation.body.kind == "json":
        headers["Content-Type"] = asked.media_type
    return Options(
        timeout=seconds if seconds > DEFAULT_TIMEOUT else None,  # else those of the client, within the deadline
        retry=replace(NEVER, deadline=seconds),
        idempotency_key=key,
        headers=headers,
        hooks=(watcher,),
    )


def _is_for_people(error: ClientError, watcher: Watcher) -> bool:
    """Whether nothing was sent, and nothing will be however often it is tried."""
    if isinstance(error, Unwritable):
        return watcher.answer is None  # else it is where a redirect leads that is not
    if isinstance(error, AuthenticationFailed):
        return error.status is not None and 400 <= error.status < 500 and error.status not in (408, 425, 429)
    if isinstance(error, TransportError):
        return error.hopeless and not error.maybe_sent and not watcher.is_sent
    return False
