"""The records that a collection has at first: computed one by one, when somebody looks."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, repeat, takewhile
from typing import Any

from govkit.mocks.scenario.batches import Batch, batches, unwatched
from govkit.mocks.scenario.expressions import Made, many_of, many_of_member
from govkit.mocks.scenario.facts import Fact, Kind, plain
from govkit.spec.expressions import MISSING


@dataclass(slots=True)
class Section:
    """Records of one form: each shows a fact of a kind, or is what it is."""

    members: Mapping[str, Callable[[Fact], Any]]
    kind: Kind | None = None
    when: Made | None = None
    links: Mapping[str, Made] = field(default_factory=dict)
    given: Sequence[dict[str, Any]] = ()
    _numbers: array[int] | None = None

    def numbers(self) -> Sequence[int]:
        """The numbers of the facts that are shown, where not all of their kind are."""
        if self._numbers is None:
            assert self.kind is not None
            told = (one.n for one in self.kind.story if self.when is None or self.when(one, None) is True)
            others = self.kind.numbers
            made = others if self.when is None else self.kind.where(self.when, others)
            self._numbers = array("l", [*told, *made])
        return self._numbers

    def __len__(self) -> int:
        if self.kind is None:
            return len(self.given)
        if self.when is None:
            return len(self.kind.numbers) + len(self.kind.story)
        return len(self.numbers())

    def fact(self, at: int) -> Fact:
        """The fact that the record at a place shows."""
        assert self.kind is not None
        told = len(self.kind.story)
        places = self.kind.numbers if self.when is None else self.numbers()
        if self.when is None:
            at -= told
        n = places[at] if at >= 0 else -1 - (at + told)
        found = self.kind.fact(n)
        assert found is not None
        return found

    def value(self, at: int) -> dict[str, Any]:
        """The record at a place."""
        if self.kind is None:
            return dict(self.given[at])
        fact = self.fact(at)
        found = {}
        for name, make in self.members.items():
            value = make(fact)
            if value is not MISSING:
                found[name] = value
        return found

    def _many(self, one: Callable[[Fact], Any], many: Callable[[Batch], list[Any]]) -> Iterator[Any]:
        """A value of all records in order: of the facts of the story one by one, of all others many at once."""
        assert self.kind is not None
        if self.when is None:
            told: Sequence[int] = range(-1, -1 - len(self.kind.story), -1)
            others: Sequence[int] = self.kind.numbers
        else:
            numbers = self.numbers()
            count = sum(1 for _ in takewhile(lambda n: n < 0, numbers))
            told, others = numbers[:count], numbers[count:]
        for n in told:
            fact = self.kind.fact(n)
            assert fact is not None
            yield one(fact)
        for batch in batches(self.kind, others):
            yield from many(batch)

    def column(self, name: str) -> Iterator[Any]:
        """A member of all records, in order; None where one has none."""
        if self.kind is None:
            return (given.get(name) for given in self.given)
        make = self.members.get(name)
        if make is None:
            return repeat(None, len(self))
        values = self._many(make, many_of_member(make))
        return (one if one.__class__ is str else None if one is MISSING else plain(one) for one in values)

    def link_column(self, name: str) -> Iterator[str | None]:
        """What a path parameter above says of all records, in order."""
        make = self.links.get(name) if self.kind is not None else None
        if make is None:
            return repeat(None, len(self))
        return map(str, self._many(lambda fact: make(fact, None), many_of(make)))

    def linked(self, at: int) -> dict[str, str]:
        """What the paths above the record at a place say of it."""
        if not self.links:
            return {}
        fact = self.fact(at)
        return {name: str(make(fact, None)) for name, make in self.links.items()}


class Rows:
    """The records of a collection, of one section after the other."""

    def __init__(
        self, sections: Sequence[Section], examples: Mapping[str, Mapping[str, str]], *, instead: bool = False
    ) -> None:
        """`examples` are what the paths above examples of the description say of them; `instead`: there are none."""
        self._sections = sections
        self.examples = examples
        self._instead = instead
        self._starts: list[int] | None = None

    @property
    def names_examples(self) -> bool:
        """Whether only those examples of the description are records that `examples` names."""
        return self._instead or bool(self.examples) or any(section.links for section in self._sections)

    def _start(self) -> list[int]:
        if self._starts is None:
            self._starts = [0, *accumulate(len(section) for section in self._sections)]
        return self._starts

    def __len__(self) -> int:
        return self._start()[-1]

    def _at(self, at: int) -> tuple[Section, int]:
        if len(self._sections) == 1:
            return self._sections[0], at
        starts = self._start()
        index = bisect_right(starts, at) - 1
        return self._sections[index], at - starts[index]

    def value(self, at: int) -> dict[str, Any]:
        """The record at a place."""
        section, inner = self._at(at)
        return section.value(inner)

    def links(self, at: int) -> dict[str, str]:
        """What the paths above the record at a place say of it."""
        section, inner = self._at(at)
        return section.linked(inner)

    def column(self, name: str) -> list[Any]:
        """A member of all records, in order."""
        with unwatched():
            return [value for section in self._sections for value in section.column(name)]

    def link_column(self, name: str) -> list[str | None]:
        """What the paths above the records say under a name, in order."""
        with unwatched():
            return [text for section in self._sections for text in section.link_column(name)]
