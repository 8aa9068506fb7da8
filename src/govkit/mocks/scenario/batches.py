"""Many facts of a kind at once: a value of all of them is made in one go, for lists that are filtered by it.

What an expression makes of one fact it makes of many, value by value the same; what has no way of its own for many is
asked fact by fact, and where a condition decides, only of those that meet it. Nothing of a batch outlives it but the
values that are asked for.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from govkit.mocks.scenario.expressions import below, is_batched, many_of
from govkit.mocks.scenario.facts import UNMADE, Fact, Kind, Named
from govkit.spec.expressions import MISSING

_SIZE = 8_192
"""Facts in a batch: enough that each expression is entered seldom, few enough to be held."""


class Batch:
    """Facts of one kind by their numbers, none of them of the story."""

    def __init__(self, kind: Kind, numbers: Sequence[int]) -> None:
        self.kind = kind
        self.numbers = numbers
        self._root = self
        self._at: Sequence[int] = range(len(numbers))
        """The places of the facts in the root, which keeps the values for all its parts."""

        self.items: Sequence[Any] | None = None
        """The item that is spoken of beside each fact, where lists are made; a fact stands there once for each."""

        self._columns: dict[str, list[Any]] = {}
        self._whole: set[str] = set()
        self._busy: set[str] = set()
        self._related: dict[str, tuple[Batch, list[int]]] = {}
        self._facts: dict[int, Fact] = {}

    def part(self, places: Iterable[int]) -> Batch:
        """Some of these facts by their places."""
        chosen = list(places)
        root, at = self._root, [self._at[place] for place in chosen]
        made = Batch(self.kind, [root.numbers[one] for one in at])
        made._root, made._at = root, at
        if self.items is not None:
            made.items = [self.items[place] for place in chosen]
        return made

    def beside(self, places: Sequence[int], items: Sequence[Any]) -> Batch:
        """The facts at some places, which may come again, each with an item."""
        made = self.part(places)
        made.items = items
        return made

    def alone(self) -> Batch:
        """These facts without items."""
        if self.items is None:
            return self
        made = self.part(range(len(self)))
        made.items = None
        return made

    def release(self) -> None:
        """Lets go of all values, so that nothing that knows the batch keeps it."""
        for other, _ in self._related.values():
            other.release()
        self._related.clear()
        self._columns.clear()
        self._facts.clear()

    def __len__(self) -> int:
        return len(self.numbers)

    def facts(self) -> list[Fact]:
        """The facts, for what is asked of one by one."""
        return [self._root._fact(at) for at in self._at]

    def _fact(self, at: int) -> Fact:
        found = self._facts.get(at)
        if found is None:
            found = self._facts[at] = _Beside(self, at)
        return found

    def known(self, name: str, at: int) -> Any:
        """The value of a name of one fact; UNMADE where it is not made, and is made for that fact alone."""
        column = self._columns.get(name)
        if column is not None and column[at] is not UNMADE:
            return column[at]
        if name in self._busy:
            return UNMADE
        if name in self.kind.relations:
            other, places = self.related(name)
            return other._fact(places[at]) if places[at] >= 0 else MISSING
        make = self.kind.makers.get(name)
        is_column = make is None or is_batched(make)
        return self.get(name)[at] if is_column else UNMADE

    def get(self, name: str) -> list[Any]:
        """The values of a name, MISSING where there is none."""
        root = self._root
        column = root._columns.get(name)
        kept = self.kind.columns.get(name)
        if column is None and self is root and kept is None and name not in root._busy:
            root._columns[name] = column = [UNMADE] * len(root)  # for what asks of single facts meanwhile
            self._fill(name, column, self)
            root._whole.add(name)
            return column
        if column is None:
            begun = [UNMADE] * len(root) if kept is None else [kept[n] for n in root.numbers]
            column = root._columns[name] = begun
        if name not in root._whole:
            places = [place for place, at in enumerate(self._at) if column[at] is UNMADE]
            if places and name in root._busy:
                values = [column[at] for at in self._at]
                facts = self.facts()
                for place in places:  # it follows from itself, of another number
                    values[place] = Fact.get(facts[place], name)
                return values
            if places and self.items is not None:  # a value depends on the fact alone
                self._fill(name, column, root.part(sorted({self._at[place] for place in places})))
            elif places:
                self._fill(name, column, self if len(places) == len(self) else self.part(places))
            if self is root:
                root._whole.add(name)
        return column if self is root else [column[at] for at in self._at]

    def _fill(self, name: str, column: list[Any], part: Batch) -> None:
        root, kept = self._root, self.kind.columns.get(name)
        root._busy.add(name)
        try:
            values = part._made(name)
        finally:
            root._busy.discard(name)
        for at, value in zip(part._at, values, strict=True):
            column[at] = value
        if kept is not None:
            for n, value in zip(part.numbers, values, strict=True):
                kept[n] = value

    def _made(self, name: str) -> list[Any]:
        if name in self.kind.relations:
            other, places = self.related(name)
            facts = other.part(sorted({at for at in places if at >= 0}))
            of = dict(zip(facts._at, facts.facts(), strict=True))
            return [of.get(at, MISSING) for at in places]
        make = self.kind.makers.get(name)
        if make is None:
            return [MISSING] * len(self)
        found = many_of(make)(self)
        if name == "id" and self.kind.entity is not None:
            pairs = zip(found, self.facts(), strict=True)
            return [Named.of(one, fact) if one.__class__ is str else one for one, fact in pairs]
        return found

    def related(self, name: str) -> tuple[Batch, list[int]]:
        """The facts that all of the root belong to, and for each of these the place of its own; below 0 for none."""
        root = self._root
        found = root._related.get(name)
        if found is None:
            kind, number = self.kind.relations[name]
            raw = [n if isinstance(n, int) else -1 for n in many_of(number)(root)]
            other = Batch(kind, sorted({n for n in raw if 0 <= n < kind.count}))
            places = {n: at for at, n in enumerate(other.numbers)}
            if kind.when is not None:
                there = many_of(kind.when)(other)
                places = {n: at for n, at in places.items() if there[at] is True}
            found = root._related[name] = other, [places.get(n, -1) for n in raw]
        other, all_places = found
        return other, all_places if self is root else [all_places[at] for at in self._at]

    def below(self, name: str, steps: tuple[str, ...]) -> list[Any]:
        """What stands at the end of a way, from the values of a name."""
        if not steps:
            return self.get(name)
        if name in self.kind.relations:
            return self._of_related(name, lambda other: other.below(steps[0], steps[1:]))
        return [below(value, steps) for value in self.get(name)]

    def _of_related(self, name: str, of: Callable[[Batch], list[Any]]) -> list[Any]:
        """Values of the facts that these belong to, of no more of them than that."""
        other, places = self.related(name)
        if self is self._root:
            values = of(other)
            return [values[at] if at >= 0 else MISSING for at in places]
        wanted = sorted({at for at in places if at >= 0})
        found = dict(zip(wanted, of(other.part(wanted)), strict=True))
        return [found.get(at, MISSING) for at in places]

    def identifiers(self, name: str, system: str, kind: str | None) -> list[Any] | None:
        """The identifiers in a system, of these facts (`self`) or of those that they belong to; None of others."""
        if name == "self":
            wanted = kind or self.kind.usual.get(system)
            make = self.kind.identifiers.get((system, wanted)) if wanted is not None else None
            return [MISSING] * len(self) if make is None else many_of(make)(self.alone())
        if name not in self.kind.relations:
            return None
        return self._of_related(name, lambda other: other.identifiers("self", system, kind) or [])


class _Beside(Fact):
    """A fact of a batch, whose values are those of the batch."""

    __slots__ = ("_at", "_batch")

    def __init__(self, batch: Batch, at: int) -> None:
        super().__init__(batch.kind, batch.numbers[at])
        self._batch = batch
        self._at = at

    def get(self, name: str) -> Any:
        """A value by its name, MISSING where there is none."""
        found = self._batch.known(name, self._at)
        return super().get(name) if found is UNMADE else found


def batches(kind: Kind, numbers: Iterable[int]) -> Iterator[Batch]:
    """Facts by their numbers, one batch after the other; each lets go of its values before the next."""
    waiting = iter(numbers)
    while part := list(islice(waiting, _SIZE)):
        batch = Batch(kind, part)
        yield batch
        batch.release()


@contextmanager
def unwatched() -> Iterator[None]:
    """While many values are made that nothing needs to be looked at for: the collector of garbage rests."""
    watches = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if watches:
            gc.enable()
