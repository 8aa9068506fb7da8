"""The webhooks and callbacks of one contract, each ready to be sent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from govkit.mocks.drawing import Undrawable
from govkit.mocks.json_text import write_json
from govkit.mocks.likeness import listed
from govkit.mocks.messages import pointer_of
from govkit.mocks.responses import NOTHING, Responses
from govkit.mocks.schemas import Checked, Schemas
from govkit.mocks.state.words import plain
from govkit.mocks.system import System
from govkit.mocks.webhooks.event import NoSuchEvent
from govkit.spec.openapi import MediaType, Operation, Parameter
from govkit.spec.openapi.messages import encodings_of, method_of, response_for, spelling_of
from govkit.spec.openapi.wire.bodies import concrete, write
from govkit.spec.openapi.wire.spelling import TOKEN, Spelling, Unwritable, in_header, in_pairs, is_json

_OTHERS = frozenset(
    [
        "api",
        "trace",
        "request",
        "correlation",
        "client",
        "hook",
        "target",
        "subscription",
        "endpoint",
        "account",
        "tenant",
    ]
)
"""What an id in a header may be of beside the event."""

_CALLBACK = re.compile(r"callback (.*?) (\S.*)\Z", re.DOTALL)


class Hook:
    """One webhook or callback. `expression` is where a callback is sent, None for a webhook."""

    def __init__(self, operation: Operation, schemas: Schemas) -> None:
        self.operation = operation
        self.schemas = schemas
        found = _CALLBACK.match(operation.path) if operation.kind == "callback" else None
        self.name = found[1] if found else operation.path
        self.expression = found[2] if found else None
        self.method = method_of(operation)

    @cached_property
    def media(self) -> tuple[str, MediaType] | None:
        """The media type that is sent, JSON where it is declared, by the name that it is sent under."""
        offered: list[tuple[str, MediaType]] = []
        for media in self.operation.body.content.values() if self.operation.body is not None else ():
            try:
                offered.append((concrete(media.name), media))
            except Unwritable:
                continue
        return next((one for one in offered if is_json(one[0])), offered[0] if offered else None)

    @cached_property
    def checked(self) -> Checked | None:
        """The schema of the body; None where nothing is said of it."""
        if self.media is None:
            return None
        media = self.media[1]
        if media.schema is None and media.item_schema is None:
            return None
        return self.schemas.media(media, self.operation.sent)

    def example(self) -> Any:
        """A body as the contract shows it, else one that is drawn; NOTHING where there is none."""
        if self.media is None:
            return NOTHING
        return Responses(self.operation, self.schemas).value(self.media[1])

    def flaw(self, body: Any) -> str | None:
        """Why a body must not leave; None where it may."""
        if self.checked is None:
            return None
        first = next(iter(self.checked.refusals(body)), None)
        if first is None:
            return None
        where = pointer_of(first.path)
        return f"{where}: {first.message[:300]}" if where else first.message[:300]

    def written(self, body: Any) -> tuple[str | None, bytes]:
        """The media type and the bytes of a body. Raises Unwritable."""
        if self.media is None or body is NOTHING:
            return None, b""
        name, media = self.media
        if is_json(name):
            return name, write_json(body)
        if isinstance(body, str):
            return name, body.encode("utf-8", "replace")
        described = (self.checked.spot, self.schemas.reader) if self.checked is not None else None
        sent = write(name, body, encodings_of(media), described=described)
        return sent.content_type, sent.content

    def declares(self, status: int) -> bool:
        """Whether the contract says what a status of the receiver means, `default` aside."""
        response = response_for(self.operation, status)
        return response is not None and response.status != "default"

    @cached_property
    def _parameters(self) -> list[tuple[Parameter, Checked]]:
        return [
            (one, self.schemas.value(one.node, self.operation.sent))
            for one in self.operation.parameters.values()
            if one.location in ("header", "query") and TOKEN.match(one.name)
        ]

    def accepts(self, header: str, text: str) -> bool:
        """Whether a declared header may have a value; one that is not declared may have any."""
        for one, checked in self._parameters:
            if one.location == "header" and one.name.lower() == header.lower():
                return any(checked.accepts(value) for value in _values(text))
        return True

    def sample(self, header: str) -> Any:
        """What the contract shows as a value of a header; None where it shows nothing."""
        for one, checked in self._parameters:
            if one.location == "header" and one.name.lower() == header.lower():
                return next(self._shown(one, checked), None)
        return None

    def headers(self, told: Mapping[str, str], facts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """The declared headers, those first whose values are known: by name (`told`), or by what they say (`facts`)."""
        for one, checked in self._parameters:
            if one.location != "header" or one.name.lower() in told:
                continue
            meaning = _meaning(one.name)
            fact = type_of(checked, self.name) if meaning == "type" else facts.get(meaning)
            if fact is not None and any(checked.accepts(value) for value in _values(fact)):
                yield one.name, fact
            else:
                text = self._text(one, checked)
                if text is not None:
                    yield one.name, text

    def query(self) -> str:
        """The required parameters of the query."""
        found = []
        for one, checked in self._parameters:
            value = next(self._shown(one, checked), None) if one.location == "query" and one.required else None
            if value is not None:
                try:
                    found += in_pairs(spelling_of(one), value)
                except Unwritable:
                    continue
        return "&".join(f"{name}={text}" for name, text in found)

    def _text(self, one: Parameter, checked: Checked) -> str | None:
        for value in self._shown(one, checked):
            try:
                raw = one.node.value if isinstance(one.node.value, dict) else {}
                return in_header(Spelling.of(one.name, "header", raw), value)
            except Unwritable:
                continue
        return None

    def _shown(self, one: Parameter, checked: Checked) -> Iterator[Any]:
        raw = one.node.value if isinstance(one.node.value, dict) else {}
        said = [raw["example"]] if "example" in raw else []
        yield from (value for value in (*said, *self.schemas.drawing.examples(checked.spot)) if checked.accepts(value))
        try:
            yield self.schemas.drawing.of(checked.spot)
        except Undrawable:
            return


class Hooks:
    """All webhooks and callbacks of one system, by name."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.by_name: dict[str, Hook] = {}
        self.callbacks: dict[int, list[Hook]] = {}
        """The callbacks of each operation, by the identity of what serves it."""

        for operation in system.contract.operations.values():
            if operation.kind == "webhook":
                self._add(operation)
        for served in system.operations:
            found = [hook for one in served.operation.callbacks if (hook := self._add(one)) is not None]
            if found:
                self.callbacks[id(served)] = found

    def _add(self, operation: Operation) -> Hook | None:
        try:
            hook = Hook(operation, self.system.schemas)
        except Unwritable:
            return None
        known = self.by_name.get(hook.name)
        if known is None or (known.method != "POST" and hook.method == "POST"):
            self.by_name[hook.name] = hook
        return hook

    @cached_property
    def id_header(self) -> str | None:
        """The header that carries the id of an event, where one is declared."""
        for hook in self.by_name.values():
            for one in hook.operation.parameters.values():
                if one.location == "header" and _meaning(one.name) == "id":
                    return one.name
        return None

    def named(self, name: str) -> Hook:
        """The webhook of that name. Raises NoSuchEvent."""
        found = self.by_name.get(name)
        if found is None:
            known = listed(self.by_name, name)
            raise NoSuchEvent(f"{self.system.name} has no webhook `{name[:100]}`; there are: {known}")
        return found


def _meaning(name: str) -> str:
    """What a header says, by its name: the attempt, the event's type, its id, or when it is sent."""
    words = set(re.split(r"[^a-z0-9]+", re.sub(r"([a-z])([A-Z])", r"\1-\2", name).lower()))
    if words & {"attempt", "attempts", "retry", "try"}:
        return "attempt"
    if words & {"type", "topic"} or words in ({"event"}, {"x", "event"}) or {"event", "name"} <= words:
        return "type"
    if words & {"timestamp", "time"}:
        return "timestamp"
    if words & {"id", "uuid", "key", "delivery"} and not words & _OTHERS:
        return "id"
    if len(words) > 1 and list(name.lower().replace("_", "-").split("-"))[-1] == "event":
        return "type"
    return ""


def type_of(checked: Checked, name: str) -> str | None:
    """How a schema writes the type of an event; None where it does not speak of that."""
    listed = [one for one in checked.shape.enum or () if isinstance(one, str) and plain(one)]
    if listed:
        if name in listed:
            return name
        fit = [one for one in listed if plain(one) == plain(name)]
        ending = [one for one in listed if plain(one).endswith(plain(name)) or plain(name).endswith(plain(one))]
        return next(iter([*fit, *ending]), None)
    return name if ("." in name or "_" in name) and checked.accepts(name) else None


def _values(text: str) -> tuple[Any, ...]:
    """What a text of a header may stand for."""
    return (text, int(text)) if text.isascii() and text.isdigit() and len(text) < 19 else (text,)


def is_web(url: Any) -> bool:
    """Whether a value is an absolute address of the web."""
    if not isinstance(url, str) or len(url) > 4_000:
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False
