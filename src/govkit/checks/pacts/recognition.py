"""Which webhook, callback or operation a message is of: messages of pacts have names only, and their metadata."""

from __future__ import annotations

import re
from collections.abc import Iterator

from govkit.checks.pacts.provider import Provider
from govkit.checks.pacts.reading.pact import Interaction, Message
from govkit.spec.openapi import Operation

NAMING_KEYS = (
    "operationid", "operation", "webhook", "event", "eventtype", "eventname", "messagetype", "type", "topic", "name",
    "ce-type", "cetype", "x-event", "xevent", "channel", "destination", "queue", "kafka_topic", "routingkey",
)  # fmt: skip
"""Members of metadata, in lower case, that name what a message is."""


def message_for(provider: Provider, interaction: Interaction, message: Message) -> Operation | None:
    """The webhook or callback that a message is of.

    It is named by the metadata, by a reference in the comments, by the key or the description; else by the one event
    whose name stands in the description; else, where there is one only, it is that.
    """
    known = {_plain(name): one for one in provider.messages for name in _names(one)}
    for said in _said(interaction, message):
        found = known.get(_plain(said))
        if found is not None:
            return found
    words = f" {_plain(interaction.description)} "
    inside = {one for name, one in known.items() if name and f" {name} " in words}
    if len(inside) == 1:
        return inside.pop()
    typed = _typed(message)
    found = next((one for name, one in known.items() if typed and _plain(typed) == name), None)
    return found or (provider.messages[0] if len(provider.messages) == 1 and not inside else None)


def operation_named(provider: Provider, interaction: Interaction) -> Operation | None:
    """The operation whose id is the key or the description of an interaction, or stands in its comments or metadata."""
    known = {_plain(one.id): one for one in provider.contract.operations.values() if one.id is not None}
    said = [*_said(interaction, interaction.sent), interaction.description]
    return next((known[_plain(one)] for one in said if _plain(one) in known), None)


def _said(interaction: Interaction, message: Message | None) -> Iterator[str]:
    metadata = {str(key).lower(): value for key, value in (message.metadata if message else {}).items()}
    yield from (metadata[key] for key in NAMING_KEYS if isinstance(metadata.get(key), str))
    references = interaction.comments.get("references")
    for group in references.values() if isinstance(references, dict) else ():
        if isinstance(group, dict):
            yield from (value for value in group.values() if isinstance(value, str))
    if interaction.key is not None:
        yield interaction.key
    yield interaction.description


def _typed(message: Message) -> str | None:
    """What the content itself says that it is."""
    value = message.body.value
    for key in ("type", "event", "eventType", "event_type", "name"):
        if isinstance(value, dict) and isinstance(value.get(key), str):
            return str(value[key])
    return None


def _names(operation: Operation) -> Iterator[str]:
    yield operation.path
    yield operation.name
    if operation.id is not None:
        yield operation.id
    if operation.kind == "callback":
        yield operation.name.split(" callback ")[-1].split(" ")[0]


def _plain(name: str) -> str:
    """A name without case and without what parts its words."""
    return " ".join(re.findall(r"[a-z0-9]+", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).lower()))
