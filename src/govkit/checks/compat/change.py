"""What the walk over two contracts yields: pairs of places, and the changes between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from govkit.findings import Direction, Severity
from govkit.spec.documents import Node
from govkit.spec.openapi import Operation
from govkit.spec.schemas.shape import Atom, Spot, Union


class On(NamedTuple):
    """What a rule of this package looks at: one kind of change, in one direction (None: in neither)."""

    element: str
    kind: str
    direction: Direction | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a rule says of a change; `severity` where it differs from the rule's own."""

    message: str
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """The way from a pair to one inside it.

    `kind` is `property`, `item`, `prefix`, `additional`, `pattern` or `variant`; `name` the property, index, pattern or
    the variant's label. A variant keeps the unions and branches that it chose on both sides.
    """

    kind: str
    name: str | int = ""
    old: tuple[Union, Atom] | None = None
    new: tuple[Union, Atom] | None = None


@dataclass(eq=False, slots=True)
class Pair:
    """Two spots that stand for each other in one direction, with what differs right there."""

    old: Spot
    new: Spot
    direction: Direction
    number: int
    parent: tuple[Pair, Step] | None = None
    root: Root | None = None
    children: list[tuple[Step, Pair]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    operations: int = 0
    """A set of operations, as bits of their numbers."""
    elements: set[str] = field(default_factory=set)

    @property
    def writer(self) -> Spot:
        """What the sender of the message means: the old client, or the new server."""
        return self.old if self.direction is Direction.REQUEST else self.new

    @property
    def reader(self) -> Spot:
        """What the receiver of the message means: the new server, or the old client."""
        return self.new if self.direction is Direction.REQUEST else self.old


@dataclass(eq=False, slots=True)
class Root:
    """A part of a message: `part` in words, and the pair of its schemas."""

    operation: Operation
    part: str
    element: str
    pair: Pair


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Change:
    """One difference.

    `before` and `after` are JSON values for messages. `narrows` is False where it is proved that the reader takes all
    that the writer may send, True or None where that is to be decided. `payload` is False for what no message shows.
    `digests` are those of the changed subtrees.
    """

    kind: str
    element: str
    direction: Direction | None
    name: str = ""
    keyword: str = ""
    before: Any = None
    after: Any = None
    old: Node | None = None
    new: Node | None = None
    narrows: bool | None = None
    payload: bool = True
    digests: tuple[str, str] = ("", "")
    pair: Pair | None = None
    operation: Operation | None = None
    place: str = ""
    step: Step | None = None
    quiet: bool = False
    """Whether only a proof makes it worth telling."""
    reach: tuple[str, ...] = ()
    """The names of the operations that the whole cause reaches, where they are several."""
