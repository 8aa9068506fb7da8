"""A tree that is edited with its origins: what is not touched is shared with the tree that it was made from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from govkit.spec.documents import Document, Limits, Origin, Pointer, Tree

Container = dict[str, Any] | list[Any]


class Incompatible(Exception):
    """Values that cannot be merged: the way inside the value that is merged, and why."""

    def __init__(self, inside: Pointer, message: str) -> None:
        super().__init__(message)
        self.inside = inside
        self.message = message


class Editing:
    """One tree under edit. Only containers that were made here are changed in place."""

    def __init__(self, base: Document, limits: Limits) -> None:
        self.tree: Tree = base.tree
        self.origin = Origin(base)
        self._limits = limits
        self._added = 0
        self._own: dict[int, Container] = {}
        self._sizes: dict[int, tuple[int, int, Any]] = {}

    # ------------------------------------------------------------------------------------------------------ reading

    def value(self, pointer: Pointer) -> Tree:
        """The value at a pointer that leads somewhere."""
        value = self.tree
        for part in pointer:
            value = value[part]
        return value

    def _origin(self, pointer: Pointer) -> Origin:
        origin = self.origin
        for part in pointer:
            origin = origin.child(part)
        return origin

    def copied(self, pointer: Pointer) -> tuple[Tree, Origin]:
        """The value at a pointer as a copy of its own, with its origins."""
        self._charge(self.value(pointer), 0)
        return _copy(self.value(pointer)), self._origin(pointer).copy()

    # ------------------------------------------------------------------------------------------------------ changing

    def merge(self, pointer: Pointer, value: Tree, source: Origin) -> None:
        """Merges a value into the node at a pointer (Overlay 1.1, Action Object). Raises Incompatible."""
        target = self.value(pointer)
        if isinstance(target, dict):
            if not isinstance(value, dict):
                raise Incompatible((), f"the target selects an object, and {_kind(value)} is merged into it")
            self._merge(self._owned(pointer), value, (self._origin(pointer), source), pointer, ())
        elif isinstance(target, list):
            owned = self._owned(pointer)
            if isinstance(value, list):
                self._concatenate(owned, value, (self._origin(pointer), source), pointer)
            else:
                self._charge(value, len(pointer))
                self._origin(pointer).inside[len(owned)] = source.copy()
                owned.append(value)
        elif isinstance(value, dict | list):
            raise Incompatible((), f"the target selects {_kind(target)}, which {_kind(value)} cannot replace")
        else:
            self._replace(pointer, value, source)

    def _replace(self, pointer: Pointer, value: Tree, source: Origin) -> None:
        owner = self._owned(pointer[:-1])
        owner[pointer[-1]] = value
        self._origin(pointer[:-1]).inside[pointer[-1]] = source.copy()

    def _merge(
        self, target: Any, value: dict[str, Any], origins: tuple[Origin, Origin], at: Pointer, inside: Pointer
    ) -> None:
        here, source = origins
        for key, given in value.items():
            way = (*inside, key)
            if key not in target:
                self._charge(given, len(at) + len(way))
                target[key], here.inside[key] = given, source.child(key).copy()
                continue
            known = target[key]
            kinds = [
                dict if isinstance(one, dict) else list if isinstance(one, list) else None for one in (known, given)
            ]
            if kinds[0] is not kinds[1]:
                raise Incompatible(way, f"{_kind(given)} cannot be merged into {_kind(known)}")
            if kinds[0] is None:
                target[key], here.inside[key] = given, source.child(key).copy()
                continue
            target[key] = owned = self._made(known)
            pair = here.child(key), source.child(key)
            if kinds[0] is dict:
                self._merge(owned, given, pair, at, way)
            else:
                self._concatenate(owned, given, pair, (*at, *way))

    def _concatenate(self, target: Any, value: list[Any], origins: tuple[Origin, Origin], at: Pointer) -> None:
        here, source = origins
        self._charge(value, len(at))
        for index, item in enumerate(list(value)):
            here.inside[len(target)] = source.child(index).copy()
            target.append(item)

    def remove(self, pointers: Iterable[Pointer]) -> None:
        """Removes nodes from what holds them. Raises Incompatible for the root."""
        owners: dict[Pointer, set[str | int]] = defaultdict(set)
        for pointer in pointers:
            if not pointer:
                raise Incompatible((), "the root cannot be removed")
            owners[pointer[:-1]].add(pointer[-1])
        for way in sorted(owners, key=len, reverse=True):  # what is inside goes first: its way is still the old one
            owner, gone, origin = self._owned(way), owners[way], self._origin(way)
            if isinstance(owner, dict):
                for key in gone:
                    del owner[str(key)]
                    origin.inside.pop(key, None)
            else:
                kept = [index for index in range(len(owner)) if index not in gone]
                origin.inside = {new: origin.child(old) for new, old in enumerate(kept)}
                owner[:] = [owner[old] for old in kept]

    # ------------------------------------------------------------------------------------------------------ keeping

    def _owned(self, pointer: Pointer) -> Any:
        """The container at a pointer, copied with all above it where it is not ours yet."""
        self.tree = here = self._made(self.tree)
        for part in pointer:
            inner = self._made(here[part])
            here[part] = inner
            here = inner
        return here

    def _made(self, value: Any) -> Any:
        if id(value) in self._own:
            return value
        made: Container = dict(value) if isinstance(value, dict) else list(value)
        self._own[id(made)] = made
        return made

    def _charge(self, value: Tree, depth: int) -> None:
        """Counts what is added, however it is shared. Raises Incompatible where the whole becomes too large."""
        size, deep = self._size(value)
        self._added += size
        if self._added > self._limits.nodes:
            raise Incompatible((), f"the overlays add more than {self._limits.nodes:,} nodes")
        if depth + deep > self._limits.depth:
            raise Incompatible((), f"this nests deeper than {self._limits.depth} levels")

    def _size(self, value: Tree) -> tuple[int, int]:
        """The nodes and the levels of a value. One that was changed since is counted anew."""
        if not isinstance(value, dict | list):
            return 1, 0
        known = self._sizes.get(id(value))
        if known is not None:
            return known[0], known[1]
        size, deep = 1, 0
        for inner in value.values() if isinstance(value, dict) else value:
            count, levels = self._size(inner)
            size, deep = size + count, max(deep, levels)
        if id(value) not in self._own:
            self._sizes[id(value)] = size, deep + 1, value
        return size, deep + 1


def _copy(value: Tree) -> Tree:
    if isinstance(value, dict):
        return {key: _copy(inner) for key, inner in value.items()}
    return [_copy(item) for item in value] if isinstance(value, list) else value


def _kind(value: Tree) -> str:
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    return "null" if value is None else "a simple value"
