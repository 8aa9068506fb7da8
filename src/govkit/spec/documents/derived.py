"""Documents that were made from others: each node knows where it was written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from govkit.errors import Place
from govkit.spec.documents.document import Document
from govkit.spec.documents.node import Node, Pointer, Tree, index_of


class Origin:
    """Where a node of a made tree was written. What is below it was written below that, but for what `inside` says.

    So a tree that only moves parts of another has few origins, however large it is.
    """

    __slots__ = ("document", "inside", "pointer")

    def __init__(self, document: Document, pointer: Pointer = ()) -> None:
        self.document = document
        self.pointer = pointer
        self.inside: dict[str | int, Origin] = {}

    def child(self, part: str | int) -> Origin:
        """The origin of a member or item, made where nothing was said of it yet."""
        known = self.inside.get(part)
        if known is None:
            known = self.inside[part] = Origin(self.document, (*self.pointer, part))
        return known

    def at(self, pointer: Pointer) -> tuple[Document, Pointer]:
        """The document and the pointer where the node at a pointer was written, if it was written at all."""
        here = self
        for index, part in enumerate(pointer):
            inner = here._member(part) if here.inside else None
            if inner is None:
                return here.document, (*here.pointer, *pointer[index:])
            here = inner
        return here.document, here.pointer

    def _member(self, part: str | int) -> Origin | None:
        known = self.inside.get(part)
        index = index_of(part) if known is None else None
        return known if index is None else self.inside.get(index)

    def copy(self) -> Origin:
        """The same origins, to be changed apart from these."""
        made = Origin(self.document, self.pointer)
        made.inside = {part: inner.copy() for part, inner in self.inside.items()}
        return made

    def described(self, at: Pointer = ()) -> Iterable[tuple[Pointer, Origin]]:
        """Every origin that is told apart, with the pointer of the made node; outer ones come first."""
        waiting = [(at, self)]
        while waiting:
            pointer, origin = waiting.pop()
            yield pointer, origin
            waiting.extend(((*pointer, part), inner) for part, inner in reversed(origin.inside.items()))


class Derived(Document):
    """A document whose tree was made from other documents, and whose places are theirs.

    `others` took part beside the base, also where nothing of them is left. `renamed` are keys whose value was written
    under another key (`nullable` under `x-nullable`), wherever they stand.
    """

    def __init__(
        self,
        base: Document,
        tree: Tree,
        origin: Origin,
        *,
        others: Sequence[Document] = (),
        renamed: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(base.text, base.path, "made", tree)
        self.base = base
        self._others = tuple(others)
        self._origin = origin
        self._renamed = renamed or {}

    @property
    def origin(self) -> Origin:
        """Where the root was written, and with it all that is below."""
        return self._origin

    @cached_property
    def parts(self) -> tuple[Document, ...]:
        """The documents as they lie that this one was made from: the base first."""
        made_from = dict.fromkeys([self.base, *self._others])
        made_from |= dict.fromkeys(origin.document for _, origin in self._origin.described())
        return tuple(dict.fromkeys(part for document in made_from for part in document.parts))

    def mentions(self, *words: bytes) -> bool:
        """Whether one of the texts holds one of the words."""
        return any(part.mentions(*words) for part in self.parts)

    def source(self, pointer: Pointer) -> Node:
        """The node of a text that stands for the node at a pointer: itself, or the nearest above it."""
        document, written = self._origin.at(pointer)
        return document.source(self._existing(document, written))

    def _existing(self, document: Document, pointer: Pointer) -> Pointer:
        """The part of a pointer that leads somewhere."""
        value, found = document.tree, list[str | int]()
        for part in pointer:
            key: str | int | None = part
            if isinstance(value, list):
                key = index_of(part)
            elif isinstance(value, dict) and part not in value:
                key = self._renamed.get(str(part))
            try:
                value = value[key]
            except (KeyError, IndexError, TypeError):
                break
            found.append(part if key is None else key)
        return tuple(found)

    def places(self, pointers: Iterable[Pointer]) -> dict[Pointer, Place]:
        """Where nodes were written: in the files that this document was made from."""
        wanted: dict[Document, dict[Pointer, list[Pointer]]] = {}
        for pointer in pointers:
            document, written = self._origin.at(pointer)
            ways = wanted.setdefault(document, {})
            ways.setdefault(self._existing(document, written), []).append(pointer)
        return {
            pointer: place
            for document, ways in wanted.items()
            for written, place in document.places(ways).items()
            for pointer in ways[written]
        }

    @cached_property
    def duplicate_keys(self) -> list[tuple[Pointer, Place]]:
        """Every repeated member of the texts, by its pointer in this document where it stands here."""
        return [
            (self.standing(part, pointer) or pointer, place)
            for part in self.parts
            for pointer, place in part.duplicate_keys
        ]

    def standing(self, document: Document, pointer: Pointer) -> Pointer | None:
        """Where here the node of a text stands, or None where it does not; the inverse of `source`."""
        if isinstance(self.base, Derived):
            within = self.base.standing(document, pointer)
            if within is not None:
                document, pointer = self.base, within
        known = self._standing
        for length in range(len(pointer), -1, -1):
            for here in known.get((document, pointer[:length]), ()):
                way = (*here, *pointer[length:])
                if self._origin.at(way) == (document, pointer) and self._has(way):
                    return way
        return None

    @cached_property
    def _standing(self) -> dict[tuple[Document, Pointer], list[Pointer]]:
        found: dict[tuple[Document, Pointer], list[Pointer]] = {}
        for pointer, origin in self._origin.described():
            found.setdefault((origin.document, origin.pointer), []).append(pointer)
        return found

    def _has(self, pointer: Pointer) -> bool:
        try:
            self.node(pointer)
        except KeyError:
            return False
        return True
