"""Systems that send webhooks: which event a delivery tells of, what its id is, and whether it is as described."""

from __future__ import annotations

import hashlib
import re
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from govkit.catalog.entries import VersionOf
from govkit.catalog.entries.kinds.api import Lifecycle
from govkit.catalog.workflows.contracts import Contracts
from govkit.catalog.workflows.model import Document, WebhookTrigger
from govkit.spec.openapi import Operation
from govkit.spec.schemas.shape import Shapes, Spot
from govkit.spec.schemas.standalone import BudgetExceeded, Role, standalone
from govkit.spec.schemas.validators import Refusal, Validator
from govkit.sync.inbox.signatures import WINDOW, Unready, Verify, verify_of
from govkit.sync.values import Json

_EVENT_IDS = ("eventid", "messageid", "notificationid", "webhookid", "deliveryid", "msgid")
_MOMENTS = ("occurredat", "happenedat", "eventtime", "triggeredat", "timestamp", "time", "createdat", "created")
_KINDS = frozenset({"type", "eventtype", "event", "eventname", "topic", "kind", "action", "name"})


class UnknownEvent(Exception):
    """A delivery that tells of no event that the system is known to tell of; says what was looked at."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a delivery tells: the name of the webhook, the id of the event, when it happened where it says so."""

    name: str
    id: str
    occurred_at: str | None


@dataclass(frozen=True, eq=False)
class Hook:
    """A webhook of one version of an API, and the schema of its body where it has one."""

    version: VersionOf
    operation: Operation
    spot: Spot | None

    @property
    def name(self) -> str:
        """As the description calls it."""
        return self.operation.path

    @cached_property
    def _validators(self) -> tuple[Validator, ...]:
        """As the text says, and as one reads it who passes over members that it does not know."""
        if self.spot is None:
            return ()
        try:
            return tuple(Validator(standalone(self.spot, role)) for role in (Role.TOLERANT, Role.PLAIN))
        except (BudgetExceeded, ValueError, RecursionError):
            return ()

    def flaws(self, body: Json) -> list[Refusal]:
        """Why a body is not as described; nothing where it is, or where nothing is described."""
        if not self._validators or any(one.accepts(body) for one in self._validators):
            return []
        return self._validators[0].refusals(body, 3) or self._validators[-1].refusals(body, 3)


@dataclass(eq=False)
class Sender:
    """A system that sends webhooks. `in_use` are the versions that workflows read, by the name of the webhook.

    `verify` is told of as `unready` where deliveries cannot be verified.
    """

    system: str
    hooks: tuple[Hook, ...]
    in_use: Mapping[str, frozenset[str]]
    verify: Verify | None
    unready: str = ""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def told(self, body: Json, raw: bytes, headers: Mapping[str, str], signed_id: str | None) -> Told:
        """What a delivery tells. `signed_id` is the id that its signature covers. Raises UnknownEvent."""
        name = self.name_of(body, headers)
        return Told(name, signed_id or event_id(body) or _digest(name, raw), moment_of(body))

    def name_of(self, body: Json, headers: Mapping[str, str]) -> str:
        """The webhook of a delivery: as its body or a header names it, else the only one that describes it.

        Raises UnknownEvent.
        """
        names = {one.name for one in self.hooks}
        unknown = ""
        for where, value, known in self._said(body, headers):
            if isinstance(value, str) and value in known:
                return known[value]
            unknown = unknown or f"{where} names no event that is known; there are: {', '.join(sorted(names))}"
        if unknown:
            raise UnknownEvent(unknown)
        if len(names) == 1:
            return names.pop()
        fitting = {one.name for one in self.hooks if one.spot is not None and not self._flaws(one, body)}
        if len(fitting) != 1:
            raise UnknownEvent("nothing in the delivery says which event it tells of")
        return fitting.pop()

    def flaws(self, name: str, body: Json) -> tuple[str, list[Refusal]]:
        """Why a body is not as a version in use has it, and which; nothing where one takes it."""
        hooks = [one for one in self.hooks if one.name == name]
        used = [one for one in hooks if one.version.name in self.in_use.get(name, ())] or hooks
        first: tuple[str, list[Refusal]] = ("", [])
        for one in sorted(used, key=lambda each: each.version.order, reverse=True):
            found = self._flaws(one, body)
            if not found:
                return "", []
            first = first if first[1] else (one.version.name, found)
        return first

    def _flaws(self, hook: Hook, body: Json) -> list[Refusal]:
        with self._lock:  # a validator is built by whoever comes first
            return hook.flaws(body)

    def _said(self, body: Json, headers: Mapping[str, str]) -> Iterator[tuple[str, Json, Mapping[str, str]]]:
        """What is there of all that names the event: where it stands, what it says, and the webhook of each word."""
        for members, named in self._telling:
            if isinstance(body, dict):
                yield from ((f"`{name}`", body[name], known) for name, known in members.items() if name in body)
            yield from (
                (f"the header {name}", headers[name], known) for name, known in named.items() if name in headers
            )

    @cached_property
    def _telling(self) -> list[tuple[dict[str, dict[str, str]], dict[str, dict[str, str]]]]:
        """Members of bodies and headers that name the event, for each version, the newest first."""
        shapes = Shapes()
        versions = sorted({one.version for one in self.hooks}, key=lambda one: one.order, reverse=True)
        found = []
        for version in versions:
            own = [one for one in self.hooks if one.version is version]
            bodies = [(one.name, _constants(shapes, one.spot)) for one in own if one.spot is not None]
            headers = _telling([(one.name, _header_constants(one.operation)) for one in own])
            found.append((_telling(bodies) if len(bodies) == len(own) else {}, headers))
        return found


def _constants(shapes: Shapes, spot: Spot) -> dict[str, str]:
    """Members that have one value only, with it."""
    found = {}
    for name, member in shapes.of(spot).properties.items():
        values = shapes.of(member).enum
        if values is not None and len(values) == 1 and isinstance(values[0], str):
            found[name] = values[0]
    return found


def _header_constants(operation: Operation) -> dict[str, str]:
    """Headers that have one value only, and those that carry the name of the event by their own name."""
    found = {}
    for one in operation.parameters.values():
        if one.location != "header":
            continue
        schema = one.node.value.get("schema") if isinstance(one.node.value, dict) else None
        values = [schema["const"]] if isinstance(schema, dict) and "const" in schema else []
        values = values or (schema.get("enum") or [] if isinstance(schema, dict) else [])
        words = one.name.lower().replace("_", "-").split("-")
        if len(values) == 1 and isinstance(values[0], str):
            found[one.name.lower()] = values[0]
        elif not values and words[-1] in ("event", "topic", "type") and words[0] != "content":
            found[one.name.lower()] = operation.path
    return found


def _telling(said: list[tuple[str, dict[str, str]]]) -> dict[str, dict[str, str]]:
    """What tells the webhooks apart: what each has, and no two of them with the same value."""
    shared = set.intersection(*(set(found) for _, found in said)) if said else set()
    telling: dict[str, dict[str, str]] = {}
    for member in sorted(shared, key=lambda name: (_plain(name) not in _KINDS, name)):
        by_value: dict[str, str] = {}
        if all(by_value.setdefault(found[member], name) == name for name, found in said) and len(
            set(by_value.values())
        ) == len({name for name, _ in said}):
            telling[member] = by_value
    return telling


def event_id(body: Json) -> str | None:
    """The id of an event, as its body has it; None where only the thing that it is about has one."""
    if not isinstance(body, dict):
        return None
    plain = {_plain(name): name for name in body}
    names = [plain[one] for one in _EVENT_IDS if one in plain]
    if "id" in plain and _KINDS & plain.keys():
        names.append(plain["id"])
    values = (body[name] for name in names)
    return next((str(one) for one in values if isinstance(one, str | int) and not isinstance(one, bool) and one), None)


def moment_of(body: Json) -> str | None:
    """When an event happened, as its body has it."""
    plain = {_plain(name): name for name in body} if isinstance(body, dict) else {}
    return next((body[plain[one]] for one in _MOMENTS if one in plain and isinstance(body[plain[one]], str)), None)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _digest(name: str, raw: bytes) -> str:
    return f"sha256:{hashlib.sha256(name.encode() + b'.' + raw).hexdigest()}"


# ------------------------------------------------------------------------------------------------------------- estates


def senders_of(
    contracts: Contracts,
    documents: Iterable[Document],
    environment: Mapping[str, str],
    now: Callable[[], float],
    window: float = WINDOW,
) -> dict[str, Sender]:
    """The systems of an estate that send webhooks, by name. `documents` are those of its workflows."""
    hooks: dict[str, list[Hook]] = defaultdict(list)
    for version in contracts.estate.versions():
        if version.lifecycle in (Lifecycle.ACTIVE, Lifecycle.DEPRECATED):
            hooks[str(version.api.spec.system)] += _hooks(contracts, version)
    in_use = _in_use(contracts, documents)
    return {
        system: _sender(contracts, system, tuple(found), in_use.get(system, {}), environment, now, window)
        for system, found in hooks.items()
        if found
    }


def _hooks(contracts: Contracts, version: VersionOf) -> Iterator[Hook]:
    for webhook in contracts.webhooks(version).values():
        yield Hook(version, webhook, contracts.event(webhook))


def _in_use(contracts: Contracts, documents: Iterable[Document]) -> dict[str, dict[str, frozenset[str]]]:
    """The versions that workflows read, by system and webhook."""
    found: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
    for workflow in (one for document in documents for one in document.workflows.values()):
        trigger = workflow.start.trigger if workflow.start is not None else None
        if not isinstance(trigger, WebhookTrigger):
            continue
        version = contracts.of(workflow, trigger.source)
        if version is not None:
            used = found[str(version.api.spec.system)]
            used[trigger.webhook] = used.get(trigger.webhook, frozenset()) | {version.name}
    return found


def _sender(
    contracts: Contracts,
    system: str,
    hooks: tuple[Hook, ...],
    in_use: Mapping[str, frozenset[str]],
    environment: Mapping[str, str],
    now: Callable[[], float],
    window: float,
) -> Sender:
    entry = contracts.estate.systems.get(system)
    integration = entry.spec.integration if entry is not None else None
    newest = sorted({one.version for one in hooks}, key=lambda version: version.order, reverse=True)
    described = [found for one in newest if (found := contracts.contract(one)) is not None]
    said = integration.webhooks if integration is not None else None
    try:
        return Sender(system, hooks, in_use, verify_of(said, described, environment, now, window))
    except Unready as error:
        return Sender(system, hooks, in_use, None, str(error))
