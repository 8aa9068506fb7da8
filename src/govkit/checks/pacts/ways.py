"""Ways through a body: as data paths, and from the nearest component of the API's schemas."""

from __future__ import annotations

from functools import cached_property

from govkit.spec.openapi import Contract
from govkit.spec.schemas.reading import Schema
from govkit.spec.schemas.shape import Atom, Spot, conjuncts, dereferenced


class Way:
    """A place of a message. `path` leads there from the message's root, `below` from `component`, where there is one.

    `fields` are all names of the place: `Invoice/lines/*/memo`, `Line/memo`; `Line` where it is the component itself.
    """

    def __init__(
        self, path: str = "", component: str | None = None, below: str = "", roots: tuple[tuple[str, str], ...] = ()
    ) -> None:
        self.path = path
        self.component = component
        self.below = below
        self.roots = roots
        self._next: dict[str, Way] = {}

    def member(self, name: str) -> Way:
        """The way to a member."""
        return self._step(segment(name))

    def item(self) -> Way:
        """The way to any item."""
        return self._step("*")

    def _step(self, part: str) -> Way:
        found = self._next.get(part)
        if found is None:
            roots = tuple((name, f"{below}/{part}") for name, below in self.roots)
            found = self._next[part] = Way(f"{self.path}/{part}", self.component, f"{self.below}/{part}", roots)
        return found

    @cached_property
    def fields(self) -> frozenset[str]:
        """The place by the components that it lies in, and by the way from the root."""
        named = {f"{name}{below}" for name, below in self.roots}
        return frozenset({*named, self.path} - {""})


def segment(name: str) -> str:
    """A name as a part of a data path: `/` and `~` as in RFC 6901, and no name looks like `*` or `{}`."""
    escaped = name.replace("~", "~0").replace("/", "~1")
    return f"~{escaped}" if escaped in ("*", "{}") else escaped


class Components:
    """The components of a contract by their schemas."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._names: dict[int, tuple[Schema, str | None]] = {}
        self._spots: dict[tuple[int, ...], tuple[Spot, tuple[str, ...]]] = {}

    def entered(self, way: Way, spot: Spot) -> Way:
        """The way as it goes on from a spot: from there it is named by the components that meet in it."""
        names = self._of_spot(spot)
        if not names:
            return way
        known = {name for name, below in way.roots if not below}
        roots = (*way.roots, *((name, "") for name in names if name not in known))
        return Way(way.path, names[0], "", roots)

    def _of_spot(self, spot: Spot) -> tuple[str, ...]:
        key = tuple(id(atom.schema) for atom in spot)
        found = self._spots.get(key)
        if found is None:
            named = (self._of_atom(atom) for atom in (*map(dereferenced, spot), *conjuncts(spot)))
            found = self._spots[key] = spot, tuple(dict.fromkeys(name for name in named if name is not None))
        return found[1]

    def _of_atom(self, atom: Atom) -> str | None:
        key = id(atom.schema)
        if key not in self._names:
            self._names[key] = atom.schema, self._named(atom)
        return self._names[key][1]

    def _named(self, atom: Atom) -> str | None:
        try:
            node = atom.space.origin(atom.schema)
        except KeyError:
            return None
        if node.document is self._contract.document:
            pointer = node.pointer
            return str(pointer[2]) if len(pointer) == 3 and pointer[:2] == ("components", "schemas") else None
        found = self._contract.component_of(node)
        return found[0] if found is not None and not found[1] else None
