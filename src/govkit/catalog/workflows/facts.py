"""What a look at a workflow finds out, one fact a place; rules turn facts into findings.

`at` is the place in the document, `key` tells facts of one kind at one place apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from govkit.catalog.mapping.facts import Fact as MappingFact
from govkit.catalog.workflows.types import Origin
from govkit.spec.documents import Pointer

Kind: TypeAlias = Literal[
    "reconciliation",
    "source",
    "operation",
    "workflow",
    "step",
    "webhook",
    "poll",
    "media type",
    "mapping",
    "input",
    "parameter",
    "team",
    "schema",
]


@dataclass(frozen=True, slots=True)
class About:
    """The step that a fact is about, empty for the workflow as a whole, and what is called there."""

    step: str = ""
    version: str = ""
    operation: str = ""


WHOLE = About()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something about one place of a workflow."""

    at: Pointer
    about: About = WHOLE
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameUnknown(Fact):
    """A name that there is not. `kind` says of what it is one, `known` are those that could be meant."""

    kind: Kind
    name: str
    message: str
    known: tuple[str, ...] = ()
    origins: frozenset[Origin] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueUnknown(Fact):
    """An expression that names what is not there."""

    expression: str
    message: str
    name: str = ""
    known: tuple[str, ...] = ()
    origins: frozenset[Origin] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class MayLack(Fact):
    """A value that may not be there, where one is needed: `what` is the parameter, input or member."""

    what: str
    expression: str
    because: str
    origins: frozenset[Origin] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing(Fact):
    """Something that a call must be given, and is not."""

    what: str
    kind: Literal["parameter", "body", "input"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused(Fact):
    """A value that may come, and that what is called refuses.

    `value` is the whole message part (`part`: a parameter, the request body, an input, an event), `path` leads to what
    is refused in it. `identifies`: it is a text in a path or query, and what differs is its length or pattern.
    """

    part: str
    path: tuple[str | int, ...]
    value: Any
    because: str
    origins: frozenset[Origin] = frozenset()
    identifies: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Open(Fact):
    """Values of which neither a proof nor a counter-example was found."""

    part: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingUnfit(Fact):
    """A mapping that does not belong where it is used."""

    mapping: str
    because: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingFails(Fact):
    """A fact about a mapping that a step is made by, which matters for what the step sends."""

    mapping: str
    fact: MappingFact
    reads: bool
    origins: frozenset[Origin] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class NeverEqual(Fact):
    """A comparison that can never come true, or always does."""

    expression: str
    value: Any
    known: tuple[Any, ...] = ()
    origins: frozenset[Origin] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class NeverSucceeds(Fact):
    """A step whose call is never answered as its criteria want it."""

    declared: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SuccessRefused(Fact):
    """A declared 2xx that the criteria of a step count as a failure."""

    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureOpen(Fact):
    """A failure after which nothing is said to happen, or that ends without anybody being told."""

    outcome: str
    quiet: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionUnreachable(Fact):
    """An action that never follows. `behind` is the unconditional one before it; empty where it contradicts itself."""

    name: str
    behind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepUnreachable(Fact):
    """A step that no run comes to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoesBack(Fact):
    """An action that leads to the same step or an earlier one."""

    action: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NeverStarted(Fact):
    """A workflow that nothing starts and nobody calls."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallsItself(Fact):
    """A workflow that leads to itself."""

    way: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Defined(Fact):
    """A workflow of a name that another one has."""

    name: str
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteWithoutUndo(Fact):
    """A write that another follows, and of which nothing says how it is undone."""

    following: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupersedingUnsafe(Fact):
    """A write of a workflow whose runs later events supersede, that a later run would not simply write anew.

    `workflow` is the one that the step is in, where that is another.
    """

    step: str
    method: str
    workflow: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryUnsafe(Fact):
    """A retry of a write that may have been done the first time.

    `settles`: the system looks for it too early, and takes so many seconds until a write can be read back.
    """

    action: str
    header: str = ""
    settles: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueUnnamed(Fact):
    """A value that may come and that no condition of a step names. It stops nothing, and matters when it is new.

    `leads`: it decides how a run goes on that went well; of what failed, all that is not named has one end.
    """

    expression: str
    value: Any
    leads: bool = True
    origins: frozenset[Origin] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusUnnamed(Fact):
    """A status that conditions wait for and no description knows. It stops nothing, and matters when it is new."""

    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldNotOfRecord(Fact):
    """A canonical field that is written as systems have it of which none has the last word on it."""

    field: str
    systems: tuple[str, ...]
    record: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotCleared(Fact):
    """Data that comes to a system which is not cleared for it: `what` it is, and the way on which it comes there."""

    what: str
    system: str
    way: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Circular(Fact):
    """A write that may start the workflow again, in the end: `way` names each write and event on the way there."""

    way: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlisted(Fact):
    """A bulk path that reads what is no list, or no list that comes page by page: `because` says which."""

    because: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotGranted(Fact):
    """An operation that is called for a workflow, and that its consumer, if there is one, is not granted."""

    consumer: str
    is_known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopesNeeded(Fact):
    """A call that needs other credentials than it did. Only a change tells it."""

    scopes: tuple[str, ...]


QUIET: tuple[type[Fact], ...] = (ValueUnnamed, StatusUnnamed, MappingFails, Open, ScopesNeeded)
"""Facts that are no findings by themselves: a change makes them matter, or another check tells of them."""
