"""What expressions may be: schemas of their values, and why there may be none, each with where it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from govkit.catalog.mapping.reach import Reach, Scope, Trail
from govkit.catalog.mapping.ways import Way, written
from govkit.spec.documents import Pointer
from govkit.spec.schemas.fit import Fitting
from govkit.spec.schemas.made import made
from govkit.spec.schemas.shape import Spot, spot_key


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value was first: a part of a message of an operation, and the way from its top.

    `operation` is as people speak of it (`GET /contracts/{contract_id}`), `part` one of `event`, `response body`,
    `response header`, `input`; an input comes from whoever calls the workflow, and has no version.
    """

    version: str
    operation: str
    part: str
    trail: Trail

    def below(self, steps: Iterable[str]) -> Origin:
        """The same, further down."""
        return replace(self, trail=(*self.trail, *steps))

    def __str__(self) -> str:
        return "/".join(filter(None, (self.part, written(self.trail))))


@dataclass(frozen=True, slots=True)
class Type:
    """What a value may be: of any of `spots`, and `lacks` says why there may be none.

    No spots at all: nobody knows, and nothing is concluded.
    """

    spots: tuple[Spot, ...]
    lacks: tuple[str, ...] = ()
    origins: frozenset[Origin] = frozenset()

    def or_nothing(self, why: str) -> Type:
        """The same, where there may be nothing for one more reason."""
        return self if why in self.lacks else replace(self, lacks=(*self.lacks, why))


UNKNOWN = Type(())
"""A value of which nothing is known: what names it is wrong, which is said once."""

ANYTHING = Type((made({}),), ("nothing says what it is",))
TEXT = Type((made({"type": "string", "minLength": 1}),))
NULL = made({"type": "null"})
STATUS = Type((made({"type": "integer", "minimum": 100, "maximum": 599}),))


@dataclass(frozen=True, slots=True)
class Read:
    """A value that a workflow looks at: at which step (empty: its start), what for, and where it comes from.

    `how` is one of `condition`, `input NAME of WORKFLOW`, `list`, `key`, `context NAME`, `detail`.
    """

    step: str
    how: str
    origins: frozenset[Origin]
    at: Pointer


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that leads nowhere: what is wrong, and the names that could be meant."""

    message: str
    name: str = ""
    known: tuple[str, ...] = ()
    origins: frozenset[Origin] = frozenset()


def either(types: Iterable[Type]) -> Type:
    """What may be any of some; unknown where one of them is."""
    spots: dict[tuple[int, ...], Spot] = {}
    lacks: dict[str, None] = {}
    origins: set[Origin] = set()
    for one in types:
        if not one.spots and not one.lacks:
            return UNKNOWN
        spots |= {spot_key(spot): spot for spot in one.spots}
        lacks |= dict.fromkeys(one.lacks)
        origins |= one.origins
    return Type(tuple(spots.values()), tuple(lacks), frozenset(origins))


def nothing(why: str) -> Type:
    """What is never there."""
    return Type((), (why,))


class Typing:
    """Follows pointers into types."""

    def __init__(self, fitting: Fitting) -> None:
        self.fitting = fitting
        self.reach = Reach(fitting)

    def below(self, one: Type, pointer: tuple[str, ...], called: str) -> Type | Unknown:
        """What lies at a pointer into a value that is `called` something."""
        if not one.spots:
            return one
        reached = self.reach.of(Scope(one.spots, one.spots), Way(pointer))
        if reached.missing is not None:
            above = written(reached.trail[:-1])
            where = f"`{called}`" + (f" at `{above}`" if above else "")
            origins = frozenset(origin.below(pointer) for origin in one.origins)
            return Unknown(f"there is no `{reached.missing}` in {where}", reached.missing, reached.known, origins)
        gaps = sorted(reached.gaps, key=len)
        join = "" if not gaps or not gaps[0] else "/" if "#" in called else "#/"
        lacks = tuple(f"`{called}{join}{written(gap)}` may not be there" for gap in gaps[:1])
        origins = frozenset(origin.below(pointer) for origin in one.origins)
        return Type(reached.spots, tuple(dict.fromkeys((*one.lacks, *lacks))), origins)

    def present(self, one: Type, called: str) -> Type:
        """The same without null, which counts as nothing."""
        below = self.below(one, (), called)
        return below if isinstance(below, Type) else one
