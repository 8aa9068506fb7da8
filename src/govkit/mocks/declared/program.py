"""What a `mock.yaml` means, ready to be carried out: its expressions are trees, its names are what they name."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal

from govkit.catalog.entries.kinds.system import RateLimit
from govkit.catalog.entries.source import Source
from govkit.mocks.declared.numbering import Form
from govkit.mocks.messages import JsonObject
from govkit.mocks.state.resources import Resource
from govkit.mocks.system import Served
from govkit.mocks.webhooks.odds import WebhooksForm
from govkit.spec.expressions import Template, Tree
from govkit.spec.openapi import Operation

Steps = tuple[str, ...]
"""The names on the way to a field; `*` is every item of a list."""


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection by name: of which system, None where that is its own."""

    system: str | None
    name: str
    resource: Resource | None
    """None where the other system is not served."""

    def __str__(self) -> str:
        return f"{self.system}:{self.name}" if self.system else self.name


@dataclass(frozen=True, slots=True)
class Refusing:
    """How something is refused."""

    status: int | None = None
    detail: Template | None = None
    pointers: tuple[str, ...] = ()
    members: dict[str, Template] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rejecting:
    """A reason to refuse, and how."""

    when: Tree
    how: Refusing
    about: str


@dataclass(frozen=True, slots=True)
class Doer:
    """Something that is written elsewhere: `kind` is create, update or delete."""

    kind: str
    where: Collection
    each: Tree | None
    when: Tree | None
    chosen: Tree | None
    record: Template | None
    set: tuple[tuple[Steps, Template], ...]
    transition: str | None
    name: str | None
    about: str


@dataclass(frozen=True, slots=True)
class Doing:
    """What happens besides."""

    set: tuple[tuple[Steps, Template], ...] = ()
    effects: tuple[Doer, ...] = ()
    emits: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.set or self.effects or self.emits)


NOTHING_BESIDES = Doing()


@dataclass(frozen=True, slots=True)
class Move:
    """A move of a state machine; `by` are names of operations."""

    name: str
    start: frozenset[str]
    to: str
    by: frozenset[str]
    doing: Doing

    def starts_at(self, state: Any) -> bool:
        """Whether it may be made from a state."""
        return not self.start or (isinstance(state, str) and state in self.start)


@dataclass(frozen=True, slots=True)
class Machine:
    """The states of the records of a collection."""

    field: str
    initial: tuple[str, ...]
    moves: dict[str, Move]
    refusing: Refusing


@dataclass(frozen=True, slots=True)
class Referring:
    """A field that names a record."""

    steps: Steps
    to: Collection
    field: Steps | None
    restricts: bool
    refusing: Refusing


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for the records of a collection."""

    resource: Resource
    identifier: Form | None = None
    machine: Machine | None = None
    derived: tuple[tuple[Steps, Template], ...] = ()
    refuses_derived: bool = False
    references: tuple[Referring, ...] = ()
    unique: tuple[tuple[Steps, ...], ...] = ()
    immutable: tuple[Steps, ...] = ()
    settle: timedelta | None = None
    lists_only: bool = False


@dataclass(frozen=True, slots=True)
class Answering:
    """What an operation answers."""

    status: int | None
    body: Template | None
    headers: dict[str, Template]
    shown: tuple[Resource, Tree] | None = None
    """A collection, and which of its records is answered."""


@dataclass(frozen=True, slots=True)
class Operating:
    """What an operation does besides."""

    served: Served
    rejections: tuple[Rejecting, ...]
    doing: Doing
    answer: Answering | None
    instead: Tree | None = None
    """Which record is the answer in the place of a new one."""


@dataclass(frozen=True, slots=True)
class Telling:
    """An event: the webhook, what causes it, and its body."""

    name: str
    hook: Operation
    resource: Resource | None
    on: frozenset[str]
    reaches: frozenset[str]
    field: str | None
    when: Tree | None
    after: timedelta | None
    body: Template | None
    key: Tree | None


@dataclass(frozen=True, slots=True)
class Timing:
    """Something that happens to a record by itself."""

    name: str
    resource: Resource
    at: Tree | None
    after: timedelta | None
    when: Tree | None
    move: Move | None
    doing: Doing
    scenario: bool = False
    """Whether it rings for the records that a scenario tells, too, as the clock is moved on."""


@dataclass(frozen=True, slots=True)
class Stating:
    """A provider state."""

    name: str
    params: JsonObject
    remove: tuple[tuple[Collection, Tree], ...]
    records: tuple[tuple[Collection, Template], ...]
    settings: dict[str, Template]
    clock: Template | None
    faults: tuple[JsonObject, ...]
    values: dict[str, Template]


@dataclass(slots=True)
class Program:
    """All that is declared of one system."""

    system: str
    source: Source | None = None
    settings: JsonObject = field(default_factory=dict)
    rules: dict[str, Rules] = field(default_factory=dict)
    """By the names of resources."""

    operations: dict[str, Operating] = field(default_factory=dict)
    """By `METHOD /path`."""

    moves: dict[str, list[tuple[Resource, Move]]] = field(default_factory=dict)
    """The moves that an operation makes, by `METHOD /path`."""

    events: tuple[Telling, ...] = ()
    event_log: Resource | None = None
    webhooks: WebhooksForm = field(default_factory=WebhooksForm)
    rate_limit: Literal["system"] | RateLimit | None = None
    timers: tuple[Timing, ...] = ()
    states: tuple[Stating, ...] = ()
    seeds: dict[str, list[JsonObject]] = field(default_factory=dict)
    """By the names of resources."""
