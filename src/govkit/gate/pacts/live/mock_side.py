"""The side of a mock that tests control: states as its `mock.yaml` declares them, messages as its webhooks do."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from govkit.checks.pacts.live import Refusing, Told
from govkit.checks.pacts.recognition import NAMING_KEYS
from govkit.errors import UsageError
from govkit.mocks.remote import ControlRefused, Remote

if TYPE_CHECKING:
    from govkit.checks.pacts.reading.pact import Interaction
    from govkit.spec.openapi import Operation

_AT_FIRST = "before-any-interaction"
_NOT_FOUND = 404


class MockSide:
    """Each interaction begins with the records that the mock began with."""

    def __init__(self, remote: Remote, system: str, events: Mapping[Interaction, Operation | None]) -> None:
        """`events` are the webhooks that the messages of pacts are of."""
        self._remote = remote
        self._system = system
        self._events = events
        self._known = tuple(remote.states())
        self._told_before: set[str] = set()
        remote.snapshot(_AT_FIRST)

    sets_states = True
    sends_messages = True

    def begin(self) -> None:
        """Gives the mock back what it began with. Raises Refusing."""
        try:
            self._remote.restore(_AT_FIRST)
            self._told_before = {one["id"] for one in self._remote.deliveries(system=self._system)}
        except UsageError as error:
            raise Refusing(error.message) from error

    def set_up(self, state: str, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
        """Puts it into a state. Raises Refusing."""
        order = {"state": state, "params": dict(parameters), "system": self._system}
        try:
            told = self._remote.call("POST", "states", order)
        except ControlRefused as error:
            unknown = error.status == _NOT_FOUND
            raise Refusing(error.message, unknown=unknown, known=self._known) from error
        except UsageError as error:
            raise Refusing(error.message) from error
        return told if isinstance(told, dict) else {}

    def tear_down(self, state: str, parameters: Mapping[str, Any]) -> None:
        """Nothing: the next interaction begins with what there was at first."""

    def message(self, interaction: Interaction, asked: Mapping[str, Any]) -> Told:  # noqa: ARG002 - as every side
        """The event that a state made the mock send; else one that it is told to send now. Raises Refusing."""
        operation = self._events.get(interaction)
        if operation is None:
            known = sorted({one.path for one in self._events.values() if one is not None})
            raise Refusing("it is of no webhook of the API", unknown=True, known=known)
        event = operation.path
        try:
            sent = [
                one
                for one in self._remote.deliveries(system=self._system, event=event)
                if one["id"] not in self._told_before
            ] or self._remote.emit(event, system=self._system)
        except ControlRefused as error:
            raise Refusing(error.message, unknown=error.status == _NOT_FOUND) from error
        except UsageError as error:
            raise Refusing(error.message) from error
        content = json.dumps(sent[-1]["body"]).encode()
        return Told(content, metadata={"contentType": "application/json"} | _named(interaction, operation))


def _named(interaction: Interaction, operation: Operation) -> dict[str, Any]:
    """The name of the event, under the members of metadata by which the consumer knows it."""
    expected = interaction.received[0].metadata
    return {
        key: operation.id if key.lower().startswith("operation") else operation.path
        for key in expected
        if key.lower() in NAMING_KEYS
    }
