"""Records in tables, in the order of their making. What a table begins with is made when somebody looks at it."""

from __future__ import annotations

import copy
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeAlias

_FEW = 8
_MOST_GONE = 100_000


Order: TypeAlias = tuple[int, float, str]
"""Where a value stands among others of any type."""


class Beginning(Protocol):
    """The records that a table begins with, by their places from 0: each is made anew whenever it is asked for."""

    @property
    def names_examples(self) -> bool:
        """Whether only those examples of a description are records that `examples` names."""
        ...

    @property
    def examples(self) -> Mapping[str, Mapping[str, str]]:
        """What paths say of examples of a description."""
        ...

    def __len__(self) -> int: ...

    def value(self, at: int) -> dict[str, Any]:
        """The record at a place."""
        ...

    def links(self, at: int) -> dict[str, str]:
        """What the path parameters above the record at a place say, where no field of it does."""
        ...

    def column(self, name: str) -> Iterable[Any]:
        """A member of all records, in order; None where one has none."""
        ...

    def link_column(self, name: str) -> Iterable[str | None]:
        """What a path parameter above says, of all records in order."""
        ...


class Record:
    """One record. `links` are the path parameters above it that no field of it tells; they never change."""

    __slots__ = ("_parts", "_table", "_value", "key", "links", "seq", "shown", "version", "weight")

    def __init__(self, key: str, value: dict[str, Any], seq: int, links: Mapping[str, str], table: Table) -> None:
        self.key = key
        self.seq = seq
        self.links = links or _NO_LINKS
        self.version = 1
        self._parts: dict[str, Any] | None = None
        self.weight = 0
        """About how many bytes callers had it keep."""

        self.shown: tuple[object, Any] | None = None
        """What a reader was shown last, and of what that depends besides; nothing once the record has changed."""

        self._value = value
        self._table = table

    def copied(self, table: Table, memo: dict[int, Any]) -> Record:
        """A copy in another table."""
        made = Record(self.key, copy.deepcopy(self._value, memo), self.seq, self.links, table)
        made.version, made.weight, made._parts = self.version, self.weight, copy.deepcopy(self._parts, memo)
        return made

    def earlier(self, value: dict[str, Any]) -> Record:
        """The record as it was, to be shown and not to be kept."""
        made = Record(self.key, value, self.seq, self.links, self._table)
        made.version, made._parts = max(1, self.version - 1), self.parts
        return made

    @property
    def parts(self) -> dict[str, Any]:
        """The parts of it that have paths of their own, by the words of these."""
        if self._parts is None:
            self._parts = {}
        return self._parts

    @property
    def value(self) -> dict[str, Any]:
        """What it says. Who changes it sets it anew."""
        return self._value

    @value.setter
    def value(self, value: dict[str, Any]) -> None:
        self._value = value
        self.shown = None
        self._table.keep(self)


_NO_LINKS: Mapping[str, str] = {}
"""Those of most records: a dictionary for each would weigh as much as some records."""


class _Written:
    """Which of the records that are kept say what in one member, at any time."""

    __slots__ = ("_below", "_name", "_numbers", "_texts")

    def __init__(self, name: str, below: Sequence[str], records: Iterable[Record]) -> None:
        self._name, self._below = name, below
        self._numbers: dict[str, set[int]] = {}
        self._texts: dict[int, list[str]] = {}
        for record in records:
            self.note(record)

    def note(self, record: Record) -> None:
        """Takes note of what a record says by now."""
        texts = texts_of(followed(record.value.get(self._name), self._below))
        if texts != self._texts.get(record.seq):
            self.forget(record.seq)
            self._texts[record.seq] = texts
            for text in texts:
                self._numbers.setdefault(text, set()).add(record.seq)

    def forget(self, seq: int) -> None:
        """Knows nothing of a record any more."""
        for text in self._texts.pop(seq, ()):
            self._numbers[text].discard(seq)

    def where(self, texts: Iterable[str]) -> set[int]:
        """The numbers of the records that say one of some texts."""
        return {seq for text in texts for seq in self._numbers.get(text, ())}


class Table:
    """The records of one kind, each with a number that no other ever has; later ones have greater numbers."""

    def __init__(self) -> None:
        self.deleted: set[str] = set()
        self.seeded = False
        self.made = 0
        """How many there ever were."""

        self._kept: dict[int, Record] = {}
        self._by_key: dict[str, Record | list[Record]] = {}
        """The records of each key that is, or was, that of one; a list where there are several, or none any more."""

        self._gone: set[int] = set()
        self._first: Beginning | None = None
        self._before = 0
        self._end = 0
        """The numbers of the first records are greater than `before`, up to `end`."""

        self._keys: Sequence[str] = ()
        self._places: dict[str, int | list[int]] = {}
        self._columns: dict[str, list[Any]] = {}
        self._indexes: dict[tuple[bool | str, ...], dict[str | None, list[int]]] = {}
        self._written: dict[tuple[str, ...], _Written] = {}
        self._orders: dict[str, tuple[list[Order], list[int], list[int]]] = {}
        """By members: where the values of the first records stand, the numbers in that order, those without one."""

        self._order: Sequence[int] | None = None

    def begin(self, first: Beginning, keys: Sequence[str] | None, within: Sequence[str] = ()) -> None:
        """Gives the table records, by their keys where they have any; those whose key another has by now are left out.

        `within` are the members that tell of what a record is part, where keys differ within that alone.
        """
        self._first, self._before, self._end = first, self.made, self.made + len(first)
        self.made, self._order = self._end, None
        self._keys = [f"~{at + 1}" for at in range(len(first))] if keys is None else keys
        for at, key in enumerate(self._keys, self._before + 1):
            known = self._places.setdefault(key, at)
            if known != at:
                self._places[key] = [*(known if isinstance(known, list) else [known]), at]
        for key in self._by_key:
            for seq in self._numbers(key):
                at = seq - self._before - 1
                value, links = first.value(at) if within else {}, first.links(at)
                for one in self._of(key):
                    same = all(links.get(name, text) == text for name, text in one.links.items())
                    if same and all(one.value.get(name) == value.get(name) for name in within):
                        self._gone.add(seq)

    def _numbers(self, key: str) -> list[int]:
        """The numbers of the first records of a key."""
        found = self._places.get(key)
        return found if isinstance(found, list) else [] if found is None else [found]

    def __deepcopy__(self, memo: dict[int, Any]) -> Table:
        """A copy that later writes do not change; what the table began with is the same for both."""
        made = copy.copy(self)
        memo[id(self)] = made
        made.deleted, made._gone = set(self.deleted), set(self._gone)
        made._kept = {seq: record.copied(made, memo) for seq, record in self._kept.items()}
        made._written = {}
        made._by_key = {
            key: [made._kept[one.seq] for one in found] if isinstance(found, list) else made._kept[found.seq]
            for key, found in self._by_key.items()
        }
        return made

    def _of(self, key: str) -> list[Record]:
        """The records of a key that are kept."""
        found = self._by_key.get(key)
        return found if isinstance(found, list) else [] if found is None else [found]

    def _enter(self, record: Record) -> None:
        known = self._by_key.get(record.key)
        if known is None:
            self._by_key[record.key] = record
        elif isinstance(known, list):
            known.append(record)
        else:
            self._by_key[record.key] = [known, record]

    # --------------------------------------------------------------------------------------------------------- writing

    def add(self, key: str, value: dict[str, Any], links: dict[str, str]) -> Record:
        """A new record."""
        self.made += 1
        record = self._kept[self.made] = Record(key, value, self.made, links, self)
        self._enter(record)
        self._note(record)
        self.deleted.discard(key)
        self._order = None
        return record

    def keep(self, record: Record) -> None:
        """Keeps a record as it is from now on."""
        if record.seq not in self._kept and record.seq not in self._gone:
            self._kept[record.seq] = record
            self._enter(record)
        if self._written and record.seq in self._kept:
            self._note(record)

    def _note(self, record: Record) -> None:
        for index in self._written.values():
            index.note(record)

    def remove(self, record: Record) -> None:
        """Removes a record; that it was there is remembered."""
        self._gone.add(record.seq)
        if self._kept.pop(record.seq, None) is not None:
            known = self._by_key[record.key]
            if isinstance(known, list):
                known.remove(record)
            else:
                self._by_key[record.key] = []
            for index in self._written.values():
                index.forget(record.seq)
        self.deleted.add(record.key)
        self._order = None

    def gone(self, key: str) -> None:
        """Remembers that a record was taken away that was never here."""
        if len(self.deleted) < _MOST_GONE:  # a caller chooses the key
            self.deleted.add(key)

    def forget(self, record: Record) -> None:
        """Takes a record away as if it had never been."""
        was_deleted = record.key in self.deleted
        self.remove(record)
        if not was_deleted:
            self.deleted.discard(record.key)

    def put_back(self, record: Record) -> None:
        """Puts a record back that was removed."""
        self._gone.discard(record.seq)
        self.keep(record)
        self.deleted.discard(record.key)
        self._order = None

    # --------------------------------------------------------------------------------------------------------- reading

    def named(self, key: str) -> list[Record]:
        """The records of a key, which are kept from now on."""
        for seq in self._numbers(key) if self._places else ():
            if seq not in self._kept and seq not in self._gone:
                self.keep(self._made(seq))
        return self._of(key)

    def among(self, key: str, members: Mapping[str, str], links: Mapping[str, str]) -> list[Record]:
        """The records of a key that have some members and stand below some items, by the texts of paths."""
        numbers = self._numbers(key)
        if len(numbers) > _FEW:  # the key tells little
            sets = [self.where(name, (text,)) for name, text in members.items()]
            sets += [self.below(name, text) for name, text in links.items()]
            if sets:
                wanted = set(numbers).intersection(*sets)
                for seq in wanted - self._kept.keys() - self._gone:
                    self.keep(self._made(seq))
                return [one for one in self._of(key) if one.seq in wanted or one.seq > self._end]
        return self.named(key)

    def has(self, key: str) -> bool:
        """Whether there is, or at first was, a record of a key, or one was taken away under it."""
        return key in self._by_key or key in self._places or key in self.deleted

    def some_key(self) -> str | None:
        """The key of one record; None where there is none."""
        return next(iter(self._by_key), self._keys[0] if self._keys else None)

    def record(self, seq: int) -> Record:
        """The record of a number."""
        found = self._kept.get(seq)
        return self._made(seq) if found is None else found

    def _made(self, seq: int) -> Record:
        assert self._first is not None, "only the first records are not kept"
        at = seq - self._before - 1
        return Record(self._keys[at], self._first.value(at), seq, self._first.links(at), self)

    def __iter__(self) -> Iterator[Record]:
        """All records. One that is not kept is made for whoever looks, and kept once it is changed."""
        return map(self.record, self.numbers())

    def kept(self) -> list[Record]:
        """The records that were added, changed or read by their keys, in order."""
        return [self._kept[seq] for seq in sorted(self._kept)]

    def __len__(self) -> int:
        return self.made - len(self._gone)

    def numbers(self) -> Sequence[int]:
        """The numbers of all records, in order."""
        if self._order is None:
            whole = range(1, self.made + 1)
            self._order = [seq for seq in whole if seq not in self._gone] if self._gone else whole
        return self._order

    def place_of(self, key: str, numbers: Sequence[int]) -> int | None:
        """Where the record of a key stands among some numbers."""
        for record in self.named(key):
            at = bisect_left(numbers, record.seq)  # they are in order, unless the list is sorted by a field
            if at < len(numbers) and numbers[at] == record.seq:
                return at
            if record.seq in numbers:
                return numbers.index(record.seq)
        return None

    # --------------------------------------------------------------------------------------------------------- columns

    def member(self, seq: int, name: str) -> Any:
        """A member of the record of a number."""
        record = self._kept.get(seq)
        if record is not None:
            return record.value.get(name)
        assert self._first is not None, "only the first records are not kept"
        return self._column(name)[seq - self._before - 1]

    def _column(self, name: str) -> list[Any]:
        assert self._first is not None, "there are first records"
        column = self._columns.get(name)
        if column is None:
            column = self._columns[name] = list(self._first.column(name))
        return column

    @property
    def first(self) -> Beginning | None:
        """What the table began with."""
        return self._first

    def begun(self, names: Sequence[str]) -> Iterator[tuple[int, dict[str, Any]]]:
        """The first records as they were at first, by their numbers, with some members only."""
        if self._first is not None:
            columns = [self._column(name) for name in names]
            for at in range(self._end - self._before):
                yield self._before + at + 1, {name: one[at] for name, one in zip(names, columns, strict=True)}

    def is_as_begun(self, seq: int) -> bool:
        """Whether nobody wrote or kept the first record of a number."""
        return seq not in self._kept and seq not in self._gone

    def where(self, name: str, texts: Iterable[str], below: Sequence[str] = ()) -> list[int]:
        """The numbers of the records a member of which, or an item of it, is one of some texts.

        `below` are the names that lead on from that member.
        """
        wanted, place = set(texts), (name, *below)
        index = self._written.get(place)
        if index is None:
            index = self._written[place] = _Written(name, below, self._kept.values())
        return sorted([*self._indexed(place, wanted, link=False), *index.where(wanted)])

    def beyond(self, name: str, end: Order, sign: int, order: Callable[[Any], Order]) -> list[int]:
        """The numbers of the records a member of which is no less than an end (`sign` 1) or no more (-1), or nothing.

        `order` tells where a value stands among others; those of the first records are put in order once.
        """
        found: list[int] = []
        if self._first is not None:
            known = self._orders.get(name)
            if known is None:
                values = list(enumerate(self._column(name), self._before + 1))
                pairs = sorted((order(value), seq) for seq, value in values if value is not None)
                nothing = [seq for seq, value in values if value is None]
                known = self._orders[name] = [one for one, _ in pairs], [seq for _, seq in pairs], nothing
            places, numbers, nothing = known
            met = numbers[bisect_left(places, end) :] if sign > 0 else numbers[: bisect_right(places, end)]
            found = [seq for seq in (*met, *nothing) if self.is_as_begun(seq)]
        for record in self._kept.values():
            value = record.value.get(name)
            held = order(value)
            if value is None or (held >= end if sign > 0 else held <= end):
                found.append(record.seq)
        return sorted(found)

    def below(self, name: str, text: str) -> list[int]:
        """The numbers of the records of which a path parameter above says a text, or nothing."""
        found = self._indexed((name,), {text, None}, link=True)
        found += [one.seq for one in self._kept.values() if one.links.get(name, text) == text]
        return sorted(found)

    def _indexed(self, way: tuple[str, ...], wanted: Iterable[str | None], *, link: bool) -> list[int]:
        if self._first is None:
            return []
        index = self._indexes.get((link, *way))
        if index is None:
            index = self._indexes[link, *way] = {}
            name, *below = way
            column = self._first.link_column(name) if link else self._column(name)
            values = column if link or not below else (followed(value, below) for value in column)
            for seq, value in enumerate(values, self._before + 1):
                if link or value.__class__ is str:  # most are texts
                    index.setdefault(value, []).append(seq)
                else:
                    for text in texts_of(value):
                        index.setdefault(text, []).append(seq)
        found = {seq for text in wanted for seq in index.get(text, ())}
        return [seq for seq in found if seq not in self._kept and seq not in self._gone]


def followed(value: Any, names: Sequence[str]) -> Any:
    """What stands in an object below some names; None where nothing does."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def plain_text(value: Any) -> str:
    """A value as a path or a query would write it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def texts_of(value: Any) -> list[str]:
    """A value, or the items of a list, as a query would write them."""
    if isinstance(value, list):
        return [plain_text(item) for item in value if not isinstance(item, dict | list)]
    return [] if value is None or isinstance(value, dict) else [plain_text(value)]
