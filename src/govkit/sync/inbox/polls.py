"""Polls of an estate: what is asked for where a system does not send it, and what its answers mean."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, TypeAlias

from govkit.catalog.entries import VersionOf
from govkit.catalog.entries.access import granted_operations
from govkit.catalog.entries.kinds.api import Lifecycle
from govkit.catalog.entries.kinds.system import Pagination
from govkit.catalog.entries.kinds.system import Poll as Said
from govkit.catalog.workflows.contracts import Contracts
from govkit.catalog.workflows.model import Document, PollTrigger, WebhookTrigger
from govkit.spec.openapi import Operation
from govkit.sync.calls.grants import grants_of
from govkit.sync.inbox.refusals import Refused, places
from govkit.sync.inbox.senders import Sender, UnknownEvent, event_id, moment_of
from govkit.sync.inbox.subscribing import poll_type, webhook_type
from govkit.sync.records import digest, plain, record_id
from govkit.sync.running.pins import consumer_of
from govkit.sync.store.texts import as_text
from govkit.sync.values import Arrived, Json

Cursor: TypeAlias = Literal["page", "moment", "id"]
"""What continues a poll: what the last page said, when the last change was, or the id of the last record."""

_MOST_ON_A_PAGE = 100
_SINCE = re.compile(r"(since|after|from|min|gte|ge)$")


@dataclass(frozen=True, eq=False)
class Poll:
    """A listing that is asked again and again. `name` tells it from every other: `erp.listInvoices`.

    `consumer` is whose grants are used; `type` is that of the events, None where no workflow starts by them; `sender`
    tells which of the records are events that the system sends by webhook, too: these are taken as such.
    """

    name: str
    system: str
    api: str
    operation: str
    consumer: str
    cursor: str
    kind: Cursor
    every: float
    type: str | None
    paging: Pagination | None = None
    size: int | None = None
    sender: Sender | None = None

    def arrivals(self, item: Json, refuse: Callable[[Refused], None] = lambda _: None) -> Iterator[Arrived]:
        """The events that a record makes: the one that a webhook would have told, and that of the poll.

        `refuse` hears of a record that was to be the former, and is none that is described.
        """
        try:
            sent = self._sent(item)
        except Refused as refused:
            sent = None
            if self.type is None:
                refuse(refused)
        if sent is not None:
            yield sent
        if self.type is not None:
            moment = self.moment(item)
            name = f"{self.operation}:{record_id(item)}:{moment or ''}:{digest(item)[:16]}"
            yield Arrived(self.system, name, self.type, "poll", {"item": item}, moment)

    def _sent(self, item: Json) -> Arrived | None:
        """The event that the system also sends by webhook, under the id that it has there. Raises Refused."""
        identifier = event_id(item) if self.sender is not None else None
        if self.sender is None or identifier is None:
            return None
        try:
            name = self.sender.name_of(item, {})
        except UnknownEvent as error:
            raise Refused("event", str(error)) from error
        version, flaws = self.sender.flaws(name, _plainly(item))
        if flaws:
            raise Refused("body", f"{name} is not as {version} has it: {places(flaws)}")
        return Arrived(self.system, identifier, webhook_type(self.system, name), "poll", item, moment_of(item))

    def moment(self, item: Json) -> str | None:
        """When a record changed, as it says itself: for `updatedSince`, its `updatedAt`."""
        if not isinstance(item, dict):
            return None
        named = {plain(name): name for name in item}
        stem = _SINCE.sub("", plain(self.cursor))
        words = [f"{stem}{end}" for end in ("at", "on", "time", "date", "")] if stem != plain(self.cursor) else []
        for word in (*words, *(f"last{one}" for one in words), "updatedat", "modifiedat", "changedat", "occurredat"):
            if word in named and isinstance(item[named[word]], str):
                return str(item[named[word]])
        return None


def instant(text: str) -> datetime | None:
    """A moment as records write it; one without a zone is UTC."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def _plainly(value: Json) -> Json:
    """A value as validators take it, with numbers of the machine."""
    return json.loads(as_text(value))


# ------------------------------------------------------------------------------------------------------------- estates


def polls_of(contracts: Contracts, documents: Iterable[Document], senders: Mapping[str, Sender]) -> list[Poll]:
    """What is worth to be polled: what workflows start by, and events of webhooks that workflows start by.

    Of the latter only what one of these workflows may ask: a system need not let itself be polled beside its webhooks.
    """
    documents = list(documents)
    found: dict[str, Poll] = {}
    for document in documents:
        for workflow in document.workflows.values():
            trigger = workflow.start.trigger if workflow.start is not None else None
            if isinstance(trigger, PollTrigger):
                version = contracts.of(workflow, trigger.operation.source)
                said = contracts.polls(version).get(trigger.operation.id) if version is not None else None
                if version is not None and said is not None:
                    made = _poll(contracts, version, said, consumer_of(document), senders, is_wanted=True)
                    found.update({made.name: made} if made is not None else {})
            elif isinstance(trigger, WebhookTrigger):
                version = contracts.of(workflow, trigger.source)
                for made in _feeds(contracts, version, consumer_of(document), senders) if version is not None else ():
                    found.setdefault(made.name, made)
    return list(found.values())


def _feeds(contracts: Contracts, version: VersionOf, consumer: str, senders: Mapping[str, Sender]) -> Iterator[Poll]:
    """The polls of a version that list what its webhooks tell, as far as a consumer may ask them."""
    for said in contracts.polls(version).values():
        operation = contracts.operations(version).get(said.operation)
        if operation is None or version.lifecycle is Lifecycle.RETIRED:
            continue
        granted = granted_operations(operation.name, grants_of(contracts.estate, consumer, version.name))
        made = _poll(contracts, version, said, consumer, senders, is_wanted=False) if granted else None
        if made is not None and made.kind != "moment":
            yield made


def _poll(
    contracts: Contracts,
    version: VersionOf,
    said: Said,
    consumer: str,
    senders: Mapping[str, Sender],
    *,
    is_wanted: bool,
) -> Poll | None:
    operation = contracts.operations(version).get(said.operation)
    if operation is None:
        return None
    system = str(version.api.spec.system)
    entry = contracts.estate.systems[system]
    paging = entry.spec.integration.pagination if entry.spec.integration is not None else None
    return Poll(
        name=f"{system}.{said.operation}",
        system=system,
        api=version.name,
        operation=said.operation,
        consumer=consumer,
        cursor=said.cursor,
        kind=_kind(operation, said.cursor, paging),
        every=said.every.total_seconds(),
        type=poll_type(system, said.emits) if is_wanted else None,
        paging=paging,
        size=size_of(operation, paging.size) if paging is not None and paging.size is not None else None,
        sender=senders.get(system),
    )


def _kind(operation: Operation, cursor: str, paging: Pagination | None) -> Cursor:
    if paging is not None and paging.parameter == cursor:
        return "page"
    schema = _schema(operation, cursor)
    return "moment" if schema.get("format") in ("date-time", "date") else "id"


def size_of(operation: Operation, name: str) -> int | None:
    """The most that a page is asked to hold; None where the description does not say."""
    most = _schema(operation, name).get("maximum")
    return min(most, _MOST_ON_A_PAGE) if isinstance(most, int) and most > 0 else None


def _schema(operation: Operation, name: str) -> dict[str, Json]:
    """The schema of a parameter."""
    for one in operation.parameters.values():
        if one.name == name and isinstance(one.node.value, dict) and "schema" in one.node.value:
            node = operation.contract.resolved(one.node.child("schema"))
            return node.value if node is not None and isinstance(node.value, dict) else {}
    return {}
