"""Automata of regular expressions: whether one accepts all that another does, and texts that it accepts.

An `Automaton` knows for each position of its expression which characters are read there and which positions may be
next. The walks below make sets of positions of it as they meet them, so nothing is built that is not reached. Each
walk counts its steps and gives up at a fixed number: the answer is the same on every machine.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from govkit.spec.schemas.characters import ANY, Ranges, parts, preference, read_by, samples
from govkit.spec.schemas.parsed import constants as sre

UNDECIDED = "\ud800"
"""Stands for no text: no JSON text that is valid Unicode holds it."""

_MOST_NODES = 10_000
"""Of an expression with its repetitions written out."""

_MOST_EDGES = 100_000
"""Ways from one position to the next."""

_MOST_STEPS = 200_000
"""Of one walk, some tenths of a second."""

_DEEPEST = 60
"""Groups inside groups."""

_LONGEST_TEXT = 400

_END, _REST = 0, 1
"""Two positions of every automaton: here the text may end; here the match is over and anything may follow."""


@dataclass(frozen=True)
class Automaton:
    """Positions that may be reached first and next, and which of the classes of characters is read at each.

    A text is accepted if all its characters can be read and `_END` is among the positions reached. Each position
    leads to an end.
    """

    classes: tuple[Ranges, ...]
    reads: tuple[int, ...]
    first: tuple[int, ...]
    following: tuple[tuple[int, ...], ...]


class _BeyondError(Exception):
    """The expression says what no automaton does, or is too large."""


def automaton_of(tree: Any) -> Automaton | None:
    """The automaton of a parsed expression, searched for in a text; None beyond what automata do or the budgets."""
    try:
        return _Builder(tree).built()
    except _BeyondError:
        return None


@dataclass
class _Node:
    """A place in an expression: what is asked or read there (`read`, `fork`, `begin`, `end`, `match`), what is next."""

    kind: str
    next: list[int]
    reads: int = -1


class _Builder:
    """Builds from the end to the beginning: each part is made with the node that comes after it."""

    def __init__(self, tree: Any) -> None:
        self._nodes: list[_Node] = []
        self._classes: dict[Ranges, int] = {ANY: 0}
        self._left = _MOST_NODES
        self._match = self._node("match")
        self._entry = self._sequence(tree, self._match, 0)

    def _node(self, kind: str, *following: int, reads: int = -1) -> int:
        self._tick()
        self._nodes.append(_Node(kind, list(following), reads))
        return len(self._nodes) - 1

    def _tick(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise _BeyondError

    def _sequence(self, tree: Any, after: int, depth: int) -> int:
        if depth > _DEEPEST:
            raise _BeyondError
        for op, argument in reversed(list(tree)):
            after = self._part(op, argument, after, depth)
        return after

    def _part(self, op: Any, argument: Any, after: int, depth: int) -> int:
        if op is sre.BRANCH:
            return self._node("fork", *(self._sequence(branch, after, depth + 1) for branch in argument[1]))
        if op is sre.SUBPATTERN:
            _, flags_on, flags_off, inner = argument
            if flags_on or flags_off:
                raise _BeyondError
            return self._sequence(inner, after, depth + 1)
        if op in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            low, high, inner = argument
            return self._repeated(low, high, inner, after, depth + 1)
        if op is sre.AT and argument in (sre.AT_BEGINNING, sre.AT_END):
            return self._node("begin" if argument is sre.AT_BEGINNING else "end", after)
        ranges = read_by(op, argument)
        if ranges is None:
            raise _BeyondError
        if not ranges:
            return self._node("fork")  # leads nowhere
        return self._node("read", after, reads=self._classes.setdefault(ranges, len(self._classes)))

    def _repeated(self, low: int, high: int, inner: Any, after: int, depth: int) -> int:
        entry = after
        if high is sre.MAXREPEAT:
            loop = self._node("fork")
            entry = self._sequence(inner, loop, depth)
            self._nodes[loop].next = [entry, after]
            entry, low = (entry, low - 1) if low else (loop, 0)
        else:
            for _ in range(high - low):
                entry = self._node("fork", self._sequence(inner, entry, depth), after)
        for _ in range(low):
            self._tick()
            entry = self._sequence(inner, entry, depth)
        return entry

    def built(self) -> Automaton:
        """The positions are the nodes that read, after those of the end, the rest, and what precedes the match."""
        reading = [number for number, node in enumerate(self._nodes) if node.kind == "read"]
        self._positions = {number: place for place, number in enumerate(reading, 3)}
        before, self._left = 2, _MOST_EDGES
        known: dict[int, frozenset[int]] = {}
        following: list[frozenset[int]]
        following = [frozenset(), frozenset({_END, _REST}), self._reached(self._entry, False) | {before}]
        for number in reading:
            after = self._nodes[number].next[0]
            if after not in known:
                known[after] = self._reached(after, False)
            following.append(known[after])
        alive = _leading_to_an_end(following)
        return Automaton(
            classes=tuple(self._classes),
            reads=(0, 0, 0, *(self._nodes[number].reads for number in reading)),
            first=_in_order((self._reached(self._entry, True) | {before}) & alive),
            following=tuple(_in_order(places & alive) for places in following),
        )

    def _reached(self, node: int, at_beginning: bool) -> frozenset[int]:
        """The positions that a node leads to without reading anything."""
        found: set[int] = set()
        waiting, seen = [(node, False)], {(node, False)}
        while waiting:
            number, at_end = waiting.pop()
            self._tick()
            here = self._nodes[number]
            if here.kind == "match":
                found |= {_END} if at_end else {_END, _REST}
            elif here.kind == "read":
                found |= set() if at_end else {self._positions[number]}
            elif here.kind != "begin" or at_beginning:
                onwards = {(n, at_end or here.kind == "end") for n in here.next} - seen
                seen |= onwards
                waiting += sorted(onwards)
        return frozenset(found)


def _leading_to_an_end(following: list[frozenset[int]]) -> frozenset[int]:
    preceding: dict[int, list[int]] = {}
    for place, onwards in enumerate(following):
        for target in onwards:
            preceding.setdefault(target, []).append(place)
    alive, waiting = {_END}, [_END]
    while waiting:
        more = set(preceding.get(waiting.pop(), ())) - alive
        alive |= more
        waiting += more
    return frozenset(alive)


def _in_order(places: frozenset[int]) -> tuple[int, ...]:
    """Positions as an automaton has them: where anything may follow, the others add nothing."""
    return (_END, _REST) if _REST in places else tuple(sorted(places))


class _Sets:
    """The sets of positions that texts lead to, numbered as they are met; those of the start are 0."""

    def __init__(self, machine: Automaton) -> None:
        self._machine = machine
        self.members = [frozenset(machine.first)]
        self._numbers = {self.members[0]: 0}
        self._steps: dict[tuple[int, int], int] = {}

    def after(self, number: int, mask: int) -> int:
        """The set after a set, when a character is read that is in the classes of a mask."""
        key = number, mask
        if key not in self._steps:
            reads, following = self._machine.reads, self._machine.following
            read = [following[place] for place in self.members[number] if place != _END and mask >> reads[place] & 1]
            places = frozenset(_in_order(frozenset().union(*read)))
            if places not in self._numbers:
                self._numbers[places] = len(self.members)
                self.members.append(places)
            self._steps[key] = self._numbers[places]
        return self._steps[key]


_Place = tuple[int, int, int]
"""A position of the one automaton, a set of positions of the other, and the length of the text as far as it counts."""


def text_beyond(inner: Automaton, outer: Automaton, low: int, high: int | None) -> str | None:
    """A shortest text of `low` to `high` characters that `inner` accepts and `outer` does not; None if there is none.

    UNDECIDED where it takes too many steps.
    """
    walk = _Walk(inner, outer, low)
    while walk.waiting:
        place, length = walk.waiting.popleft()
        if high is not None and length > high:
            return None
        if place[0] == _END:
            return walk.spelled(place)
        walk.go_on(place, length)
        if walk.left < 0:
            return UNDECIDED
    return None


class _Walk:
    """A search for a text, shorter ones first, that one automaton accepts and another does not.

    It follows the one a position at a time and the other in all positions at once, so that only the other is ever
    determinised, and of that only the least sets (De Wulf and others, "Antichains", CAV 2006).
    """

    def __init__(self, inner: Automaton, outer: Automaton, low: int) -> None:
        self._inner, self._low = inner, low
        self._ways, self._sets = _ways(inner, outer), _Sets(outer)
        self._came: dict[_Place, tuple[_Place, str] | None] = {}
        self._least: dict[tuple[int, int], list[frozenset[int]]] = {}
        self.waiting: deque[tuple[_Place, int]] = deque()
        self.left = _MOST_STEPS
        for position in inner.first:
            self._reach((position, 0, 0), 0, None)

    def go_on(self, place: _Place, length: int) -> None:
        """Reaches what is one character further."""
        position, number, _ = place
        counted, onwards = min(length + 1, self._low), self._inner.following[position]
        ways = self._ways[self._inner.reads[position]]
        self.left -= len(ways) * (1 + len(self._sets.members[number]) + len(onwards))
        further = [(self._sets.after(number, mask), character) for character, mask in ways]
        for after, character in sorted(further, key=lambda way: len(self._sets.members[way[0]])):
            for target in onwards:
                self._reach((target, after, counted), length + 1, (place, character))

    def _reach(self, place: _Place, length: int, came: tuple[_Place, str] | None) -> None:
        position, number, counted = place
        reached = self._sets.members[number]
        if _REST in reached or (position == _END and (_END in reached or length < self._low)):
            return
        known = self._least.setdefault((position, counted), [])
        self.left -= len(known)
        if any(reached.issuperset(fewer) for fewer in known):
            return  # whatever is beyond these positions is beyond the fewer, which were reached by as short a text
        known.append(reached)
        self._came[place] = came
        self.waiting.append((place, length))

    def spelled(self, place: _Place) -> str:
        """The text that led to a place."""
        characters = []
        before = self._came[place]
        while before is not None:
            place, character = before
            characters.append(character)
            before = self._came[place]
        return "".join(reversed(characters))


def _ways(inner: Automaton, outer: Automaton) -> list[list[tuple[str, int]]]:
    """For each class of `inner`, a character for each set of classes of `outer` that divides it, best to read first."""
    own = len(inner.classes)
    divided = [(mask, *preference(ranges)) for mask, ranges in parts((*inner.classes, *outer.classes)).items()]
    ways = []
    for n in range(own):
        best: dict[int, str] = {}
        for mask, _, number in sorted(divided, key=lambda part: part[1:]):
            if mask >> n & 1:
                best.setdefault(mask >> own, chr(number))
        ways.append([(character, mask) for mask, character in best.items()])
    return ways


def some_texts(machine: Automaton, low: int, high: int) -> Iterator[str]:
    """Texts that an automaton accepts: up to two of each of the few smallest lengths, and of the largest."""
    sets = _ends_within(machine, min(high, _LONGEST_TEXT))
    first = _mask(machine.first)
    lengths = [length for length in range(low, len(sets)) if first & sets[length]]
    best = [preference(ranges) for ranges in machine.classes]
    for length in [*lengths[:4], *lengths[-1:]]:
        for way in (0, 1):
            text, places = [], machine.first
            for left in range(length, 0, -1):
                fitting = [place for place in places if sets[left] >> place & 1]
                place = sorted(fitting, key=lambda one: best[machine.reads[one]])[-1 if way else 0]
                text.append(samples(machine.classes[machine.reads[place]])[way])
                places = machine.following[place]
            yield "".join(text)


def _ends_within(machine: Automaton, length: int) -> list[int]:
    """For each number of characters up to `length`, the positions (as bits) from which so many lead to an end."""
    onwards = [(1 << place, _mask(places)) for place, places in enumerate(machine.following)]
    sets = [1 << _END]
    for _ in range(length):
        last = sets[-1]
        sets.append(sum(bit for bit, targets in onwards if targets & last))
    return sets


def _mask(places: tuple[int, ...]) -> int:
    return sum(1 << place for place in places)


def few_texts(machine: Automaton, most: int) -> tuple[str, ...] | None:
    """Every text that an automaton accepts, in order; None where there are more than `most`."""
    divided, sets = parts(machine.classes), _Sets(machine)
    texts: list[str] = []
    waiting = [(0, "")]
    while waiting:
        number, text = waiting.pop()
        if _END in sets.members[number]:
            texts.append(text)
        for mask, ranges in divided.items():
            after = sets.after(number, mask)
            if not sets.members[after]:
                continue
            if len(waiting) + len(texts) + sum(high - low + 1 for low, high in ranges) > most:
                return None
            waiting += [(after, text + chr(n)) for low, high in ranges for n in range(low, high + 1)]
    return tuple(sorted(texts))
