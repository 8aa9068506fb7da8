"""What a regular expression of ECMAScript finds in a text: where, and what its groups hold.

The engine of the validators says only whether there is a match. Who asks for more gets it here, by going back as
ECMA-262, section 22.2.2, says it: slower, and in a number of steps that ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum, auto
from functools import lru_cache
from itertools import count
from typing import Final

from govkit.spec.schemas.ecmascript import Exhausted, Regex, UnsupportedRegexError
from govkit.spec.schemas.translated import (
    Branches,
    Characters,
    Edge,
    Group,
    Look,
    Node,
    Reference,
    Repeat,
    Sequence,
    groups_in,
    tree_of,
)

_STEPS = 200_000
_LARGEST = 20_000
_HELD_A_STEP = 16
"""How much of what is held is copied for the price of a step: expressions of a thousand groups end as others do."""


class _Do(IntEnum):
    """What an instruction does."""

    CHARACTER = auto()
    SPLIT = auto()
    JUMP = auto()
    SAVE = auto()
    EDGE = auto()
    LOOK = auto()
    REFERENCE = auto()
    CLEAR = auto()
    PROGRESS = auto()
    END = auto()


_CHARACTER, _SPLIT, _JUMP, _END = int(_Do.CHARACTER), int(_Do.SPLIT), int(_Do.JUMP), int(_Do.END)
"""Those that are done most, as plain numbers: to compare these takes half the time."""


@dataclass(frozen=True, slots=True)
class Capture:
    """A match: the whole of it and its groups by number, each as (start, end), None for one that took no part."""

    spans: tuple[tuple[int, int] | None, ...]
    names: Mapping[str, int]

    @property
    def start(self) -> int:
        """Where the match begins."""
        return self._whole[0]

    @property
    def end(self) -> int:
        """Where the match ends."""
        return self._whole[1]

    @property
    def _whole(self) -> tuple[int, int]:
        assert self.spans[0] is not None
        return self.spans[0]


def first_capture(pattern: Regex, text: str, start: int = 0) -> Capture | None:
    """The first match at or behind a place. Raises Exhausted, and UnsupportedRegexError for what cannot be said."""
    program = _program(pattern)
    if start == 0 and not program.refers and not pattern.found(text):
        return None  # sooner said by the engine, to which a group that took no part is nowhere found again
    steps = _Steps(pattern.source)
    for at in range(start, start + 1 if "y" in pattern.flags else len(text) + 1):
        held = _run(program.code, text, at, program.empty, steps, program.flags)
        if held is not None:
            pairs = [(held[2 * index], held[2 * index + 1]) for index in range(program.groups + 1)]
            spans = tuple((low, high) if low >= 0 and high >= 0 else None for low, high in pairs)
            return Capture(spans, pattern.names)
    return None


def captures(pattern: Regex, text: str) -> Iterator[Capture]:
    """All matches, one behind the other. Raises what `first_capture` raises."""
    at = 0
    while at <= len(text) and (found := first_capture(pattern, text, at)) is not None:
        yield found
        at = found.end if found.end > found.start else found.end + 1


class _Steps:
    """How many are left."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._left = _STEPS

    def take(self, several: int) -> None:
        self._left -= several
        if self._left < 0:
            raise Exhausted(self._source)


# ------------------------------------------------------------------------------------------------------------- programs


@dataclass(frozen=True, slots=True)
class _Step:
    """One instruction: what is done, with what, and for a split where else it may go on."""

    kind: int
    test: Characters | None = None
    to: int = 0
    other: int = 0
    code: tuple[_Step, ...] = ()
    flag: bool = False


@dataclass(frozen=True, slots=True)
class _Program:
    code: tuple[_Step, ...]
    groups: int
    empty: tuple[int, ...]
    """What is held at the start: where the groups begin and end, and where turns of loops have begun."""
    flags: str
    refers: bool
    """Whether it asks for what a group has found."""


@lru_cache(maxsize=1024)
def _program(pattern: Regex) -> _Program:
    tree, groups = tree_of(pattern.translated)
    writer = _Writer(groups)
    writer.write(Group(tree, 0), backward=False)
    code = (*writer.code, _Step(_END))
    return _Program(code, groups, (-1,) * (2 * (groups + 1) + next(writer.turns)), pattern.flags, writer.refers)


class _Writer:
    """A tree becomes a program."""

    def __init__(self, groups: int, turns: Iterator[int] | None = None, size: list[int] | None = None) -> None:
        self.code: list[_Step] = []
        self._groups = groups
        self.turns = turns if turns is not None else count()
        self._size = size if size is not None else [0]
        self.refers = False

    def write(self, node: Node, *, backward: bool) -> None:
        """Adds what a part of the tree says. Looking behind, what stands last is read first."""
        match node:
            case Characters():
                self._add(_Step(_CHARACTER, node, flag=backward))
            case Edge(is_start):
                self._add(_Step(_Do.EDGE, flag=is_start))
            case Reference(group):
                self.refers = True
                self._add(_Step(_Do.REFERENCE, to=2 * group, flag=backward))
            case Sequence(parts):
                for part in reversed(parts) if backward else parts:
                    self.write(part, backward=backward)
            case Group(inner, number):
                first, last = (2 * number + 1, 2 * number) if backward else (2 * number, 2 * number + 1)
                self._add(_Step(_Do.SAVE, to=first))
                self.write(inner, backward=backward)
                self._add(_Step(_Do.SAVE, to=last))
            case Look(inner, behind, is_not):
                writer = _Writer(self._groups, self.turns, self._size)
                writer.write(inner, backward=behind)
                self.refers = self.refers or writer.refers
                self._add(_Step(_Do.LOOK, code=(*writer.code, _Step(_END)), flag=is_not))
            case Branches(branches):
                self._branches(branches, backward=backward)
            case Repeat():
                self._repeat(node, backward=backward)

    def _add(self, step: _Step) -> int:
        self._size[0] += 1
        if self._size[0] > _LARGEST:
            raise UnsupportedRegexError("it is too large to say what its groups hold")
        self.code.append(step)
        return len(self.code) - 1

    def _split(self, at: int, there: int, behind: int, *, lazy: bool) -> None:
        self.code[at] = _Step(_SPLIT, to=behind, other=there) if lazy else _Step(_SPLIT, to=there, other=behind)

    def _branches(self, branches: tuple[Node, ...], *, backward: bool) -> None:
        ends = []
        for branch in branches[:-1]:
            split = self._add(_Step(_SPLIT))
            self.write(branch, backward=backward)
            ends.append(self._add(_Step(_JUMP)))
            self._split(split, split + 1, len(self.code), lazy=False)
        self.write(branches[-1], backward=backward)
        for end in ends:
            self.code[end] = _Step(_JUMP, to=len(self.code))

    def _repeat(self, node: Repeat, *, backward: bool) -> None:
        for _ in range(node.least):
            self._turn(node, backward=backward)
            if node.of == Sequence(()):
                break
        if node.most is None:
            split = self._add(_Step(_SPLIT))
            self._turn(node, backward=backward, must_move=True)
            self._add(_Step(_JUMP, to=split))
            self._split(split, split + 1, len(self.code), lazy=node.lazy)
            return
        splits = []
        for _ in range(node.most - node.least):
            splits.append(self._add(_Step(_SPLIT)))
            self._turn(node, backward=backward, must_move=True)
        for split in splits:
            self._split(split, split + 1, len(self.code), lazy=node.lazy)

    def _turn(self, node: Repeat, *, backward: bool, must_move: bool = False) -> None:
        """Once more: the groups in it hold nothing at first, and a turn that need not be must read something."""
        inside = groups_in(node.of)
        if inside:
            self._add(_Step(_Do.CLEAR, to=2 * min(inside), other=2 * max(inside) + 2))
        if not must_move or isinstance(node.of, Characters):
            self.write(node.of, backward=backward)
            return
        slot = 2 * (self._groups + 1) + next(self.turns)
        self._add(_Step(_Do.SAVE, to=slot))
        self.write(node.of, backward=backward)
        self._add(_Step(_Do.PROGRESS, to=slot))


# -------------------------------------------------------------------------------------------------------------- running

_Held = tuple[int, ...]
_FAILED: Final = None


def _run(code: tuple[_Step, ...], text: str, at: int, held: _Held, steps: _Steps, flags: str) -> _Held | None:
    """Runs a program from a place: what is held where it ends, None where it ends nowhere."""
    waiting = [(0, at, held)]
    while waiting:
        step_at, at, held = waiting.pop()
        done = 0
        while True:
            step = code[step_at]
            step_at += 1
            done += 1
            kind = step.kind
            if kind == _CHARACTER:
                place = at - 1 if step.flag else at
                if not (0 <= place < len(text) and step.test is not None and step.test.has(text[place])):
                    break
                at += -1 if step.flag else 1
            elif kind == _SPLIT:
                waiting.append((step.other, at, held))
                step_at = step.to
            elif kind == _JUMP:
                step_at = step.to
            elif kind == _END:
                steps.take(done)
                return held
            else:
                moved = _other(step, text, at, held, steps, flags)
                if moved is _FAILED:
                    break
                at, held = moved
                done += len(held) // _HELD_A_STEP
            if done >= 1_000:
                steps.take(done)
                done = 0
        steps.take(done)
    return None


def _other(step: _Step, text: str, at: int, held: _Held, steps: _Steps, flags: str) -> tuple[int, _Held] | None:
    """A step that is rarer than to read a character: the place and what is held behind it, None where it fails."""
    match step.kind:
        case _Do.SAVE:
            return at, (*held[: step.to], at, *held[step.to + 1 :])
        case _Do.EDGE:
            return (at, held) if _is_edge(text, at, start=step.flag, lines="m" in flags) else _FAILED
        case _Do.LOOK:
            found = _run(step.code, text, at, held, steps, flags)
            if (found is None) is not step.flag:
                return _FAILED
            return at, held if found is None or step.flag else found
        case _Do.REFERENCE:
            return _again(step, text, at, held, flags)
        case _Do.CLEAR:
            return at, (*held[: step.to], *(-1,) * (step.other - step.to), *held[step.other :])
        case _:
            return _FAILED if held[step.to] == at else (at, held)


def _is_edge(text: str, at: int, *, start: bool, lines: bool) -> bool:
    if start:
        return at == 0 or (lines and text[at - 1] == "\n")
    return at == len(text) or (lines and text[at] == "\n")


def _again(step: _Step, text: str, at: int, held: _Held, flags: str) -> tuple[int, _Held] | None:
    """What a group holds, once more; nothing where it holds nothing."""
    low, high = held[step.to], held[step.to + 1]
    if low < 0 or high < 0:
        return at, held
    start = at - (high - low) if step.flag else at
    one, other = text[low:high], text[start : start + high - low] if start >= 0 else ""
    same = one.lower() == other.lower() if "i" in flags else one == other
    if not same or len(one) != len(other):
        return _FAILED
    return (start if step.flag else start + high - low), held
