"""What a look at a mapping finds out, one fact a place; rules turn facts into findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from govkit.spec.documents import Pointer
from govkit.spec.schemas.shape import Atom


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something about one declaration. `at` is its place in the mapping, `target` the field that it makes.

    `outward` tells that the entity is written to the API; `sources` are the fields that it is made of, from the record
    down, and `origin` a schema on the side of the API that it is about, where there is one.
    """

    at: Pointer
    target: str
    outward: bool
    sources: tuple[str, ...] = ()
    origin: Atom | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SideUnknown(Fact):
    """A side of the mapping that cannot be had: the message says why, `known` are those that could be meant."""

    message: str
    name: str
    known: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceUnknown(Fact):
    """A way that leads nowhere: `name` is not declared where it stands on the `way`."""

    way: str
    name: str
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifierUnknown(Fact):
    """An identifier that the entity does not name: it has `known` ones, as `system: type`."""

    entity: str
    system: str
    type: str
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetUnknown(Fact):
    """A field that the target does not declare."""

    name: str
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionUnfit(Fact):
    """A function that there is not, or that takes another number of arguments: `takes` says how many."""

    function: str
    given: int
    takes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused(Fact):
    """A value that may come and has no place: `value` stands at `source`, `record` is a whole record with it.

    what: `value` of the target, `map` that lacks it, or `argument` of a function. `others` are more such values, where
    the source lists what may come. `counted`: how many items a list has is refused, not what they are.
    """

    what: Literal["value", "map", "argument"]
    source: str
    value: Any
    made: Any
    record: Any
    because: str
    others: tuple[Any, ...] = ()
    counted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Open(Fact):
    """A declaration of which neither a proof nor a value was found."""

    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfilled(Fact):
    """A field that the target requires and nothing fills."""

    name: str
    enveloped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MayLack(Fact):
    """A required field whose source may not be there, while the object that requires it is.

    `emptied`: the source is there, and a map makes nothing of it.
    """

    name: str
    gap: str
    record: Any
    emptied: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread(Fact):
    """A field of the API that nothing reads, and that is not left out on purpose."""

    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedlesslyUnmapped(Fact):
    """A field that is said to be left out, and is read, or is none."""

    field: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordElsewhere(Fact):
    """A field that is written to the very system whose word on it counts."""

    field: str
    system: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OneWay(Fact):
    """A declaration that does not go back by itself."""

    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NeverSent(Fact):
    """Values of a map that never come."""

    values: tuple[str, ...]
