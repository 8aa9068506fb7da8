"""The records that a collection has at first: computed one by one, when somebody looks."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from govkit.mocks.scenario.expressions import Made
from govkit.mocks.scenario.facts import Fact, Kind
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
            shown = (one.n for one in self.kind if self.when is None or self.when(one, None) is True)
            self._numbers = array("l", shown)
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

    def member(self, at: int, name: str) -> Any:
        """One member of the record at a place; None where it has none."""
        if self.kind is None:
            return self.given[at].get(name)
        make = self.members.get(name)
        value = make(self.fact(at)) if make is not None else None
        return None if value is MISSING else value

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

    def column(self, name: str) -> Iterator[Any]:
        """A member of all records, in order."""
        for section in self._sections:
            for at in range(len(section)):
                yield section.member(at, name)

    def link_column(self, name: str) -> Iterator[str | None]:
        """What the paths above the records say under a name, in order."""
        for section in self._sections:
            for at in range(len(section)):
                yield section.linked(at).get(name)
