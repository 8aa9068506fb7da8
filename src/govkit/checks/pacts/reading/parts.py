"""Requests, responses and messages of an interaction as they are written in versions 1.1 to 4."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_plus

from govkit.checks.pacts.reading.pact import Body, Message, Presence, Request, Response, Texts
from govkit.checks.pacts.reading.ruling import Ruled
from govkit.errors import InputError
from govkit.spec.documents import Document, Pointer
from govkit.spec.openapi.wire.spelling import is_json


class Parts:
    """Reads the parts of the interactions of one file."""

    def __init__(self, document: Document, major: int) -> None:
        self._document = document
        self._is_4 = major >= 4

    def request(self, said: Any, at: Pointer) -> Request:
        """A request. Raises InputError."""
        owner = self.object(said, at, "a request")
        ruled = Ruled(self._document, owner, at)
        path = owner.get("path", "/")
        if not isinstance(path, str):
            raise self.error("`path` must be text", (*at, "path"))
        path, asked, query = path.partition("?")
        if asked and not owner.get("query"):  # some write both together
            owner = {**owner, "query": query}
        headers = self._texts(owner, "headers", at, ruled, "header")
        return Request(
            method=str(owner.get("method", "GET")).upper(),
            path=path or "/",
            query=self._query(owner, at, ruled),
            headers=headers,
            body=self._body(owner, at, ruled, headers.joined("content-type")),
            at=at,
            path_rules=ruled.of("path"),
            path_generated="path" in ruled.generators,
        )

    def response(self, said: Any, at: Pointer) -> Response:
        """A response. Raises InputError."""
        owner = self.object(said, at, "a response")
        ruled = Ruled(self._document, owner, at)
        status = owner.get("status", 200)
        if isinstance(status, str) and status.isdigit():
            status = int(status)
        if isinstance(status, bool) or not isinstance(status, int) or not 100 <= status <= 599:
            raise self.error("`status` must be a number from 100 to 599", (*at, "status"))
        headers = self._texts(owner, "headers", at, ruled, "header")
        body = self._body(owner, at, ruled, headers.joined("content-type"))
        return Response(status, headers, body, at, _status_class(ruled))

    def message(self, said: Any, at: Pointer) -> Message:
        """The content of a message with its metadata. Raises InputError."""
        owner = self.object(said, at, "a message")
        ruled = Ruled(self._document, owner, at)
        key = next((name for name in ("metadata", "metaData") if name in owner), "metadata")
        metadata = owner.get(key) or {}
        if not isinstance(metadata, dict):
            raise self.error(f"`{key}` must be an object", (*at, key))
        named = next((metadata[name] for name in metadata if name.lower().replace("-", "") == "contenttype"), None)
        return Message(self._body(owner, at, ruled, named if isinstance(named, str) else None), metadata, at)

    def object(self, said: Any, at: Pointer, what: str) -> dict[str, Any]:
        """An object of the file. Raises InputError for anything else."""
        if not isinstance(said, dict):
            raise self.error(f"{what} must be an object", at)
        return said

    def error(self, what: str, at: Pointer, hint: str | None = None) -> InputError:
        """What is wrong at a place of the file."""
        return InputError(f"this pact cannot be read: {what}", place=self._document.place(at), hint=hint)

    # ---------------------------------------------------------------------------------------------------------- texts

    def _query(self, owner: dict[str, Any], at: Pointer, ruled: Ruled) -> Texts:
        said = owner.get("query")
        if not isinstance(said, str):
            return self._texts(owner, "query", at, ruled, "query")
        values: dict[str, tuple[str, ...]] = {}
        for pair in said.removeprefix("?").split("&") if said else ():
            name, _, text = pair.partition("=")
            key = unquote_plus(name)
            values[key] = (*values.get(key, ()), unquote_plus(text))
        return Texts(values, (*at, "query"), ruled.named("query"), ruled.generated("query"), False)

    def _texts(self, owner: dict[str, Any], key: str, at: Pointer, ruled: Ruled, category: str) -> Texts:
        said = owner.get(key)
        if said is not None and not isinstance(said, dict):
            raise self.error(f"`{key}` must be an object", (*at, key))
        values = {str(name): _listed(value) for name, value in (said or {}).items()}
        generated = ruled.generated(category)
        generated = frozenset(name.lower() for name in generated) if category == "header" else generated
        return Texts(values, (*at, key), ruled.named(category), generated)

    # --------------------------------------------------------------------------------------------------------- bodies

    def _body(self, owner: dict[str, Any], at: Pointer, ruled: Ruled, named: str | None) -> Body:
        """The body, which is missing, empty (null, or no text), or there."""
        key = next((name for name in ("body", "contents") if name in owner), None)
        if key is None:
            return Body(Presence.MISSING, at, media=named)
        said, place = owner[key], (*at, key)
        encoded: Any = False
        if self._is_4 and isinstance(said, dict) and ("content" in said or not said):
            media = said.get("contentType")
            named = media if isinstance(media, str) and media else named
            encoded = said.get("encoded", False)
            if "content" not in said:
                return Body(Presence.EMPTY, place, media=named)
            said, place = said["content"], (*place, "content")
        if said is None or said == "":
            return Body(Presence.EMPTY, place, media=named)
        value, json_ = self._decoded(said, encoded, named, place)
        return Body(Presence.PRESENT, place, value, named, json_, ruled.of("body"), ruled.generators.get("body", {}))

    def _decoded(self, said: Any, encoded: Any, media: str | None, at: Pointer) -> tuple[Any, bool]:
        """The value of a body, and whether it is JSON."""
        if not isinstance(said, str):
            return said, media is None or is_json(media)
        data: str | bytes = said
        if isinstance(encoded, str) and encoded.lower() == "base64":
            try:
                data = base64.b64decode(said, validate=True)
            except (binascii.Error, ValueError):
                raise self.error("the content is said to be base64, and is not", at) from None
        if media is not None and is_json(media):
            try:
                return json.loads(data), True
            except (ValueError, RecursionError):
                return said, True  # a text, written without its quotes
        if isinstance(data, bytes):
            try:
                return data.decode("utf-8"), False
            except UnicodeDecodeError:
                return data, False
        return data, False


def _listed(value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(_text(one) for one in values)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value)


def _status_class(ruled: Ruled) -> str | None:
    """The class of statuses that any will do of (version 4, `statusCode`): `success`, `error`, `4XX`."""
    for rule in ruled.of("status"):
        matcher = rule.ruling.named("statusCode")
        if matcher is not None:
            said: Any = matcher.said.get("status")
            return _CLASSES.get(said, said) if isinstance(said, str) else _listed_statuses(said)
    return None


def _listed_statuses(said: Any) -> str | None:
    codes = [str(code) for code in said if isinstance(code, int)] if isinstance(said, list) else []
    return ",".join(codes) or None


_CLASSES: Mapping[str, str] = {
    "info": "1XX",
    "success": "2XX",
    "redirect": "3XX",
    "clientError": "4XX",
    "serverError": "5XX",
    "nonError": "nonError",
    "error": "error",
}
