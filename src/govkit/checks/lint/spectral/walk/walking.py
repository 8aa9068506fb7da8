"""The walk: every node of a tree is looked at once in each state, whichever ways lead to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from govkit.checks.lint.spectral.model import UNDEFINED, Site
from govkit.checks.lint.spectral.paths.filters.scope import Scope
from govkit.checks.lint.spectral.paths.filters.values import Thrown
from govkit.checks.lint.spectral.paths.tree import Path, Reach
from govkit.checks.lint.spectral.walk.nodes import Accepted
from govkit.checks.lint.spectral.walk.states import Automaton, Key, Move, Outcome, State
from govkit.spec.documents import Pointer

Found: TypeAlias = tuple[tuple[int, ...], Site]
_Waiting: TypeAlias = tuple[Any, State, Pointer, Any]
"""A container, the state before its children, the way to it, and what holds it."""

MOST_VISITS = 3_000_000
"""How many nodes are visited for paths that ask for the whole way to a node: of ways a document has any number."""


class Walk:
    """Many paths over any number of trees. `faults` has of the last walk why filters could not be asked."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._automata = [
            (reach, Automaton(chosen))
            for reach in Reach
            if (chosen := [(index, path) for index, path in enumerate(paths) if path.reach is reach])
        ]

    @property
    def faults(self) -> list[tuple[int, str]]:
        """The indexes of paths of which a filter threw in the last walk, and what it threw."""
        return sorted(fault for _, automaton in self._automata for fault in automaton.faults.items())

    def sites(self, root: Any) -> Iterator[Found]:
        """The nodes that paths select, each with the indexes of those that select it.

        A node that several ways lead to comes with one of them; a node may come more than once.
        """
        for reach, automaton in self._automata:
            yield from _Tour(automaton, root, reach).sites()


class _Tour:
    """One walk of one automaton over one tree."""

    def __init__(self, automaton: Automaton, root: Any, reach: Reach) -> None:
        self.automaton = automaton
        self.root = root
        self.reach = reach
        self.scope = Scope(root)
        self._seen: dict[Any, State] = {}
        self._also_seen: set[tuple[Any, State]] = set()
        self._sites: list[Found] = []
        self._told: set[tuple[int, Accepted]] = set()

    def sites(self) -> Iterator[Found]:
        """All that is found."""
        state, accepted = self.automaton.start(self.root)
        if accepted is not None:
            self._found(accepted, None, self.root, (), None)
            yield from self._sites
            self._sites.clear()
        waiting: list[_Waiting] = []
        if state is not None and isinstance(self.root, dict | list):
            waiting.append((self.root, state, (), UNDEFINED))
        visits = 0
        while waiting:
            self._children(waiting.pop(), waiting)
            if self._sites:
                yield from self._sites
                self._sites.clear()
            visits += 1
            if visits > MOST_VISITS and self.reach is Reach.WAY:
                self.automaton.give_up(f"more than {MOST_VISITS:,} ways lead through the document")
                return

    def _children(self, current: _Waiting, waiting: list[_Waiting]) -> None:
        """Looks at the children of a container: most of them lead nowhere, or to a state and to nothing else."""
        node, state, way, _ = current
        row, is_new = state.row, self._is_new
        for key, child in node.items() if node.__class__ is dict else enumerate(node):
            move: Any = row[key]
            if move.__class__ is not State:
                if move is None:
                    continue
                if child.__class__ is dict:
                    asking = move.of_object(child)
                else:
                    asking = move.of_arrays if child.__class__ is list else move.of_scalars
                if asking or move.is_throwing:
                    move, accepted = self._asked(move, asking, key, child, current)
                else:
                    move, accepted = move.otherwise
                if accepted is not None:
                    self._found(accepted, key, child, way, node)
                if move is None:
                    continue
            if (child.__class__ is dict or child.__class__ is list) and is_new(child, move, node, key):
                waiting.append((child, move, (*way, key), node))

    def _is_new(self, child: Any, state: State, holder: Any, key: Key) -> bool:
        """Whether the children of a node were not yet looked at in a state; and in this place, where that matters."""
        if self.reach is Reach.WAY:
            return True
        mark: Any = id(child)
        if self.reach is Reach.PARENT:
            mark = (mark, id(holder), key)
        known = self._seen.get(mark)
        if known is None:
            self._seen[mark] = state
            return True
        if known is state or (mark, state) in self._also_seen:
            return False
        self._also_seen.add((mark, state))
        return True

    def _asked(self, move: Move, asking: Iterable[int], key: Key, child: Any, current: _Waiting) -> Outcome:
        """What a move comes to for a child, where some of its open edges have to be asked."""
        node, state, way, holder = current
        scope = self.scope
        scope.value, scope.key, scope.holder, scope.parent = child, key, node, holder
        scope.parent_key = way[-1] if way else UNDEFINED
        if self.reach is Reach.WAY:
            scope.way = (*way, key)
        if move.is_throwing:
            asking = range(len(move.open))
            self.automaton.calm(move)
        edges, endless = move.open, self.automaton.endless
        answers: tuple[int, ...] = ()
        for index in asking:
            edge = edges[index]
            if edge.slice is not None and not edge.slice.takes(int(key), len(node)):
                continue
            if endless and edge.node in endless:
                continue
            try:
                for test in edge.tests:
                    if not test(scope):
                        break
                else:
                    answers = (*answers, index)
            except Thrown as fault:
                self.automaton.threw(fault, edge.node)
        found = move.outcomes.get(answers)
        if found is None:
            nodes = move.certain.union([edges[index].node for index in answers])
            found = move.outcomes[answers] = self.automaton.outcome(nodes, state.deep)
        return found

    def _found(self, accepted: Accepted, key: Key | None, child: Any, way: Pointer, node: Any) -> None:
        """Takes down the sites of a node; of a shared one, at its first place."""
        here = way if key is None else (*way, key)
        if accepted.by_key:
            self._sites.append((accepted.by_key, Site(UNDEFINED if key is None else key, here, node)))
        if not accepted.by_value:
            return
        if child.__class__ is dict or child.__class__ is list:
            size = len(self._told)
            self._told.add((id(child), accepted))
            if len(self._told) == size:
                return
        self._sites.append((accepted.by_value, Site(child, here, node)))
