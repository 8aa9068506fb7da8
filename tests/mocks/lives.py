"""The natural life of what an API keeps, seen from outside: made, read, found in a list, changed, taken away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import httpx

from govkit.findings import Direction
from govkit.mocks.drawing import Undrawable
from govkit.mocks.schemas import Checked
from govkit.mocks.state.resources import json_media
from govkit.mocks.state.words import identifiers, plain
from govkit.mocks.system import Served, System
from govkit.spec.openapi import MediaType
from govkit.spec.openapi.messages import encodings_of, spelling_of
from govkit.spec.openapi.wire.bodies import concrete, write
from govkit.spec.openapi.wire.spelling import in_header, in_pairs

_PARAMETER = re.compile(r"\{([^{}]*)\}")


@dataclass
class Life:
    """What happened to one record: the steps that went well, and the first that did not, with what was seen."""

    collection: str
    steps: list[str] = field(default_factory=list)
    fault: str = ""


class Gone(Exception):
    """A life that went another way than lives go."""


class Witness:
    """Leads records of one API through their lives."""

    def __init__(self, system: System, client: httpx.Client) -> None:
        self._client = client
        self._schemas = system.schemas
        self._operations: dict[str, dict[str, Served]] = {}
        for one in system.operations:
            self._operations.setdefault(one.operation.path, {})[one.method] = one

    def lives(self) -> Iterator[Life]:
        """A life in each collection that can be written and whose items can be read."""
        for path, methods in self._operations.items():
            collection, _, last = path.rpartition("/")
            if _PARAMETER.fullmatch(last) is None or "GET" not in methods:
                continue
            above = self._operations.get(collection, {})
            maker = above.get("POST") or above.get("PUT")
            if maker is not None and not _PARAMETER.fullmatch(collection.rpartition("/")[2]):
                yield self._lived(collection, path, maker)

    def _lived(self, collection: str, path: str, maker: Served) -> Life:
        life = Life(collection)
        try:
            self._live(life, collection, path, maker)
        except Gone as error:
            life.fault = str(error)
        return life

    def _live(self, life: Life, collection: str, path: str, maker: Served) -> None:
        above = self._parents(collection)
        sent = self._body(maker)
        made = self._call(maker, above, sent)
        if made.status_code == 409:
            made = self._call(maker, above, sent := self._others(maker, sent))
        if made.status_code not in (200, 201, 202):
            raise Gone(f"create: {made.status_code} {made.text[:200]}")
        key = _key_of(made, path, sent)
        if key is None:
            raise Gone(f"create: no identifier in {made.text[:300]}")
        life.steps.append("create")
        methods = self._operations[path]
        got = self._call(methods["GET"], [*above, key], None)
        if got.status_code != 200:
            raise Gone(f"read {key}: {got.status_code} {got.text[:200]}")
        self._compare("read", sent, got, methods["GET"])
        life.steps.append("read")
        self._list(life, collection, above, key)
        for method in ("PATCH", "PUT", "POST"):
            if method in methods and methods[method].operation.body is not None:
                self._change(life, methods[method], methods["GET"], [*above, key], sent)
        if "DELETE" in methods:
            self._delete(life, methods, [*above, key])

    def _list(self, life: Life, collection: str, above: list[str], key: str) -> None:
        listing = self._operations[collection].get("GET")
        if listing is None:
            return
        listed = self._call(listing, above, None)
        if listed.status_code != 200:
            raise Gone(f"list: {listed.status_code} {listed.text[:200]}")
        if not any(str(one) == key for one in _scalars(_json(listed))):
            raise Gone(f"list: {key} is not in {listed.text[:300]}")
        life.steps.append("list")

    def _change(self, life: Life, served: Served, reader: Served, keys: list[str], made: Any) -> None:
        step = served.method.lower()
        sent = self._body(served, varied=made)
        got = self._call(reader, keys, None)
        changed = self._call(served, keys, sent, tag=got.headers.get("etag"))
        if changed.status_code not in (200, 201, 202, 204):
            raise Gone(f"{step}: {changed.status_code} {changed.text[:200]}")
        self._compare(step, sent, self._call(reader, keys, None), reader)
        life.steps.append(step)

    def _delete(self, life: Life, methods: dict[str, Served], keys: list[str]) -> None:
        before = self._call(methods["GET"], keys, None)
        gone = self._call(methods["DELETE"], keys, self._body(methods["DELETE"]), tag=before.headers.get("etag"))
        if gone.status_code not in (200, 202, 204):
            raise Gone(f"delete: {gone.status_code} {gone.text[:200]}")
        after = self._call(methods["GET"], keys, None)
        if after.status_code not in (404, 410) and after.content == before.content:
            raise Gone(f"after delete: {after.status_code} {after.text[:200]}")
        life.steps.append("delete")

    # ------------------------------------------------------------------------------------------------------ requests

    def _parents(self, collection: str) -> list[str]:
        """Identifiers of records that are there, for the parameters above a collection."""
        found: list[str] = []
        segments = collection.split("/")
        for at, segment in enumerate(segments):
            for name in _PARAMETER.findall(segment):
                found.append(self._parent("/".join(segments[:at]), "/".join(segments[: at + 1]), name, found))
        return found

    def _parent(self, collection: str, path: str, name: str, above: list[str]) -> str:
        listing = self._operations.get(collection, {}).get("GET")
        if listing is not None:
            answer = self._call(listing, above, None)
            key = _key_of(answer, path, None)
            if key is not None:
                return key
        served = next(iter(next(m for p, m in self._operations.items() if p.startswith(path)).values()))
        parameter = next(one for one in served.operation.parameters.values() if one.name == name)
        return str(self._schemas.drawing.of(self._schemas.value(parameter.node, Direction.REQUEST).spot))

    def _body(self, served: Served, varied: Any = None) -> Any:
        """What to send: the example of the body, else a drawn one; `varied`: other than what was sent before."""
        if served.operation.body is None or not served.operation.body.content:
            return None
        media = self._media(served)
        checked = self._schemas.media(media, Direction.REQUEST)
        candidates = [value for _, value, _ in served.responses.examples_of(media) if checked.accepts(value)]
        if varied is None and candidates:
            return candidates[0]
        try:
            value = self._schemas.drawing.of(checked.spot)
        except Undrawable:
            return candidates[0] if candidates else None
        if candidates and isinstance(candidates[0], dict):
            value = candidates[0]
        if varied is None or not isinstance(value, dict):
            return value
        return _varied(value, checked)

    def _others(self, served: Served, sent: Any) -> Any:
        """A body that says something else in each of its texts that may be any text."""
        checked = self._schemas.media(self._media(served), Direction.REQUEST)
        for name, value in sent.items() if isinstance(sent, dict) else ():
            other = f"{value}-2"
            if isinstance(value, str) and checked.accepts(sent | {name: other}):
                sent = sent | {name: other}
        return sent

    @staticmethod
    def _media(served: Served) -> MediaType:
        assert served.operation.body is not None
        content = served.operation.body.content
        return next((one for one in content.values() if "json" in one.name), next(iter(content.values())))

    def _call(self, served: Served, keys: list[str], sent: Any, tag: str | None = None) -> httpx.Response:
        names = _PARAMETER.findall(served.operation.path)
        path = served.operation.path
        for name, key in zip(names, keys, strict=True):
            path = path.replace(f"{{{name}}}", quote(key, safe=""), 1)
        headers = {"Authorization": "Basic YTpi" if self._basic(served) else "Bearer token"}
        query = []
        for one in served.operation.parameters.values():
            if one.location == "path" or not (one.required or one.name == "If-Match"):
                continue
            value = tag if one.name == "If-Match" else self._drawn(one)
            if value is None:
                continue
            if one.location == "query":
                query += [f"{name}={text}" for name, text in in_pairs(spelling_of(one), value)]
            elif one.location == "header":
                headers[one.name] = in_header(spelling_of(one), value)
        for name, text in self._keys(served):
            query.append(f"{name}={text}") if name[0] != ":" else headers.update({name[1:]: text})
        if "Idempotency-Key" in headers:
            headers["Idempotency-Key"] = f"key-of-{served.id}-{len(str(sent))}"[:60]
        content = b""
        if sent is not None:
            media = self._media(served)
            described = (self._schemas.media(media, Direction.REQUEST).spot, self._schemas.reader)
            written = write(concrete(media.name), sent, encodings_of(media), described=described)
            headers["Content-Type"], content = written.content_type, written.content
        return self._client.request(
            served.method, f"{path}?{'&'.join(query)}" if query else path, headers=headers, content=content
        )

    def _drawn(self, parameter: Any) -> Any:
        return self._schemas.drawing.of(self._schemas.value(parameter.node, Direction.REQUEST).spot)

    def _schemes(self, served: Served) -> list[dict[str, Any]]:
        way = next(iter(served.operation.security or []), {})
        known = served.operation.contract.security_schemes
        return [known[name].value for name in way if name in known]

    def _basic(self, served: Served) -> bool:
        return any(str(one.get("scheme", "")).lower() == "basic" for one in self._schemes(served))

    def _keys(self, served: Served) -> list[tuple[str, str]]:
        return [
            (f":{one['name']}" if one["in"] == "header" else one["name"], "secret")
            for one in self._schemes(served)
            if one.get("type") == "apiKey" and one["name"].lower() != "authorization"
        ]

    def _compare(self, step: str, sent: Any, got: httpx.Response, reader: Served) -> None:
        """What was sent is told; where a name means nothing to the answer, nothing can be said."""
        if got.status_code != 200:
            raise Gone(f"after {step}: {got.status_code} {got.text[:200]}")
        body, media = _json(got), json_media(reader)
        checked = self._schemas.media(media, Direction.RESPONSE) if media is not None else None
        pairs = [(one, held) for one in _objects(sent, 2) for held in _objects(body, 3)]
        one, held = max(pairs, key=lambda pair: len(pair[0].keys() & pair[1].keys()), default=({}, {}))
        for name, value in one.items():
            if isinstance(value, str | int) and name in held and str(held[name]) != str(value):
                is_like = not isinstance(held[name], dict | list)
                if is_like and not _tells_apart(name) and _would_hold(checked, body, held, name, value):
                    raise Gone(f"{step}: {name}={value!r} was sent, told is {got.text[:400]}")


def _would_hold(checked: Checked | None, body: Any, held: dict[str, Any], name: str, value: Any) -> bool:
    """Whether an answer could have told a value."""
    before, held[name] = held[name], value
    try:
        return checked is None or checked.accepts(body)
    finally:
        held[name] = before


def _varied(value: dict[str, Any], checked: Any) -> dict[str, Any]:
    """A body with another text or number in it."""
    for name, inner in value.items():
        if _tells_apart(name):
            continue
        for other in (f"{inner} II" if isinstance(inner, str) else None, inner + 1 if type(inner) is int else None):
            if other is not None and checked.accepts(value | {name: other}):
                return value | {name: other}
    return value


def _tells_apart(name: str) -> bool:
    """Whether a member identifies, so that servers choose it and callers let it be."""
    return plain(name).endswith(("id", "key", "code", "number", "type", "status"))


def _json(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        return None


def _objects(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    level = [value]
    for _ in range(depth + 1):
        yield from (one for one in level if isinstance(one, dict))
        level = [
            inner
            for one in level
            for inner in (one.values() if isinstance(one, dict) else one if isinstance(one, list) else ())
        ]


def _scalars(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _scalars(one)
    else:
        yield value


def _key_of(answer: httpx.Response, path: str, sent: Any) -> str | None:
    """The identifier of a record by which its path is called."""
    collection, _, last = path.rpartition("/")
    place = answer.headers.get("location")
    if place:
        parts = urlsplit(place).path.rstrip("/").split("/")
        if len(parts) >= len(path.split("/")) and _is_like(parts, path):
            return unquote(parts[-1])
    words = identifiers(last[1:-1], collection.rpartition("/")[2])
    shown = [
        {plain(name): value for name, value in one.items() if isinstance(value, str | int)}
        for one in _objects(_json(answer), 2)
    ]
    return next((str(one[word]) for word in words for one in shown if word in one), None)


def _is_like(parts: list[str], path: str) -> bool:
    wanted = path.split("/")
    return all(
        _PARAMETER.search(one) or one == part for one, part in zip(reversed(wanted), reversed(parts), strict=False)
    )
