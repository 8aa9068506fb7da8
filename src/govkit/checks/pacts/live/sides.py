"""The side of the provider that a consumer never sees: what puts it into a state, and what has it send a message."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from govkit.checks.pacts.reading.pact import Interaction


class Refusing(Exception):
    """A state that was not set up, or a message that was not made, and why.

    `unknown`: there is none of that name; `known` are those that there are.
    """

    def __init__(self, message: str, *, unknown: bool = False, known: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.unknown = unknown
        self.known = tuple(known)


@dataclass(frozen=True, slots=True)
class Told:
    """A message as a provider sends it."""

    content: bytes
    media: str = "application/json"
    metadata: Mapping[str, Any] = field(default_factory=dict)


class Side(Protocol):
    """What a provider can be told beside its API."""

    @property
    def sets_states(self) -> bool:
        """Whether it can be put into states."""

    @property
    def sends_messages(self) -> bool:
        """Whether it can be asked for messages."""

    def begin(self) -> None:
        """Makes it forget what earlier interactions did, where it can. Raises Refusing."""

    def set_up(self, state: str, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
        """Puts it into a state; the values that it tells of itself. Raises Refusing."""

    def tear_down(self, state: str, parameters: Mapping[str, Any]) -> None:
        """Takes a state back. Raises Refusing."""

    def message(self, interaction: Interaction, asked: Mapping[str, Any]) -> Told:
        """The message of an interaction; `asked` is what the verifier says of it. Raises Refusing."""


class StateUrl:
    """A provider that is told by HTTP: states at one address, messages at another; either may be missing.

    What is sent are the bodies that verifiers of Pact send: `{"state", "params", "action", "consumer"}` for a state,
    `{"description", "providerStates"}` for a message.
    """

    def __init__(
        self, states: str | None, messages: str | None, *, consumer: str = "", headers: Mapping[str, str] | None = None,
        timeout: float = 10,
    ) -> None:  # fmt: skip
        self._states, self._messages = states, messages
        self._consumer = consumer
        self._headers = dict(headers or {})
        self._timeout = timeout

    @property
    def sets_states(self) -> bool:
        """Whether there is an address for states."""
        return self._states is not None

    @property
    def sends_messages(self) -> bool:
        """Whether there is an address for messages."""
        return self._messages is not None

    def begin(self) -> None:
        """Nothing: what a provider keeps is its own affair."""

    def set_up(self, state: str, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
        """Puts it into a state. Raises Refusing."""
        return self._changed(state, parameters, "setup")

    def tear_down(self, state: str, parameters: Mapping[str, Any]) -> None:
        """Takes a state back. Raises Refusing."""
        self._changed(state, parameters, "teardown")

    def message(self, interaction: Interaction, asked: Mapping[str, Any]) -> Told:  # noqa: ARG002 - as every side
        """The message that the address answers with. Raises Refusing."""
        if self._messages is None:
            raise Refusing("nothing says where it can be asked for messages")
        content, headers = self._sent(self._messages, asked)
        named = {name.lower(): value for name, value in headers.items()}
        return Told(content, named.get("content-type", "application/json"), _metadata(named))

    def _changed(self, state: str, parameters: Mapping[str, Any], action: str) -> Mapping[str, Any]:
        if self._states is None:
            return {}
        order = {"state": state, "params": dict(parameters), "action": action, "consumer": self._consumer}
        content, _ = self._sent(self._states, order)
        try:
            told = json.loads(content) if content.strip() else {}
        except ValueError:
            return {}
        return told if isinstance(told, dict) else {}

    def _sent(self, url: str, body: Mapping[str, Any]) -> tuple[bytes, Mapping[str, str]]:
        headers = {"Content-Type": "application/json", **self._headers}
        request = urllib.request.Request(url, json.dumps(body).encode(), headers)  # noqa: S310 - checked by the caller
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=self._timeout) as answer:
                return answer.read(), dict(answer.headers.items())
        except urllib.error.HTTPError as error:
            with error:
                said = error.read(300).decode("utf-8", "replace").strip()
            text = f"it answered {error.code}" + (f": {said}" if said else "")
            raise Refusing(text, unknown=error.code == 404) from error
        except (OSError, ValueError) as error:
            reason = getattr(error, "reason", None) or error
            raise Refusing(f"nothing answers at its address: {reason}") from error


def _metadata(headers: Mapping[str, str]) -> Mapping[str, Any]:
    """The metadata of a message, which the header `Pact-Message-Metadata` has in Base64."""
    import base64

    try:
        told = json.loads(base64.b64decode(headers.get("pact-message-metadata", ""), validate=True))
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
