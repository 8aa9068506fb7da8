"""An automaton over steps, whose states and moves are made when a walk first asks for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from govkit.checks.lint.spectral.paths.conditions import test_of
from govkit.checks.lint.spectral.paths.filters.compiling import Test
from govkit.checks.lint.spectral.paths.filters.scope import Scope
from govkit.checks.lint.spectral.paths.filters.values import Endless, Thrown
from govkit.checks.lint.spectral.paths.tree import Path
from govkit.checks.lint.spectral.walk.nodes import Accepted, Edge, Node, Steps

Key: TypeAlias = str | int
Outcome: TypeAlias = "tuple[State | None, Accepted | None]"

_MOST_KEYS = 100_000  # that a state remembers: documents of strangers have any number


class Move:
    """What a key leads to: for certain to some nodes, and along open edges, if the child meets their conditions.

    `of_scalars` and `of_arrays` are the open edges whose conditions a child of that kind may meet, by their indexes.
    `is_throwing`: JavaScript throws where a key is missing, which nobody has written down in this walk.
    """

    __slots__ = ("_always", "_asked", "_named", "_triggers", "certain", "is_throwing", "of_arrays", "of_scalars",
                 "open", "otherwise", "outcomes")  # fmt: skip

    def __init__(self, certain: frozenset[Node], open_edges: Sequence[Edge], otherwise: Outcome) -> None:
        self.certain = certain
        self.open = open_edges
        self.otherwise = otherwise
        self.is_throwing = any(edge.throws for edge in open_edges)
        self._always = tuple(index for index, edge in enumerate(open_edges) if edge.wanted is None)
        self._triggers: dict[str, list[int]] = {}
        for index, edge in enumerate(open_edges):
            for key in edge.wanted or ():
                self._triggers.setdefault(key, []).append(index)
        self._named = frozenset(self._triggers)
        self._asked: dict[frozenset[str], tuple[int, ...]] = {}
        self.of_arrays = self._always
        self.of_scalars = tuple(index for index in self._always if not open_edges[index].is_of_containers)
        self.outcomes: dict[tuple[int, ...], Outcome] = {(): otherwise}

    def of_object(self, child: dict[str, Any]) -> tuple[int, ...]:
        """The open edges whose conditions an object may meet, for it has keys that they want."""
        here = self._named.intersection(child)
        found = self._asked.get(here)
        if found is None:
            found = tuple(sorted({*self._always, *(index for key in here for index in self._triggers[key])}))
            if len(self._asked) < _MOST_KEYS:
                self._asked[here] = found
        return found


class State:
    """Where walks are in all the paths at once, when they stand before the children of a node.

    `row` has for each key what it leads to: a State where that is all there is to it, None where nothing is, else a
    Move. What keys lead to along the same edges is there once.
    """

    __slots__ = ("any", "deep", "indexed", "moves", "named", "of_key", "row")

    def __init__(self, automaton: Automaton, here: Iterable[Node], deep: frozenset[Node]) -> None:
        self.deep = deep
        self.row = Row(automaton, self)
        self.named: dict[str, list[Edge]] = {}
        self.any: list[Edge] = []
        self.of_key: list[Edge] = []
        self.indexed: list[Edge] = []
        self.moves: dict[tuple[Edge, ...], State | Move | None] = {}
        edges = {edge: None for node in here for edge in node.edges.values() if not edge.deep}
        edges |= {edge: None for node in deep for edge in node.edges.values() if edge.deep}
        for edge in edges:
            if edge.names is not None:
                for name in edge.names:
                    self.named.setdefault(name, []).append(edge)
            elif edge.slice is not None:
                self.indexed.append(edge)
            elif edge.of_key:
                self.of_key.append(edge)
            else:
                self.any.append(edge)


class Row(dict[Key, "State | Move | None"]):
    """What keys lead to, found out when one comes for the first time."""

    __slots__ = ("automaton", "state")

    def __init__(self, automaton: Automaton, state: State) -> None:
        super().__init__()
        self.automaton = automaton
        self.state = state

    def __missing__(self, key: Key) -> State | Move | None:
        state, answers = self.state, self.automaton.answer
        special = [edge for edge in state.of_key if answers(edge, key)]
        if key.__class__ is int:
            special += [edge for edge in state.indexed if answers(edge, key)]
        named = state.named.get(key if isinstance(key, str) else str(key))
        if named is not None:
            special += [edge for edge in named if answers(edge, key)]
        edges = tuple(special)
        if edges not in state.moves:
            state.moves[edges] = self.automaton.move(state, edges)
        found = state.moves[edges]
        if len(self) < _MOST_KEYS:
            self[key] = found
        return found


class Automaton:
    """Many paths, walked at once. It may be used for any number of documents, one after the other."""

    def __init__(self, paths: Sequence[tuple[int, Path]]) -> None:
        self.steps = Steps(paths)
        self.states: dict[tuple[frozenset[Node], frozenset[Node]], State] = {}
        self.faults: dict[int, str] = {}
        self.endless: set[Node] = set()
        """Before which a search took too long: in this walk, it is not begun again."""
        self._calmed: list[Move] = []
        self._accepted: dict[tuple[tuple[int, ...], tuple[int, ...]], Accepted] = {}
        self._answers: dict[tuple[Test, Key], bool] = {}
        self._ends: dict[Node, list[int]] = {}

    def start(self, root: Any) -> Outcome:
        """The state before the root's children, and the paths that select the root. Faults of earlier walks go."""
        self.faults.clear()
        self.endless.clear()
        for move in self._calmed:
            move.is_throwing = True
        self._calmed.clear()
        scope = Scope(root)
        starts = self.steps.starts.items()
        nodes = [node for conditions, node in starts if self.holds(map(test_of, conditions), scope, node)]
        return self.outcome(frozenset(nodes), frozenset())

    def holds(self, tests: Iterable[Test], scope: Scope, node: Node) -> bool:
        """Whether conditions hold, asked one after the other; where JavaScript would throw, they do not.

        That is written down of all paths that go through the node behind.
        """
        if node in self.endless:
            return False
        try:
            for test in tests:
                if not test(scope):
                    return False
        except Thrown as fault:
            self.threw(fault, node)
            return False
        return True

    def threw(self, fault: Thrown, node: Node) -> None:
        """Writes down of all paths that go through a node that JavaScript threw before it."""
        if isinstance(fault, Endless):
            self.endless.add(node)
        for index in self._behind(node):
            self.faults.setdefault(index, str(fault))

    def answer(self, edge: Edge, key: Key) -> bool:
        """Whether a key meets the conditions of an edge that are about nothing else."""
        for test in edge.of_key:
            known = self._answers.get((test, key))
            if known is None:
                scope = Scope(None)
                scope.key = key
                known = self.holds((test,), scope, edge.node)
                if len(self._answers) < _MOST_KEYS:
                    self._answers[test, key] = known
            if not known:
                return False
        return True

    def calm(self, move: Move) -> None:
        """Says that what is thrown at the edges of a move is written down, for this walk."""
        move.is_throwing = False
        self._calmed.append(move)

    def give_up(self, why: str) -> None:
        """Writes down of all paths that they were not walked to their ends."""
        for node in self.steps.starts.values():
            for index in self._behind(node):
                self.faults.setdefault(index, why)

    def _behind(self, node: Node) -> list[int]:
        """The paths that go through a node."""
        known = self._ends.get(node)
        if known is None:
            known, waiting = [], [node]
            while waiting:
                current = waiting.pop()
                known += [*current.by_value, *current.by_key]
                waiting += [edge.node for edge in current.edges.values()]
            self._ends[node] = known
        return known

    def outcome(self, nodes: frozenset[Node], deep: frozenset[Node]) -> Outcome:
        """What comes of having reached some nodes, while others wait for what comes at any depth."""
        deep = deep | {node for node in nodes if node.is_deep}
        here = frozenset(node for node in nodes if node.edges)
        state = None
        if deep or here:
            state = self.states.get((here, deep))
            if state is None:
                state = self.states[here, deep] = State(self, here, deep)
        by_value = tuple(sorted({index for node in nodes for index in node.by_value}))
        by_key = tuple(sorted({index for node in nodes for index in node.by_key}))
        if not by_value and not by_key:
            return state, None
        return state, self._accepted.setdefault((by_value, by_key), Accepted(by_value, by_key))

    def move(self, state: State, edges: tuple[Edge, ...]) -> State | Move | None:
        """What comes of the edges that a key leads along, beside those that any key does."""
        everything = [*state.any, *edges]
        certain = frozenset(edge.node for edge in everything if not edge.is_open)
        open_edges = [edge for edge in everything if edge.is_open]
        otherwise = self.outcome(certain, state.deep)
        return Move(certain, open_edges, otherwise) if open_edges or otherwise[1] is not None else otherwise[0]
