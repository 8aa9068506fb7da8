"""Webhooks in the control API: who is told of what, what befalls deliveries, and what came of them."""

from __future__ import annotations

from typing import Any

from govkit.mocks.control import Asked, Parameter, Route, Sample
from govkit.mocks.messages import JsonObject, Refused
from govkit.mocks.webhooks.deliveries import Delivery, State
from govkit.mocks.webhooks.event import Event, NoSuchEvent
from govkit.mocks.webhooks.hooks import is_web
from govkit.mocks.webhooks.signing import BadSecret, Key
from govkit.mocks.webhooks.subscriptions import Full, Origin, Subscription
from govkit.mocks.webhooks.webhooks import Source, Webhooks

_SUBSCRIPTION: JsonObject = {
    "type": "object",
    "required": ["id", "url", "system", "events", "origin", "active", "secret", "time"],
}
_SUBSCRIPTIONS: JsonObject = {"type": "array", "items": _SUBSCRIPTION}
_ORDER: JsonObject = {
    "type": "object",
    "properties": {
        "url": {"type": "string"},
        "system": {"type": "string", "description": "A glob; all systems without it."},
        "events": {"type": "array", "items": {"type": "string"}, "maxItems": 1000, "description": "Globs."},
        "secret": {"type": "string", "minLength": 1, "description": "One that signs in place of the system's."},
        "time": {"enum": ["mock", "machine"], "description": "Whose time signatures carry."},
    },
    "required": ["url"],
    "additionalProperties": False,
}
_DELIVERY: JsonObject = {
    "type": "object",
    "required": ["id", "webhookId", "system", "event", "key", "url", "created", "state", "fate", "body", "tries"],
    "properties": {"state": {"enum": [one.value for one in State]}},
}
_DELIVERIES: JsonObject = {"type": "array", "items": _DELIVERY}
_EVENT: JsonObject = {
    "type": "object",
    "properties": {
        "system": {"type": "string", "description": "May be left out where there is one."},
        "event": {"type": "string"},
        "body": {"description": "The example of the webhook without it."},
        "key": {"type": "string", "description": "The business object that it is about."},
    },
    "required": ["event"],
    "additionalProperties": False,
}
_FILTERS = (
    Parameter("system", "Of one system."),
    Parameter("event", "Of one event."),
    Parameter("state", "In one state.", {"type": "string", "enum": [one.value for one in State]}),
    Parameter("key", "About one business object."),
    Parameter("limit", "The latest so many.", {"type": "integer", "minimum": 0}),
)
_SIGNING: JsonObject = {"type": "object", "additionalProperties": {"type": "object"}}


def routes(webhooks: Webhooks) -> tuple[Route, ...]:
    """All of them."""
    *first, ending = _subscribing(webhooks)
    return (*first, *_disturbing(webhooks), *_delivering(webhooks), ending)


def _subscribing(webhooks: Webhooks) -> tuple[Route, ...]:
    subscriptions = webhooks.subscriptions

    def told(_: Asked) -> Any:
        return [one.told() for one in subscriptions]

    def add(asked: Asked) -> Any:
        body = asked.body
        if not is_web(body["url"]):
            raise Refused(422, "`url` begins with http:// or https:// and names a host")
        try:
            keys = _keys(webhooks, body.get("secret"))
            events = tuple(body.get("events") or ("*",))
            made = subscriptions.add(
                body["url"], Origin.CONTROL, system=body.get("system", "*"), events=events, keys=keys,
                machine_time=body.get("time") == "machine",
            )  # fmt: skip
        except (Full, BadSecret) as error:
            raise Refused(422, str(error)) from error
        return made.told()

    def remove(asked: Asked) -> Any:
        subscriptions.remove(_subscription(webhooks, asked).id)
        return told(asked)

    def signing(_: Asked) -> Any:
        return {name: _signing(source) for name, source in webhooks.sources.items()}

    shown = Sample({"url": "http://127.0.0.1:9/hooks", "events": ["*"]})
    one = Sample(path={"id": "sub_1"})
    return (
        Route("GET", "webhooks", "Who is told of what", told, _SUBSCRIPTIONS),
        Route("POST", "webhooks", "Subscribes an address to events", add, _SUBSCRIPTION, _ORDER, sample=shown),
        Route("GET", "webhooks/signing", "How each system signs, its events, and secrets made here", signing, _SIGNING),
        Route("DELETE", "webhooks/{id}", "Ends a subscription", remove, _SUBSCRIPTIONS, sample=one),
    )


def _disturbing(webhooks: Webhooks) -> tuple[Route, ...]:
    def told(_: Asked) -> Any:
        return webhooks.orders()

    def order(asked: Asked) -> Any:
        from govkit.mocks.webhooks.odds import BadOrder, orders_of

        try:
            webhooks.order(orders_of(asked.body))
        except BadOrder as error:
            raise Refused(400, str(error)) from error
        return told(asked)

    def clear(asked: Asked) -> Any:
        webhooks.order([])
        return told(asked)

    listed: JsonObject = {"type": "array", "items": {"type": "object", "required": ["system", "event", "hits"]}}

    def body() -> JsonObject:
        from govkit.mocks.webhooks.odds import Odds

        form = Odds.model_json_schema(by_alias=True)
        one = {key: value for key, value in form.items() if key != "$defs"}
        return {"anyOf": [one, {"type": "array"}], "$defs": form.get("$defs", {})}

    sample = Sample({"event": "invoice.*", "duplicate": 0.1, "delay": {"odds": 0.2, "seconds": [1, 30]}, "lose": 0.05})
    return (
        Route("GET", "webhooks/odds", "What befalls deliveries", told, listed),
        Route(
            "PUT", "webhooks/odds", "Orders what befalls deliveries", order, listed, body, body_checked=False,
            sample=sample,
        ),
        Route("DELETE", "webhooks/odds", "Takes all orders back; what is declared stays", clear, listed),
    )  # fmt: skip


def _delivering(webhooks: Webhooks) -> tuple[Route, ...]:
    def emit(asked: Asked) -> Any:
        body = asked.body
        names = list(webhooks.sources)
        system = body.get("system") or (names[0] if len(names) == 1 else None)
        if not isinstance(system, str) or system not in webhooks.sources:
            raise Refused(404, f"`system` is one of {', '.join(names)}")
        try:
            made = webhooks.emit(Event(system, body["event"], body.get("body"), body.get("key")))
        except NoSuchEvent as error:
            raise Refused(404, str(error)) from error
        invalid = next((one.problem for one in made if one.state is State.INVALID), None)
        if invalid is not None:
            raise Refused(422, f"the event is not sent, its schema refuses the body: {invalid}")
        return [one.told() for one in made]

    def told(asked: Asked) -> Any:
        wanted = {name: value for name, value in asked.query.items() if name != "limit"}
        found = [one for one in webhooks.log if _fits(one, wanted)]
        limit = asked.number("limit")
        return [one.told() for one in (found if limit is None else found[len(found) - min(limit, len(found)) :])]

    def one(asked: Asked) -> Any:
        return _delivery(webhooks, asked).told()

    def redeliver(asked: Asked) -> Any:
        delivery = _delivery(webhooks, asked)
        if delivery.subscription is None:
            raise Refused(422, "nobody had subscribed to it")
        webhooks.redeliver(delivery)
        return delivery.told()

    event = next((name for source in webhooks.sources.values() for name in source.hooks.by_name), "invoice.created")
    system = next((name for name, source in webhooks.sources.items() if event in source.hooks.by_name), "billing")
    named = Sample(path={"id": "dlv_000001"})
    return (
        Route(
            "POST", "events", "Tells of an event, now", emit, _DELIVERIES, _EVENT,
            sample=Sample({"system": system, "event": event}),
        ),
        Route("GET", "deliveries", "What was told to whom, and its fate", told, _DELIVERIES, parameters=_FILTERS),
        Route("GET", "deliveries/{id}", "One delivery with all its tries", one, _DELIVERY, sample=named),
        Route(
            "POST", "deliveries/{id}/redeliver", "Delivers once more, under the same id", redeliver, _DELIVERY,
            sample=named,
        ),
    )  # fmt: skip


def _subscription(webhooks: Webhooks, asked: Asked) -> Subscription:
    found = webhooks.subscriptions.named(asked.path["id"])
    if found is None:
        raise Refused(404, f"there is no subscription `{asked.path['id'][:100]}`")
    return found


def _delivery(webhooks: Webhooks, asked: Asked) -> Delivery:
    found = webhooks.log.named(asked.path["id"])
    if found is None:
        raise Refused(404, f"there is no delivery `{asked.path['id'][:100]}`")
    return found


def _fits(delivery: Delivery, wanted: dict[str, str]) -> bool:
    known = {
        "system": delivery.system,
        "event": delivery.hook.name,
        "state": delivery.state.value,
        "key": delivery.key,
    }
    return all(known.get(name) == value for name, value in wanted.items())


def _keys(webhooks: Webhooks, secret: str | None) -> list[Key]:
    """The key of a secret, which all schemes must be able to use that it may sign for. Raises BadSecret."""
    if secret is None:
        return []
    for source in webhooks.sources.values():
        source.signer.check(secret)
    return [Key(secret, "given")]


def _signing(source: Source) -> JsonObject:
    """How a system signs; of its secrets those that were made here, which nobody could know otherwise."""
    signature = source.signer.signature
    told: JsonObject = {"scheme": signature.form.value if signature is not None else None}
    if signature is not None:
        told["header"] = signature.header
        told["secrets"] = [
            {"from": key.source, **({"secret": key.text} if key.source == "generated" else {})} for key in source.keys
        ]
    told["events"] = list(source.hooks.by_name)
    return told
