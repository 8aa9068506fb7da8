"""First pacts from what was seen: interactions whose answers have the members that were read, by type and by format."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, unquote_plus

from govkit.checks.pacts.places import Place
from govkit.checks.pacts.reading import read_pact
from govkit.checks.pacts.wholes import Wholes
from govkit.client.reading import Way
from govkit.client.redaction import is_secret
from govkit.gate.pacts.suites.credentials import INSTEAD, with_credentials
from govkit.gate.pacts.suites.landing import pact_of
from govkit.spec.documents import parse
from govkit.spec.openapi import Operation
from govkit.spec.schemas.shape import Shape

if TYPE_CHECKING:
    from govkit.mocks.declared.states import Stood

_FORMATS = {
    "date": r"^\d{4}-\d{2}-\d{2}$",
    "date-time": r"^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$",
    "uuid": r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
}
"""What a text of a format looks like, where pact has no word for all of its spellings."""

_KEY = re.compile(r"idempotency[-_]?key", re.IGNORECASE)
_MOST_ITEMS = 20


@dataclass(slots=True)
class Exchange:
    """A call that was seen. `reads` is None where nobody knows what was read of the answer.

    `states` are the provider states that were set up by then.
    """

    api: str
    method: str
    path: str
    query: list[str]
    headers: list[tuple[str, str]]
    secrets: tuple[tuple[str, str], ...]
    sent: str
    status: int
    media: str
    received: str
    reads: set[Way] | None = None
    states: Sequence[Stood] = ()

    @property
    def identity(self) -> tuple[Any, ...]:
        """What tells a call from others; its keys of repetition and credentials do not."""
        states = json.dumps([(one.name, one.params) for one in self.states], sort_keys=True)
        return self.method, self.path, tuple(self.query), self.sent, self.status, states


@dataclass(slots=True)
class Draft:
    """The interactions of one API, and what was left out."""

    interactions: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    known: int = 0
    """How many have the members that were read, and no others."""


def drafted(api: str, consumer: str, wholes: Wholes, exchanges: Sequence[Exchange]) -> Draft:
    """The interactions of the calls to one API, each once, in the order of their names."""
    found = Draft()
    merged: dict[tuple[Any, ...], Exchange] = {}
    for one in exchanges:
        first = merged.setdefault(one.identity, one)
        if first is not one and one.reads is not None:
            first.reads = one.reads | (first.reads or set())
    names: dict[str, int] = {}
    for one in merged.values():
        bare = _bare(one)
        operation = wholes.operation(_read(consumer, api, bare))
        if operation is None:
            found.notes.append(f"{one.method} {one.path} is left out: {api} has no such operation")
            continue
        name = _name(operation, one)
        names[name] = names.get(name, 0) + 1
        said = name if names[name] == 1 else f"{name} ({names[name]})"
        found.interactions.append(_interaction(said, one, operation, wholes))
        found.known += one.reads is not None
    return found


def _bare(one: Exchange) -> dict[str, Any]:
    return {
        "type": "Synchronous/HTTP",
        "description": "a call",
        "request": {"method": one.method, "path": unquote(one.path)},
        "response": {"status": one.status},
    }


def _read(consumer: str, api: str, interaction: dict[str, Any]) -> Any:
    return read_pact(parse(json.dumps(pact_of(consumer, api, [interaction])).encode(), "the pact")).interactions[0]


def _name(operation: Operation, one: Exchange) -> str:
    asked = f"?{'&'.join(one.query)}" if one.query else ""
    return f"{operation.id or operation.name}: {one.method} {unquote(one.path)}{unquote_plus(asked)}, {one.status}"


def _interaction(said: str, one: Exchange, operation: Operation, wholes: Wholes) -> dict[str, Any]:
    request: dict[str, Any] = {"method": one.method, "path": unquote(one.path)}
    rules: dict[str, Any] = {}
    query: dict[str, list[str]] = {}
    for pair in one.query:
        name, _, value = pair.partition("=")
        query.setdefault(unquote_plus(name), []).append(unquote_plus(value))
    if query:
        request["query"] = query
    headers = dict(_headers(one, operation))
    for name in headers:
        if _KEY.search(name):
            headers[name] = ["made-up-key"]
            rules["header"] = {**rules.get("header", {}), name: _rule({"match": "type"})}
    media = next((text for name, text in one.headers if name.lower() == "content-type"), "")
    body = _json(one.sent)
    if body is not None:
        hidden, body = _hidden(body)
        request["body"] = {"content": body, "contentType": media.partition(";")[0], "encoded": False}
        headers["Content-Type"] = [media.partition(";")[0]]
        if hidden:
            rules["body"] = {way: _rule({"match": "type"}) for way in hidden}
    if headers:
        request["headers"] = headers
    if rules:
        request["matchingRules"] = rules
    how = (
        "the fields that the client read"
        if one.reads is not None
        else "all fields that came: nobody knows which were read"
    )
    tree: dict[str, Any] = {
        "type": "Synchronous/HTTP",
        "description": said,
        "comments": {"text": [f"recorded: {how}"]},
        "request": request,
        "response": _response(one, operation, wholes),
    }
    if one.states:
        tree["providerStates"] = [_state(state) for state in one.states]
    return with_credentials(tree, one.secrets)


def _state(state: Stood) -> dict[str, Any]:
    """A provider state as pacts have it, without secrets in its parameters."""
    _, params = _hidden(state.params)
    return {"name": state.name, **({"params": params} if params else {})}


def _headers(one: Exchange, operation: Operation) -> Iterator[tuple[str, list[str]]]:
    """The headers that the description speaks of."""
    known = {
        parameter.name.lower(): parameter.name
        for parameter in operation.parameters.values()
        if parameter.location == "header"
    }
    for name, value in one.headers:
        if name.lower() in known and not is_secret(name):
            yield known[name.lower()], [value]


def _response(one: Exchange, operation: Operation, wholes: Wholes) -> dict[str, Any]:
    found: dict[str, Any] = {"status": one.status}
    value = _json(one.received)
    if value is None:
        return found
    media = one.media.partition(";")[0].strip()
    answer = _Answer(wholes, operation, one.status, media, one.reads)
    content = answer.kept(value)
    if content is not _NOTHING:
        found["headers"] = {"Content-Type": [media]}
        found["body"] = {"content": content, "contentType": media, "encoded": False}
        if answer.rules:
            found["matchingRules"] = {"body": answer.rules}
    return found


_NOTHING: Any = object()


class _Answer:
    """What a pact keeps of one answer, and the matchers of it."""

    def __init__(self, wholes: Wholes, operation: Operation, status: int, media: str, reads: set[Way] | None) -> None:
        self._place = wholes.answer(operation, status, media)
        self._reads = None if reads is None else {way[:length] for way in reads for length in range(len(way) + 1)}
        self.rules: dict[str, Any] = {}

    def kept(self, value: Any) -> Any:
        """The value without what nobody read, nothing where that is all."""
        if self._reads == set() or (self._reads is not None and not self._reads):
            return _NOTHING
        return self._kept(value, (), "$", self._place)

    def _is_read(self, way: Way) -> bool:
        return self._reads is None or way in self._reads

    def _kept(self, value: Any, way: Way, at: str, place: Place | None) -> Any:
        if isinstance(value, dict):
            found = {}
            for name, member in value.items():
                if self._is_read((*way, name)):
                    inner = place.member(name) if place is not None else None
                    found[name] = self._kept(member, (*way, name), f"{at}{_step(name)}", inner)
            return found
        if isinstance(value, list):
            return self._list(value, way, at, place)
        self._match(value, at, way, place)
        return INSTEAD if isinstance(value, str) and self._hides(way, place) else value

    @staticmethod
    def _hides(way: Way, place: Place | None) -> bool:
        """Whether a member holds a secret, by its name; one of a list never does."""
        return bool(way) and _is_secret(str(way[-1])) and (place is None or place.shape.enum is None)

    def _list(self, value: list[Any], way: Way, at: str, place: Place | None) -> Any:
        """A list: one item that stands for all, or each of them where they are not of one form."""
        inner = place.item(0) if place is not None else None
        forms = {_form(item, (*way, "*"), self._reads) for item in value}
        if not value or (len(forms) > 1 and len(value) <= _MOST_ITEMS):
            return [self._kept(item, (*way, "*"), f"{at}[{index}]", inner) for index, item in enumerate(value)]
        self.rules[at] = _rule({"match": "type", "min": 1})
        kept = self._kept(value[0], (*way, "*"), f"{at}[*]", inner)
        return [kept]

    def _match(self, value: Any, at: str, way: Way, place: Place | None) -> None:
        """The matcher of one value: by its format or its type; one of a list, and null, are expected as they came."""
        shape = place.shape if place is not None else None
        if value is None or (shape is not None and shape.enum is not None):
            return
        if isinstance(value, str) and self._hides(way, place):
            self.rules[at] = _rule({"match": "type"})
            return
        self.rules[at] = _rule(_matcher(value, shape))


def _matcher(value: Any, shape: Shape | None) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"match": "type"}
    if isinstance(value, int | float):
        whole = shape is not None and "integer" in shape.types and "number" not in shape.types
        return {"match": "integer"} if whole else {"match": "number"}
    formats = shape.sets.get("format", ()) if shape is not None else ()
    known = next((_FORMATS[one] for one in formats if one in _FORMATS), None)
    if known is not None and re.search(known, value):
        return {"match": "regex", "regex": known}
    return {"match": "type"}


def _form(value: Any, way: Way, reads: set[Way] | None) -> str:
    """What an item looks like to whoever reads it: its members that are read, by their types."""
    if isinstance(value, dict):
        known = {name: member for name, member in value.items() if reads is None or (*way, name) in reads}
        return json.dumps({name: _form(member, (*way, name), reads) for name, member in sorted(known.items())})
    if isinstance(value, list):
        return json.dumps(sorted({_form(item, (*way, "*"), reads) for item in value}))
    return "number" if isinstance(value, int | float) and not isinstance(value, bool) else type(value).__name__


def _hidden(value: Any, at: str = "$") -> tuple[list[str], Any]:
    """The places of secrets in a body, and the body without them."""
    if isinstance(value, dict):
        ways, made = [], {}
        for name, member in value.items():
            if isinstance(member, str) and _is_secret(name):
                ways.append(f"{at}{_step(name)}")
                made[name] = INSTEAD
            else:
                inner, made[name] = _hidden(member, f"{at}{_step(name)}")
                ways += inner
        return ways, made
    if isinstance(value, list):
        several = [_hidden(item, f"{at}[{index}]") for index, item in enumerate(value)]
        return [way for ways, _ in several for way in ways], [item for _, item in several]
    return [], value


def _is_secret(name: str) -> bool:
    """Whether a member of a body holds a secret: as headers do, but for names that mean much else in bodies."""
    return is_secret(name) and name.lower() not in ("auth", "code", "key", "sig")


def _step(name: str) -> str:
    return f".{name}" if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) else "['" + name.replace("'", "\\'") + "']"


def _rule(matcher: dict[str, Any]) -> dict[str, Any]:
    return {"combine": "AND", "matchers": [matcher]}


def _json(text: str) -> Any:
    try:
        return json.loads(text) if text else None
    except ValueError:
        return None
