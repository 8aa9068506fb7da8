"""What a pact file holds, whatever version it is written in (Pact specification, versions 1.1 to 4)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from govkit.checks.pacts.reading.rules import NO_RULES, Generators, Rules
from govkit.errors import Place
from govkit.spec.documents import Document, Pointer


class Kind(StrEnum):
    """What passes between consumer and provider."""

    HTTP = "http"
    MESSAGE = "message"
    EXCHANGE = "exchange"
    UNKNOWN = "unknown"


class Presence(StrEnum):
    """Whether an interaction says something of a body: missing says nothing, empty says that there is none."""

    MISSING = "missing"
    EMPTY = "empty"
    PRESENT = "present"


@dataclass(frozen=True, slots=True)
class Body:
    """A body, or the content of a message.

    `value` is JSON where `is_json`, else a text, or bytes where it is none. `media` is None where it is not said.
    """

    presence: Presence
    at: Pointer
    value: Any = None
    media: str | None = None
    is_json: bool = False
    rules: Rules = NO_RULES
    generators: Generators = field(default_factory=dict)

    @property
    def is_present(self) -> bool:
        """Whether there is a body."""
        return self.presence is Presence.PRESENT


@dataclass(frozen=True, slots=True)
class Texts:
    """Named texts of a message: headers, the query, metadata. `rules` are by name, as it is written here."""

    values: dict[str, tuple[str, ...]]
    at: Pointer
    rules: dict[str, Rules] = field(default_factory=dict)
    generated: frozenset[str] = frozenset()
    """The names whose values are made when the interaction is replayed."""
    is_map: bool = True
    """Whether each name has a place of its own: a query may be one text."""

    def get(self, name: str) -> tuple[str, ...] | None:
        """The values under a name, whatever its case."""
        wanted = name.lower()
        return next((values for key, values in self.values.items() if key.lower() == wanted), None)

    def joined(self, name: str) -> str | None:
        """The values under a name as one text, whatever its case."""
        values = self.get(name)
        return None if values is None else ", ".join(values)


@dataclass(frozen=True, slots=True)
class Request:
    """What the consumer sends."""

    method: str
    path: str
    query: Texts
    headers: Texts
    body: Body
    at: Pointer
    path_rules: Rules = NO_RULES
    path_generated: bool = False


@dataclass(frozen=True, slots=True)
class Response:
    """What the consumer expects. `status_class` is such as `4XX` or `error` where any status of it will do."""

    status: int
    headers: Texts
    body: Body
    at: Pointer
    status_class: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """The content of a message with its metadata."""

    body: Body
    metadata: dict[str, Any]
    at: Pointer


@dataclass(frozen=True, slots=True)
class State:
    """A state of the provider in which an interaction holds."""

    name: str
    parameters: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Interaction:
    """One interaction. `pending`: its consumer says that the provider need not keep it yet (V4)."""

    kind: Kind
    description: str
    at: Pointer
    states: tuple[State, ...] = ()
    key: str | None = None
    pending: bool = False
    type: str = "Synchronous/HTTP"
    request: Request | None = None
    response: Response | None = None
    sent: Message | None = None
    received: tuple[Message, ...] = ()
    comments: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What people call it: the description, with its states where it has some."""
        given = ", ".join(state.name for state in self.states if state.name)
        return f"{self.description} (given {given})" if given else self.description


@dataclass(frozen=True, eq=False)
class Pact:
    """A pact: who relies on whom, and for what."""

    consumer: str
    provider: str
    version: str
    interactions: tuple[Interaction, ...]
    document: Document

    def places(self, pointers: set[Pointer]) -> dict[Pointer, Place]:
        """Where parts of the pact stand; ask for many at once."""
        return self.document.places(pointers)
