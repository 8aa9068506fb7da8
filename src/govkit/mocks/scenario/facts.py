"""Facts of the business: each is a function of the seed and its number, and is made when somebody asks for it."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from govkit.mocks.scenario.expressions import Made, many_of
from govkit.spec.expressions import MISSING

_KEPT = 1_024
_NOTHING: Mapping[str, Made] = {}
UNMADE: Any = object()
"""What stands for a value that nobody asked for yet."""


class Named(str):
    """The canonical identifier of a fact, which knows its fact."""

    __slots__ = ("fact",)
    fact: Fact

    @classmethod
    def of(cls, text: str, fact: Fact) -> Named:
        """The identifier of a fact."""
        made = cls(text)
        made.fact = fact
        return made


class Kind:
    """One kind of facts: how many there are, and what makes each value of one."""

    def __init__(self, name: str, entity: str | None, count: int) -> None:
        self.name = name
        self.entity = entity
        self.count = count
        self.story: list[Fact] = []
        self.named: dict[str, Fact] = {}
        self.makers: dict[str, Made] = {}
        self.record: tuple[str, ...] = ()
        """The names of the members of the canonical record."""

        self.identifiers: dict[tuple[str, str], Made] = {}
        """By system and type, the most usual type of a system first."""

        self.relations: dict[str, tuple[Kind, Made]] = {}
        """The facts that one belongs to by name: of which kind, and what makes the number."""

        self.usual: dict[str, str] = {}
        self.when: Made | None = None
        self.columns: dict[str, list[Any]] = {}
        """Values that are kept once they are made, by name: those that decide which facts are shown."""

        self._numbers: Sequence[int] | None = None
        self._kept: dict[int, Fact] = {}

    def fact(self, n: int) -> Fact | None:
        """The fact of a number, below 0 one of the story; None where there is none."""
        if n < 0:
            return self.story[-1 - n] if -n <= len(self.story) else None
        if n >= self.count:
            return None
        found = self._kept.get(n)
        if found is None:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            found = self._kept[n] = Fact(self, n)
        return found if self.when is None or self.when(found, None) is True else None

    def keep(self, name: str) -> None:
        """Has the values of a name kept."""
        if name in self.makers and name not in self.columns:
            self.columns[name] = [UNMADE] * self.count

    @property
    def numbers(self) -> Sequence[int]:
        """The numbers of all facts that are not of the story."""
        if self._numbers is None:
            whole = range(self.count)
            self._numbers = whole if self.when is None else array("l", self.where(self.when, whole))
        return self._numbers

    def where(self, when: Made, numbers: Sequence[int]) -> Iterator[int]:
        """Those of some numbers, none of the story, whose facts meet a condition."""
        from govkit.mocks.scenario.batches import batches

        for batch in batches(self, numbers):
            truths = many_of(when)(batch)
            yield from (n for n, truth in zip(batch.numbers, truths, strict=True) if truth is True)

    def __iter__(self) -> Iterator[Fact]:
        """All facts, those of the story first."""
        yield from self.story
        for n in self.numbers:
            found = self.fact(n)
            assert found is not None
            yield found


class Fact:
    """One fact; its values are made as they are asked for."""

    __slots__ = ("_own", "_values", "kind", "n")

    def __init__(self, kind: Kind, n: int, own: Mapping[str, Made] = _NOTHING) -> None:
        """`own` are values that this fact has otherwise than others of its kind."""
        self.kind = kind
        self.n = n
        self._own = own
        self._values: dict[str, Any] = {}

    def get(self, name: str) -> Any:
        """A value by its name, MISSING where there is none."""
        found = self._values.get(name, UNMADE)
        if found is not UNMADE:
            return found
        column = self.kind.columns.get(name) if self.n >= 0 else None
        if column is not None and column[self.n] is not UNMADE:
            return column[self.n]
        make = (self._own.get(name) if self._own else None) or self.kind.makers.get(name)
        found = MISSING if make is None else make(self, None)
        if name == "id" and self.kind.entity is not None and found.__class__ is str:
            found = Named.of(found, self)
        self._values[name] = found
        if column is not None:
            column[self.n] = found
        return found

    def identifier(self, system: str, kind: str | None) -> Any:
        """The identifier in a system, of a type or of the usual one; MISSING where the system does not know it."""
        wanted = kind or self.kind.usual.get(system)
        if wanted is None:
            return MISSING
        place = f"{system}/{wanted}"
        make = self._own.get(place) or self.kind.identifiers.get((system, wanted))
        return MISSING if make is None else make(self, None)

    def record(self) -> dict[str, Any]:
        """The canonical record."""
        found = {}
        for name in self.kind.record:
            value = self.get(name)
            if value is not MISSING:
                found[name] = plain(value)
        return found


def plain(value: Any) -> Any:
    """A value without anything that knows a fact."""
    if value.__class__ is Named:
        return str(value)
    if isinstance(value, list):
        return [plain(item) for item in value]
    return {name: plain(inner) for name, inner in value.items()} if isinstance(value, dict) else value
