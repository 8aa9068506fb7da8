"""Answers made whole: what a pact expects, with whatever else the contract has its provider send.

A consumer's pact names the fields that it reads. A client that holds answers against the contract wants all that is
required there; the rest is drawn, and nobody may rely on it.
"""

from __future__ import annotations

from typing import Any

from govkit.checks.pacts.calls import Matched, operation_for
from govkit.checks.pacts.comparing import walked_term
from govkit.checks.pacts.contents import entry_for
from govkit.checks.pacts.places import Place, Places
from govkit.checks.pacts.provider import Provider
from govkit.checks.pacts.reading.pact import Body, Interaction, Kind, Presence
from govkit.checks.pacts.recognition import message_for
from govkit.checks.pacts.witnesses import Messages
from govkit.findings import Direction
from govkit.spec.openapi import Contract, MediaType, Operation
from govkit.spec.openapi.messages import response_for
from govkit.spec.openapi.wire.spelling import is_json


class Wholes:
    """Makes the messages of one contract whole."""

    def __init__(self, contract: Contract) -> None:
        self._provider = Provider(contract)
        self._places = Places(self._provider)

    def operation(self, interaction: Interaction) -> Operation | None:
        """The operation, the webhook or the callback that an interaction is of; None where the contract has none."""
        if interaction.kind is Kind.MESSAGE:
            return message_for(self._provider, interaction, interaction.received[0])
        matched = operation_for(self._provider, interaction.request) if interaction.request is not None else None
        return matched.operation if isinstance(matched, Matched) else None

    def answer(self, operation: Operation, status: int, media: str) -> Place | None:
        """The place of the body that an operation answers; None where nothing is said of it."""
        declared = response_for(operation, status)
        body = Body(Presence.PRESENT, (), media=media or None, is_json=True)
        found = entry_for(body, declared.content).media if declared is not None else None
        return None if found is None else self._places.root(self._provider.body(found, operation.answered))

    def expected(self, interaction: Interaction) -> Any:
        """The body that an interaction expects, made whole; as it is where the contract says nothing of it.

        Where the interaction says nothing of a body, one is drawn that the contract allows; None where it has none.
        """
        operation = self.operation(interaction)
        if interaction.kind is Kind.MESSAGE:
            body = interaction.received[0].body
            content = operation.body.content if operation is not None and operation.body is not None else {}
            way = operation.sent if operation is not None else Direction.RESPONSE
        else:
            assert interaction.response is not None, "an exchange over HTTP has an answer"
            body = interaction.response.body
            declared = response_for(operation, interaction.response.status) if operation is not None else None
            content = declared.content if declared is not None else {}
            way = operation.answered if operation is not None else Direction.RESPONSE
        return self._whole(body, content, way, operation)

    def _whole(self, body: Body, content: dict[str, MediaType], way: Direction, operation: Operation | None) -> Any:
        if body.presence is Presence.MISSING:
            return self._drawn(content, way)
        term = walked_term(self._provider, body, content, way) if body.is_json else None
        media = entry_for(body, content).media if term is not None else None
        if term is None or media is None or operation is None:
            return body.value
        place = self._places.root(self._provider.body(media, way))
        return filled(body.value, Messages(self._provider, term, place, operation.name, "answer").base)

    def _drawn(self, content: dict[str, MediaType], way: Direction) -> Any:
        media = next((one for name, one in content.items() if is_json(name)), None)
        return None if media is None else next(self._provider.values.some(self._provider.body(media, way)), None)


def filled(said: Any, whole: Any) -> Any:
    """What is said, with the members that only the whole has; of a list, those of the item at the same place."""
    if isinstance(said, dict) and isinstance(whole, dict):
        found = {name: filled(member, whole[name]) if name in whole else member for name, member in said.items()}
        return found | {name: member for name, member in whole.items() if name not in said}
    if isinstance(said, list) and isinstance(whole, list) and whole:
        return [filled(item, whole[min(index, len(whole) - 1)]) for index, item in enumerate(said)]
    return said
