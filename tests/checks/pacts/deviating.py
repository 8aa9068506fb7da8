"""A mock that answers otherwise than it should, as data says: what a wrong provider does, on purpose.

A deviation is `{at: "GET /things/{id}", do: …}`, of every operation where `at` is `*`; what it does stands in BEFORE or
AFTER.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from govkit.gate.mocking import Mocks
from govkit.mocks.hosting import hosted

Deviation = Mapping[str, Any]
MOCK_HEADERS = [(b"authorization", b"Bearer c2VjcmV0OnRva2Vu")]


@dataclass
class Exchange:
    """A request on its way to the mock, and its answer on its way back; headers are in lower case."""

    method: str
    path: str
    query: bytes
    headers: list[tuple[bytes, bytes]]
    body: bytes
    status: int = 0
    answer_headers: dict[str, str] = field(default_factory=dict)
    content: bytes = b""

    @property
    def value(self) -> Any:
        try:
            return json.loads(self.content)
        except ValueError:
            return None

    def tell(self, value: Any) -> None:
        self.content = json.dumps(value).encode()
        self.answer_headers.setdefault("content-type", "application/json")


@dataclass
class Kept:
    """What a deviating mock remembers: its last good answer to each operation, and what it made and took away."""

    good: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    made: set[str] = field(default_factory=set)
    gone: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)


Deed = Callable[[Deviation, Exchange, Kept, str], None]


def _walk(value: Any, path: Sequence[str], change: Callable[[dict[str, Any], str], None]) -> None:
    """Changes the member at the end of a path, of every item where `*` stands."""
    head, *rest = path
    if head == "*":
        for one in value if isinstance(value, list) else ():
            _walk(one, rest, change)
    elif isinstance(value, dict):
        if rest:
            _walk(value.get(head), rest, change)
        else:
            change(value, head)


def _member(change: Callable[[Deviation, dict[str, Any], str], None]) -> Deed:
    def deed(said: Deviation, exchange: Exchange, kept: Kept, name: str) -> None:
        value = exchange.value
        if 200 <= exchange.status < 300 and value is not None:
            _walk(value, str(said["path"]).strip("/").split("/"), lambda owner, key: change(said, owner, key))
            exchange.tell(value)

    return deed


def _set(said: Deviation, owner: dict[str, Any], key: str) -> None:
    owner[key] = copy.deepcopy(said["value"])


def _drop(said: Deviation, owner: dict[str, Any], key: str) -> None:
    owner.pop(key, None)


def _answer(said: Deviation, exchange: Exchange, kept: Kept, name: str) -> None:
    exchange.status = said.get("status", 200)
    exchange.answer_headers = {key.lower(): value for key, value in said.get("headers", {}).items()}
    exchange.content = b""
    if "body" in said:
        exchange.tell(said["body"])
    if "media" in said:
        exchange.answer_headers["content-type"] = said["media"]


def _status(said: Deviation, exchange: Exchange, kept: Kept, name: str) -> None:
    if exchange.status == said["from"]:
        exchange.status = said["to"]


def _media(said: Deviation, exchange: Exchange, kept: Kept, name: str) -> None:
    if 200 <= exchange.status < 300 and exchange.content:
        exchange.answer_headers["content-type"] = said["to"]


def _unsaid(said: Deviation, exchange: Exchange, kept: Kept, name: str) -> None:
    exchange.answer_headers.pop(said["header"].lower(), None)


def _says(said: Deviation, exchange: Exchange, kept: Kept, name: str) -> None:
    if 200 <= exchange.status < 300:
        exchange.answer_headers[said["header"].lower()] = said["value"]


def _agree(said: Deviation, exchange: Exchange, kept: Kept, name: str) -> None:
    """Answers as it last did when all was well, where it ought to say no."""
    if exchange.status in said["to"]:
        exchange.status, exchange.answer_headers, exchange.content = kept.good.get(name, (200, {}, b""))


def _first(said: Deviation, exchange: Exchange, kept: Kept, name: str) -> None:
    """Answers with the first record that it ever told of, whichever is asked for."""
    if exchange.status == 200:
        _, exchange.answer_headers, exchange.content = kept.good.setdefault(
            f"first {name}", (200, dict(exchange.answer_headers), exchange.content)
        )


def _forget(said: Deviation, exchange: Exchange, kept: Kept, name: str) -> None:
    """What was made is not there afterwards."""
    value = exchange.value
    key = said["key"]
    if exchange.method == "POST" and exchange.status in (200, 201) and isinstance(value, dict):
        kept.made.add(str(value.get(key)))
    elif exchange.method == "GET" and exchange.path.rsplit("/", 1)[-1] in kept.made:
        exchange.status, exchange.answer_headers, exchange.content = 404, {}, b""
        exchange.answer_headers["content-type"] = "application/problem+json"
        exchange.tell({"type": "about:blank", "title": "Not Found", "status": 404})


def _keep(said: Deviation, exchange: Exchange, kept: Kept, name: str) -> None:
    """What was taken away is still there."""
    if exchange.method == "GET" and exchange.status == 200:
        kept.gone[exchange.path] = (exchange.status, dict(exchange.answer_headers), exchange.content)
    elif exchange.method == "GET" and exchange.status in (404, 410) and exchange.path in kept.gone:
        exchange.status, exchange.answer_headers, exchange.content = kept.gone[exchange.path]


def _unfiltered(said: Deviation, exchange: Exchange) -> None:
    exchange.query = _without(exchange.query, said["parameter"])


def _open(said: Deviation, exchange: Exchange) -> None:
    kept = [pair for pair in exchange.headers if pair[0] != b"authorization"]
    exchange.headers = [*kept, *MOCK_HEADERS]


BEFORE: dict[str, Callable[[Deviation, Exchange], None]] = {"unfiltered": _unfiltered, "open": _open}
AFTER: dict[str, Deed] = {
    "answer": _answer,
    "set": _member(_set),
    "drop": _member(_drop),
    "status": _status,
    "media": _media,
    "unsaid": _unsaid,
    "says": _says,
    "agree": _agree,
    "first": _first,
    "forget": _forget,
    "keep": _keep,
}


class Deviating:
    """An ASGI application around another one."""

    def __init__(self, application: Any, deviations: Sequence[Deviation]) -> None:
        self._application = application
        self._deviations = [(one, _pattern(str(one["at"]))) for one in deviations]
        self._kept = Kept()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
            return
        exchange = await _request(scope, receive)
        concerned = [
            one
            for one, at in self._deviations
            if at(exchange.method, exchange.path) and not exchange.path.startswith("/__govkit__/")
        ]
        for one in concerned:
            if one["do"] in BEFORE:
                BEFORE[one["do"]](one, exchange)
        await self._asked(scope, exchange)
        for one in concerned:
            if one["do"] in AFTER:
                AFTER[one["do"]](one, exchange, self._kept, str(one["at"]))
            if 200 <= exchange.status < 300:
                kept = exchange.status, dict(exchange.answer_headers), exchange.content
                self._kept.good[str(one["at"])] = kept
        await _answered(exchange, send)

    async def _asked(self, scope: Any, exchange: Exchange) -> None:
        inner = {**scope, "query_string": exchange.query, "headers": exchange.headers}

        async def receive() -> Any:
            return {"type": "http.request", "body": exchange.body, "more_body": False}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                exchange.status = message["status"]
                exchange.answer_headers = {
                    key.decode("latin-1").lower(): value.decode("latin-1") for key, value in message["headers"]
                }
            else:
                exchange.content += message.get("body", b"")

        await self._application(inner, receive, send)


async def _request(scope: Any, receive: Any) -> Exchange:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return Exchange(scope["method"], scope["path"], scope["query_string"], list(scope["headers"]), body)


async def _answered(exchange: Exchange, send: Any) -> None:
    empty = exchange.status in (204, 304)
    headers = exchange.answer_headers | ({} if empty else {"content-length": str(len(exchange.content))})
    if empty:
        headers.pop("content-length", None)
    listed = [(key.encode("latin-1"), value.encode("latin-1")) for key, value in headers.items()]
    await send({"type": "http.response.start", "status": exchange.status, "headers": listed})
    await send({"type": "http.response.body", "body": b"" if empty else exchange.content})


async def _live(receive: Any, send: Any) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


def _pattern(at: str) -> Callable[[str, str], bool]:
    method, _, path = at.partition(" ")
    if not path:
        return lambda asked, _: method in ("*", asked)
    template = re.compile("[^/]+".join(map(re.escape, re.split(r"\{[^{}]+\}", path))) + r"\Z")
    return lambda asked, concrete: method in ("*", asked) and template.match(concrete) is not None


def _without(query: bytes, parameter: str) -> bytes:
    pairs = [pair for pair in query.split(b"&") if pair and pair.partition(b"=")[0].decode("latin-1") != parameter]
    return b"&".join(pairs)


@contextmanager
def deviating(target: str, deviations: Sequence[Deviation], cwd: Path | None = None, **options: Any) -> Iterator[str]:
    """Serves a mock that deviates; where. Its control API is that of any mock."""
    mocks = Mocks([target], cwd=cwd, **options)
    try:
        with hosted(Deviating(mocks.application, deviations)) as url:
            yield url
    finally:
        mocks.serving.close()
