"""Which branch of a union stands for which branch of the other side's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from govkit.spec.schemas.digest import Digests
from govkit.spec.schemas.shape import Atom, Shapes, Union, dereferenced


@dataclass(frozen=True, slots=True)
class Matching:
    """Branches that stand for each other, and those that stand alone, with their labels."""

    both: tuple[tuple[Atom, Atom, str], ...]
    only_old: tuple[tuple[Atom, str], ...]
    only_new: tuple[tuple[Atom, str], ...]


class Variants:
    """Matches the branches of unions: by discriminator value, component, content, title, tag, then by type."""

    def __init__(self, shapes: Shapes, digests: Digests) -> None:
        self._shapes = shapes
        self._digests = digests

    def match(self, old: Union, new: Union) -> Matching:
        """How the branches of two unions correspond."""
        left = list(enumerate(old.branches))
        right = list(enumerate(new.branches))
        both: list[tuple[int, int]] = []
        for name in (self._value, self._component, self._title, self._content, self._tag, self._types):
            left, right = self._take(left, right, old, new, name, both)
        if len(left) == len(right) == 1:
            both.append((left[0][0], right[0][0]))
            left, right = [], []
        both.sort()
        return Matching(
            tuple((old.branches[i], new.branches[j], self.label(old, i)) for i, j in both),
            tuple((atom, self.label(old, i)) for i, atom in left),
            tuple((atom, self.label(new, i)) for i, atom in right),
        )

    def _take(
        self,
        left: list[tuple[int, Atom]],
        right: list[tuple[int, Atom]],
        old: Union,
        new: Union,
        name: Any,
        both: list[tuple[int, int]],
    ) -> tuple[list[tuple[int, Atom]], list[tuple[int, Atom]]]:
        """Pairs the branches that one kind of name tells apart, and returns those that are left."""
        if not left or not right:
            return left, right
        old_names: dict[Any, list[int]] = {}
        new_names: dict[Any, list[int]] = {}
        for names, union, branches in ((old_names, old, left), (new_names, new, right)):
            for index, atom in branches:
                value = name(union, atom)
                if value is not None:
                    names.setdefault(value, []).append(index)
        taken_old, taken_new = set(), set()
        for value, indexes in old_names.items():
            others = new_names.get(value, [])
            if len(indexes) == len(others) == 1 or (name == self._content and others):
                for i, j in zip(indexes, others, strict=False):
                    both.append((i, j))
                    taken_old.add(i)
                    taken_new.add(j)
        return [b for b in left if b[0] not in taken_old], [b for b in right if b[0] not in taken_new]

    def label(self, union: Union, index: int) -> str:
        """What a branch is called: its discriminator value, component, title, tag, type, or number."""
        atom = union.branches[index]
        for name in (self._value, self._title, self._component, self._tag):
            found = name(union, atom)
            if isinstance(found, str):
                return found
        types = sorted(self._shapes.of((atom,)).types)
        return types[0] if len(types) == 1 and types != ["object"] else str(index)

    def _content(self, _: Union, atom: Atom) -> str:
        return self._digests.near((as_written(atom),))

    def _value(self, union: Union, atom: Atom) -> str | None:
        discriminator = union.owner.schema.get("discriminator")
        component = self._component(union, atom)
        if not isinstance(discriminator, dict) or component is None:
            return None
        mapping = discriminator.get("mapping")
        if isinstance(mapping, dict):
            for value, target in mapping.items():
                if isinstance(target, str) and target.rsplit("/", 1)[-1] == component:
                    return str(value)
        return component

    def _component(self, _: Union, atom: Atom) -> str | None:
        atom = as_written(atom)
        if "$ref" not in atom.schema:
            return None
        pointer = atom.space.origin(dereferenced(atom).schema).pointer
        return str(pointer[-1]) if pointer else None

    def _title(self, _: Union, atom: Atom) -> str | None:
        title = dereferenced(as_written(atom)).schema.get("title")
        return title if isinstance(title, str) else None

    def _tag(self, _: Union, atom: Atom) -> str | None:
        """The value of a property that can have one value only."""
        shape = self._shapes.of((atom,))
        for name, spot in shape.properties.items():
            enum = self._shapes.of(spot).enum
            if enum is not None and len(enum) == 1 and isinstance(enum[0], str):
                return f"{name}={enum[0]}"
        return None

    def _types(self, _: Union, atom: Atom) -> str | None:
        return " ".join(sorted(self._shapes.of((atom,)).types))


def as_written(atom: Atom) -> Atom:
    """A branch without the tag that a discriminator gave it."""
    return Atom(atom.schema.get("variant", atom.schema), atom.space)
