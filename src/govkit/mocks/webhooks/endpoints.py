"""Subscriptions made through an API itself: endpoints created, changed and deleted, and callbacks of requests."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from govkit.mocks.json_text import NotJson, read_json, write_json
from govkit.mocks.messages import JsonObject, Outcome, Request
from govkit.mocks.state.calls import own
from govkit.mocks.state.records import Records
from govkit.mocks.state.resources import Deed, Part, Resource, json_media
from govkit.mocks.state.words import plain
from govkit.mocks.system import Call, Served
from govkit.mocks.webhooks.expressions import Exchange, Unsaid, evaluated
from govkit.mocks.webhooks.hooks import is_web
from govkit.mocks.webhooks.signing import BadSecret, Key
from govkit.mocks.webhooks.subscriptions import Full, Origin, Subscription
from govkit.mocks.webhooks.webhooks import Source, Webhooks

_URLS = (
    "url", "callbackurl", "webhookurl", "endpointurl", "targeturl", "notificationurl", "hookurl", "deliveryurl",
    "postbackurl", "callback", "endpoint", "target", "uri", "callbackuri", "targeturi", "destination", "address",
)  # fmt: skip
_EVENTS = (
    "events", "eventtypes", "enabledevents", "subscribedevents", "eventnames", "eventtype", "event", "topics", "topic",
    "triggers", "types", "eventfilter", "subscriptions", "filter", "filters",
)  # fmt: skip
_SECRETS = frozenset(
    ["secret", "signingsecret", "webhooksecret", "sharedsecret", "signingkey", "secretkey", "signaturesecret",
     "hmackey", "hmacsecret", "signaturekey", "verificationsecret"]
)  # fmt: skip
_NAMING = frozenset({"name", "type", "event", "eventtype", "id"})
_HOOKS = re.compile(r"web-?_?hook|hook|callback|event|notification", re.IGNORECASE)
_OFF = frozenset({"disabled", "paused", "inactive", "suspended", "stopped", "failed", "off", "deleted", "blocked"})
_ROTATION = timedelta(hours=24)
"""How long the secret before the newest signs too."""


@dataclass(frozen=True, slots=True)
class _Form:
    """Where an endpoint says its address and its events."""

    url: str
    events: str | None


class Endpoints:
    """Watches the calls of one system, and keeps the subscriptions that they make."""

    def __init__(self, webhooks: Webhooks, source: Source, records: Records) -> None:
        self._webhooks = webhooks
        self._records = records
        self._source = source
        self._forms: dict[int, _Form | None] = {}
        self._known: dict[tuple[str, str], Subscription] = {}
        """The subscriptions of endpoints, by collection and key."""

        self._made = 0

    def watch(self, call: Call, part: Part, outcome: Outcome) -> None:
        """Notes what a call means for subscriptions."""
        if call.served.method == "POST":
            form = self._form(call.served)
            if form is not None and part.deed not in (Deed.ACT, Deed.WRITE_PART):
                self._create(call, part, outcome, form)
            else:
                self._rotate(call, part, outcome)
        elif part.resource is not None and outcome.record is not None:
            self._follow(part, outcome)
        for hook in self._source.hooks.callbacks.get(id(call.served), ()):
            self._call_back(call, outcome, hook.name, hook.expression or "")

    def reset(self) -> None:
        """Forgets all."""
        self._known.clear()
        self._made = 0

    def snapshot(self) -> Any:
        """The endpoints of now."""
        return self._made, dict(self._known)

    def restore(self, kept: Any) -> None:
        """The endpoints of then."""
        self._made, self._known = kept[0], dict(kept[1])

    # ------------------------------------------------------------------------------------------------------- endpoints

    def _form(self, served: Served) -> _Form | None:
        """How a body makes an endpoint; None where an operation makes none."""
        key = id(served)
        if key not in self._forms:
            self._forms[key] = _form_of(served)
        return self._forms[key]

    def _create(self, call: Call, part: Part, outcome: Outcome, form: _Form) -> None:
        body = call.content.value
        url = body.get(form.url) if isinstance(body, dict) else None
        if not isinstance(body, dict) or not is_web(url):
            return
        answer = _answered(outcome)
        key = outcome.record.key if outcome.record is not None else _id_in(answer)
        place = (_place(call, part), key or str(len(self._known)))
        self._drop(place)
        try:
            made = self._webhooks.subscriptions.add(
                str(url), Origin.API, system=self._source.system.name, events=_events(body, form)
            )
        except Full as error:
            self._webhooks.tell(str(error))
            return
        made.active = _is_on(body)
        self._known[place] = made
        given = next((text for name, text in _texts(body) if plain(name) in _SECRETS), None)
        if given is not None:
            self._key(made, given, "of the endpoint", "")
        else:
            self._new_secret(call, outcome, made, _answered(outcome))
        if outcome.record is not None:
            made.ended = partial(_put_out, self._records, part, outcome.record.key)
            made.is_kept = partial(_is_kept, self._records, part, outcome.record.key)

    def _follow(self, part: Part, outcome: Outcome) -> None:
        """What became of an endpoint that is known."""
        record, resource = outcome.record, part.resource
        assert record is not None
        assert resource is not None
        place = (resource.name, record.key)
        known = self._known.get(place)
        if known is None:
            return
        if part.deed is Deed.DELETE:
            self._drop(place)
            return
        names = {plain(name): name for name in record.value}
        form = _Form(next((names[word] for word in _URLS if word in names), ""), _first(names, _EVENTS))
        url = record.value.get(form.url)
        if is_web(url):
            known.url = str(url)
        known.events = _events(record.value, form)
        known.active = _is_on(record.value)

    def _drop(self, place: tuple[str, str]) -> None:
        known = self._known.pop(place, None)
        if known is not None and self._webhooks.subscriptions.named(known.id) is known:
            self._webhooks.subscriptions.remove(known.id)

    # --------------------------------------------------------------------------------------------------------- secrets

    def _rotate(self, call: Call, part: Part, outcome: Outcome) -> None:
        """A new secret for an endpoint, where an operation below it answers with one."""
        if not self._known:
            return
        named = [(part.resource, part.own)] if part.resource is not None and part.own else []
        for resource, at in (*named, *reversed(part.parents)):
            key = own(call, at)
            known = self._known.get((resource.name, key))
            if known is not None:
                answer = self._about(_answered(outcome), call, resource, key)
                self._new_secret(call, outcome, known, answer)
                return

    def _about(self, answer: Any, call: Call, resource: Resource, key: str) -> Any:
        """An answer that speaks of the endpoint that is meant, where it spoke of that of an example."""
        record = next(iter(self._records.table(resource).named(key)), None)
        if record is None or not isinstance(answer, dict):
            return answer
        names = {resource.id_field, *(name for name in answer if plain(name) == plain(resource.id_field or ""))}
        later = self._webhooks.agenda.clock.now() + _ROTATION
        for name, inner in list(answer.items()):
            if isinstance(inner, dict) and resource.id_field in inner:
                self._said(answer, name, record.value, call)
            elif name in names:
                self._said(answer, name, record.value[name], call)
            elif isinstance(inner, str) and plain(name).endswith(("until", "expiresat")):
                self._said(answer, name, later.strftime("%Y-%m-%dT%H:%M:%SZ"), call)
        return answer

    @staticmethod
    def _said(answer: JsonObject, name: str, value: Any, call: Call) -> None:
        """Says something in an answer, where its schema allows it."""
        before, answer[name] = answer[name], value
        media = json_media(call.served)
        if media is not None and not call.served.responses.checked(media).accepts(answer):
            answer[name] = before

    def _new_secret(self, call: Call, outcome: Outcome, known: Subscription, answer: Any) -> None:
        """Makes a secret where an answer shows one, and puts it there: no two endpoints share one."""
        way = next((way for way in _ways(answer) if plain(way[-1]) in _SECRETS), None)
        if way is None:
            return
        holder = answer
        for name in way[:-1]:
            holder = holder[name]
        media = json_media(call.served)
        checked = call.served.responses.checked(media) if media is not None else None
        self._made += 1
        label = self._labelled(holder, known)
        shown = holder[way[-1]]
        for candidate in (*self._webhooks.secrets(self._source.system.name, self._made), shown):
            holder[way[-1]] = candidate
            if checked is None or checked.accepts(answer):
                break
        outcome.answer.body = write_json(answer)
        self._key(known, candidate, "of the endpoint", label)

    @staticmethod
    def _labelled(holder: JsonObject, known: Subscription) -> str:
        """The name of a new key, as an answer tells it: no two keys of an endpoint share one."""
        member = next((name for name in holder if plain(name) in ("keyid", "kid")), None)
        sample = holder[member] if member is not None else None
        if member is None or not isinstance(sample, str):
            return ""
        known.made += 1
        holder[member] = f"{sample.rstrip('0123456789')}{known.made}"
        return str(holder[member])

    def _key(self, known: Subscription, text: str, source: str, label: str) -> None:
        try:
            self._source.signer.check(text)
        except BadSecret:
            return
        now = self._webhooks.agenda.clock.now()
        before = [Key(one.text, one.source, one.label, now + _ROTATION) for one in known.keys[:1]]
        known.keys = [Key(text, source, label), *before]

    # ------------------------------------------------------------------------------------------------------- callbacks

    def _call_back(self, call: Call, outcome: Outcome, name: str, expression: str) -> None:
        """Notes where a request wants to be called back."""
        try:
            url = evaluated(expression, _exchange(call, outcome))
        except Unsaid:
            return
        if is_web(url):
            key = outcome.record.key if outcome.record is not None else None
            self._webhooks.subscriptions.add(
                url, Origin.CALLBACK, system=self._source.system.name, events=(name,), key=key
            )


def _form_of(served: Served) -> _Form | None:
    body = served.operation.body
    media = next((one for one in body.content.values()), None) if body is not None else None
    if media is None or served.operation.path.endswith("}"):
        return None
    checked = served.schemas.media(media, served.operation.sent)
    names = {plain(name): name for name in checked.names()}
    url, events = _first(names, _URLS), _first(names, _EVENTS)
    if url is None or "string" not in checked.member(url).shape.types:
        return None
    word = served.operation.path.rstrip("/").rpartition("/")[2]
    named = _HOOKS.search(word) is not None
    subscribes = named or (events is not None and re.search(r"subscri|endpoint|listen", word, re.IGNORECASE))
    return _Form(url, events) if subscribes and (named or events) else None


def _first(names: dict[str, str], words: tuple[str, ...]) -> str | None:
    return next((names[word] for word in words if word in names), None)


def _events(value: JsonObject, form: _Form) -> tuple[str, ...]:
    """The events that an endpoint wants; all where it names none."""
    raw = value.get(form.events) if form.events is not None else None
    listed = raw if isinstance(raw, list) else [raw]
    found: list[str] = []
    for one in listed[:1_000]:
        name = next((one[word] for word in one if plain(word) in _NAMING), None) if isinstance(one, dict) else one
        if isinstance(name, str) and name:
            found.append("*" if name.lower() == "all" else name)
    return tuple(found) or ("*",)


def _is_on(value: JsonObject) -> bool:
    for name, inner in value.items():
        word = plain(name)
        if word in ("enabled", "active", "isactive", "isenabled") and isinstance(inner, bool):
            return inner
        if word in ("disabled", "paused", "isdisabled") and isinstance(inner, bool):
            return not inner
        if word in ("status", "state") and isinstance(inner, str):
            return plain(inner) not in _OFF
    return True


def _is_kept(records: Records, part: Part, key: str) -> bool:
    """Whether an endpoint is there and on."""
    assert part.resource is not None
    record = next(iter(records.table(part.resource).named(key)), None)
    return record is not None and _is_on(record.value)


def _put_out(records: Records, part: Part, key: str) -> None:
    """Lets an endpoint say that it is off, in the words of its schema."""
    resource = part.resource
    record = next(iter(records.table(resource).named(key)), None) if resource is not None else None
    if resource is None or record is None:
        return
    for word in ("status", "state"):
        name = resource.fields.get(word)
        states = resource.item.member(name).shape.enum or () if name is not None else ()
        off = next((one for one in states if isinstance(one, str) and plain(one) in _OFF), None)
        if name is not None and off is not None:
            record.value = {**record.value, name: off}
            return
    for word in ("enabled", "active", "isactive"):
        name = resource.fields.get(word)
        if name is not None and resource.item.member(name).accepts(False):
            record.value = {**record.value, name: False}
            return


def _answered(outcome: Outcome) -> Any:
    """The value of an answer; None where it is no JSON."""
    try:
        return read_json(outcome.answer.body) if outcome.answer.body else None
    except NotJson:
        return None


def _place(call: Call, part: Part) -> str:
    return part.resource.name if part.resource is not None else call.served.operation.path.rstrip("/")


def _ways(value: Any, way: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """The ways to all texts of an object, the shortest first."""
    if not isinstance(value, dict) or len(way) > 2:
        return []
    own = [(*way, name) for name, inner in value.items() if isinstance(inner, str)]
    below = [deeper for name, inner in value.items() for deeper in _ways(inner, (*way, name))]
    return [*own, *below]


def _texts(value: JsonObject) -> list[tuple[str, str]]:
    return [(name, inner) for name, inner in value.items() if isinstance(inner, str)]


def _id_in(answer: Any) -> str | None:
    """The id of what was made, where an answer wraps it."""
    if not isinstance(answer, dict):
        return None
    for one in (answer, *(inner for inner in answer.values() if isinstance(inner, dict))):
        for name, inner in one.items():
            if plain(name) in ("id", "endpointid", "webhookid", "subscriptionid") and isinstance(inner, str | int):
                return str(inner)
    return None


def _exchange(call: Call, outcome: Outcome) -> Exchange:
    request: Request = call.request
    path = {name: value for (place, name), value in call.parameters.items() if place == "path"}
    query = {name: value for (place, name), value in call.parameters.items() if place == "query"}
    return Exchange(
        f"{request.root}{request.path}{'?' + request.query if request.query else ''}",
        request.method,
        outcome.answer.status,
        path,
        query,
        request.headers,
        call.content.value,
        {name.lower(): value for name, value in outcome.answer.headers},
        _answered(outcome),
    )
