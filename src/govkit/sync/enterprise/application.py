"""The Enterprise API: requests in, canonical objects out. What is fresh is answered without leaving the event loop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.types import Receive, Scope, Send

from govkit.client.jsontext import dumps
from govkit.errors import GovkitError
from govkit.sync.enterprise import answers
from govkit.sync.enterprise.accesses import NOBODY
from govkit.sync.enterprise.answers import Answer, Headers
from govkit.sync.enterprise.flights import Flights
from govkit.sync.enterprise.lists import Lists, Page, told
from govkit.sync.enterprise.objects import Kind, Objects, Snapshot, freshness, tag
from govkit.sync.enterprise.problems import Down, Problem
from govkit.sync.enterprise.publishing import published
from govkit.sync.enterprise.reading import RecordReader
from govkit.sync.enterprise.requests import (
    cursor_text,
    headers_of,
    knows,
    limit_of,
    query_of,
    segments_of,
    text_of,
    token_of,
)
from govkit.sync.enterprise.rights import View, clearance_of, require
from govkit.sync.enterprise.serving import Version
from govkit.sync.enterprise.shelf import Kept, Shelf
from govkit.sync.enterprise.tracing import lineage
from govkit.sync.identity.refusals import IdentityError

T = TypeVar("T")

_LOG = logging.getLogger("govkit.sync")
_BELIEVED = 2.0
"""Seconds that a name is believed to be that of an object: what people merge and split is heeded then."""
_MISSED = 5.0
"""Seconds that nobody asks again for what was not there, nor for what did not answer."""
_MOST_NAMES = 50_000
_THREADS = 16


@dataclass(frozen=True, slots=True)
class Called:
    """A request as far as it is understood."""

    version: Version
    kind: Kind
    view: View
    operation: str


class Application:
    """An ASGI application. `who` tells whose token it is; `hosts` are the names that it answers to, None for any."""

    def __init__(
        self,
        versions: Mapping[str, Version],
        reader: RecordReader,
        shelf: Shelf,
        who: Callable[[str], str | None],
        counted: Callable[[str, str, str, int], None],
        hosts: frozenset[str] | None = None,
    ) -> None:
        self._versions = versions
        self.reader = reader
        self._shelf = shelf
        self._who = who
        self._counted = counted
        self._hosts = hosts
        self._threads = ThreadPoolExecutor(_THREADS, "govkit-enterprise")
        self._systems = ThreadPoolExecutor(_THREADS, "govkit-systems")
        self._objects = Objects(reader, self._systems)
        self._lists = Lists(self._objects, reader, self._lately, self._keep)
        self._flights = Flights()
        self._names: dict[tuple[str, str], tuple[float, str]] = {}
        self._missing: dict[tuple[str, str], tuple[float, Problem]] = {}
        self._views: dict[tuple[str, str, str], View] = {}
        self._documents: dict[str, bytes] = {}

    def close(self) -> None:
        """Ends its threads; what is on its way comes to its end."""
        self._threads.shutdown(wait=False)
        self._systems.shutdown(wait=False)

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """Answers one request."""
        consumer, version, operation = NOBODY, "", ""
        try:
            headers = headers_of(scope)
            self._check_host(headers)
            consumer, version, operation, answer = await self._answered(scope, headers)
        except _Refused as refused:
            consumer, version, operation = refused.consumer, refused.version, refused.operation
            answer = answers.of_problem(refused.problem)
        except Problem as problem:
            answer = answers.of_problem(problem)
        self._counted(consumer, version, operation, answer.status)
        head = [*answer.headers, (b"content-length", str(len(answer.body)).encode())]
        await send({"type": "http.response.start", "status": answer.status, "headers": head})
        await send({"type": "http.response.body", "body": answer.body})

    def _check_host(self, headers: Mapping[bytes, bytes]) -> None:
        if self._hosts is None:
            return
        host = headers.get(b"host", b"").decode("latin-1").lower()
        name = host.partition("]")[0].removeprefix("[") if host.startswith("[") else host.partition(":")[0]
        if name not in self._hosts:
            raise Problem("host", "name it with --host or --allow-host where it is started")

    # ------------------------------------------------------------------------------------------------------ requests

    async def _answered(self, scope: Scope, headers: Mapping[bytes, bytes]) -> tuple[str, str, str, Answer]:
        segments = segments_of(scope)
        version = self._versions.get(segments[0])
        if version is not None and segments[1:] == ["openapi.json"] and scope["method"] == "GET":
            consumer = self._caller(headers)
            return consumer, version.name, "GET /openapi.json", await self._document(version)
        said = version.served.get(segments[1]) if version is not None and len(segments) > 1 else None
        shape = segments[2:]
        known = said is not None and (
            (not shape and said.lists) or len(shape) == 1 or (len(shape) == 2 and shape[1] == "lineage")
        )
        if version is None or not known:
            raise Problem("address", "there are: " + ", ".join(self._addresses()))
        if scope["method"] != "GET":
            raise Problem("method", "ask with GET", headers={"Allow": "GET"})
        template = f"GET /{segments[1]}" + ("/{id}" if shape else "") + ("/lineage" if len(shape) == 2 else "")
        consumer = NOBODY
        try:
            consumer = self._caller(headers)
            called = await self._called(consumer, version, segments[1], template)
            answer = await self._served(called, scope, headers, shape)
        except Problem as problem:
            raise _Refused(problem, consumer, version.name, template) from problem
        return consumer, version.name, template, answer

    async def _document(self, version: Version) -> Answer:
        """The description of a version, whole: any consumer may read it."""
        if version.name not in self._documents:
            tree = await self._run(published, self.reader.estate.files, version.of)
            self._documents[version.name] = dumps(tree).encode()
        return answers.of_text(self._documents[version.name], [(b"cache-control", b"private, max-age=60")])

    def _addresses(self) -> list[str]:
        return [
            f"/{prefix}/{segment}" + ("" if said.lists else "/{id}")
            for prefix, version in self._versions.items()
            for segment, said in version.served.items()
        ]

    def _caller(self, headers: Mapping[bytes, bytes]) -> str:
        token = token_of(headers)
        if token is None:
            raise Problem("token", "show the token of a consumer of the catalog: Authorization: Bearer …")
        consumer = self._who(token)
        if consumer is None:
            raise Problem("token", "no consumer has this token")
        return consumer

    async def _called(self, consumer: str, version: Version, segment: str, operation: str) -> Called:
        key = (consumer, version.name, operation)
        view = self._views.get(key)
        if view is None:
            grants = require(self.reader.estate, consumer, version.name, operation)
            kind = await self._run(version.kind, segment)
            assert kind is not None, "the address was looked up"
            fields = () if any(not one.fields for one in grants) else tuple(f for one in grants for f in one.fields)
            view = View(self.reader.estate, kind, clearance_of(self.reader.estate, consumer), fields)
            self._views[key] = view
        return Called(version, view.kind, view, operation)

    async def _served(self, called: Called, scope: Scope, headers: Mapping[bytes, bytes], shape: list[str]) -> Answer:
        if not shape:
            return await self._list(called, scope)
        query_of(scope, ())
        kept = await self._object(called.kind, text_of("id", shape[0], "id"))
        if len(shape) == 2:
            shown = called.view.shown(kept.snapshot.data)
            return answers.of_json(lineage(called.kind, kept.snapshot, shown), self._caching(kept))
        return self._one(called, kept, headers)

    # -------------------------------------------------------------------------------------------------------- answers

    def _one(self, called: Called, kept: Kept, headers: Mapping[bytes, bytes]) -> Answer:
        etag, body = self._body(called.view, kept)
        place = f"/{called.version.prefix}/{called.kind.served.segment}/{kept.snapshot.id}"
        said: Headers = [(b"etag", etag.encode()), *self._caching(kept)]
        if knows(headers, etag):
            return Answer(304, said, b"")
        return answers.of_text(body, [*said, (b"content-location", place.encode())])

    def _body(self, view: View, kept: Kept) -> tuple[str, bytes]:
        """What a caller is sent of an object: made once for all with the same rights."""
        snapshot, key = kept.snapshot, view.key
        found = snapshot.bodies.get(key)
        if found is None:
            data = dumps(view.shown(snapshot.data)).encode()
            found = snapshot.bodies[key] = tag(data), data
        etag, data = found
        fresh = snapshot.bodies.get(None) if not kept.warning else None
        if fresh is None:
            fresh = "", dumps(freshness(snapshot.reads, snapshot.as_of, kept.warning)).encode()
            if not kept.warning:
                snapshot.bodies[None] = fresh
        return etag, b'{"data":%b,"freshness":%b}' % (data, fresh[1])

    def _caching(self, kept: Kept) -> Headers:
        age = max(0, int(self.reader.now() - kept.snapshot.as_of))
        lasts = f"private, max-age={int(self._shelf.max_age)}, stale-if-error={int(self._shelf.stale_if_error)}"
        return [
            (b"age", str(age).encode()),
            (b"cache-control", b"private, no-cache" if kept.warning else lasts.encode()),
        ]

    async def _list(self, called: Called, scope: Scope) -> Answer:
        kind = called.kind
        identifiers = {f"{one.system}.{one.type}": one for one in kind.sources.entity.spec.identifiers}
        query = query_of(scope, ["limit", "cursor", *identifiers])
        limit = limit_of(query.get("limit"))
        cursor = cursor_text(query["cursor"]) if "cursor" in query else None
        named = [
            f"{one.system}:{one.type}:{text_of(name, query[name], 'identifier')}"
            for name, one in identifiers.items()
            if name in query
        ]
        if named and cursor is None:
            items = await self._named(called, named)
            return answers.of_json({"items": items}, [(b"cache-control", b"private, no-cache")])
        if named:
            raise Problem("cursor", "a list that is narrowed to one object has one page")
        page = await self._flights.once(
            ("list", kind.title, limit, cursor), lambda: self._run(self._lists.page, kind, limit, cursor)
        )
        return answers.of_json(self._page(called, page), [(b"cache-control", b"private, no-cache")])

    async def _named(self, called: Called, named: list[str]) -> list[Any]:
        """The object that all identifiers name; nothing where there is none, or not one."""
        try:
            found = [await self._object(called.kind, text) for text in named]
        except Problem as problem:
            if problem.kind == "unknown":
                return []
            raise
        if len({one.snapshot.id for one in found}) != 1:
            return []
        return [self._item(called.view, found[0].snapshot, found[0].warning)]

    def _page(self, called: Called, page: Page) -> dict[str, Any]:
        items = [self._item(called.view, one.snapshot) for one in page.entries if one.snapshot is not None]
        failed = [
            {**({"id": one.name} if one.name else {}), "problem": one.problem.body}
            for one in page.entries
            if one.problem is not None
        ]
        found: dict[str, Any] = {"items": items}
        if failed:
            found["unserved"] = failed
        return found | ({"nextCursor": page.cursor} if page.cursor is not None else {})

    @staticmethod
    def _item(view: View, snapshot: Snapshot, warning: str = "") -> dict[str, Any]:
        return {
            "data": view.shown(snapshot.data),
            "freshness": freshness(snapshot.reads, snapshot.as_of, warning),
        }

    # -------------------------------------------------------------------------------------------------------- objects

    async def _object(self, kind: Kind, text: str) -> Kept:
        """An object by a name of it: what is fresh, else what is read now. Raises Problem."""
        key, now = (kind.title, text), self.reader.now()
        named = self._names.get(key)
        if named is not None and now < named[0]:
            kept = self._shelf.fresh((kind.title, named[1]))
            if kept is not None:
                return kept
        missed = self._missing.get(key)
        if missed is not None:
            if now < missed[0]:
                raise missed[1]
            self._missing.pop(key, None)
        return await self._flights.once(("name", *key), lambda: self._looked_up(kind, text))

    async def _looked_up(self, kind: Kind, text: str) -> Kept:
        key = (kind.title, text)
        try:
            golden = await self._run(self._objects.golden, kind, text)
            kept = self._shelf.fresh((kind.title, golden))
            if kept is None:
                kept = await self._flights.once((*key[:1], golden), lambda: self._read(kind, golden))
        except Problem as problem:
            if problem.kind in ("unknown", "down", "record"):
                _bounded(self._missing)[key] = self.reader.now() + _MISSED, problem
            raise
        _bounded(self._names)[key] = self.reader.now() + _BELIEVED, kept.snapshot.id
        return kept

    async def _read(self, kind: Kind, golden: str) -> Kept:
        began = self.reader.now()
        try:
            snapshot = await self._run(self._objects.read, kind, golden)
        except Down as down:
            old = self._shelf.get((kind.title, golden))
            if old is None:
                raise
            return self._shelf.hold((kind.title, golden), old, _MISSED, down.detail)
        return self._keep(kind, snapshot, began)

    def _keep(self, kind: Kind, snapshot: Snapshot, began: float) -> Kept:
        return self._shelf.put((kind.title, snapshot.id), snapshot, began)

    def _lately(self, kind: Kind, golden: str) -> Snapshot | None:
        kept = self._shelf.fresh((kind.title, golden))
        return kept.snapshot if kept is not None and not kept.warning else None

    async def _run(self, do: Callable[..., T], *arguments: Any) -> T:
        """Does what may take long in a thread. Raises Problem for all that hinders it."""
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._threads, lambda: do(*arguments))
        except Problem:
            raise
        except IdentityError as error:
            raise told(error) from error
        except (DBAPIError, PoolTimeout) as error:
            _LOG.warning("the Enterprise API cannot reach the database: %s", " ".join(str(error).split())[:300])
            raise Problem("database", "try it again later", headers={"Retry-After": "5"}) from error
        except GovkitError as error:
            raise Problem("failed", str(error)) from error
        except Exception as error:
            _LOG.exception("the Enterprise API failed", exc_info=error)
            raise Problem("failed", "the log of the server says why") from error


class _Refused(Exception):
    """A problem of a request that is understood, with what is counted of it."""

    def __init__(self, problem: Problem, consumer: str, version: str, operation: str) -> None:
        super().__init__(problem.detail)
        self.problem, self.consumer, self.version, self.operation = problem, consumer, version, operation


def _bounded(known: dict[Any, Any]) -> dict[Any, Any]:
    """What is remembered, begun anew where it grew too large: strangers may ask for anything."""
    if len(known) >= _MOST_NAMES:
        known.clear()
    return known
