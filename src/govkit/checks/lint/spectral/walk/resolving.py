"""The resolved tree of a document: references are replaced by what they lead to, and parts are shared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from govkit.checks.lint.spectral.walk.references import Part, Reference, References, copied, is_plain
from govkit.spec.documents import Pointer


def resolved(references: References) -> Any:
    """The tree of the document with every reference replaced that is followed.

    What is referred to more than once is one object, and what holds no references is the document's own. Of what is
    found elsewhere by a way through a reference than by its own (`LintedDocument.source`) there are two forms.
    """
    return _Builder(references).built(references.root.tree, references.root, at_home=True)


class _Builder:
    """Builds what holds references anew, each once, or twice where its own place matters."""

    def __init__(self, references: References) -> None:
        self._with_references: set[int] = set()
        for part in references.parts.values():
            for reference in part.references.values():
                if reference.is_followed:
                    self._with_references.update(map(id, holders(part, reference.way)))
        self._with_places = _with_places(references)
        self._built: dict[tuple[int, bool], Any] = {}
        self._open: set[tuple[int, bool]] = set()

    def built(self, value: Any, part: Part, *, at_home: bool) -> Any:
        """A value of a part as it is in the resolved tree. `at_home`: no reference was followed to come to it."""
        has_place = at_home and id(value) in self._with_places
        mark = (id(value), has_place)
        if not isinstance(value, dict | list) or not (has_place or id(value) in self._with_references):
            return value
        if mark in self._built:
            return self._built[mark]
        if mark in self._open:
            return value  # a circle that is not seen as one
        self._open.add(mark)
        reference = part.by_object.get(id(value))
        if reference is not None:
            found = self._followed(reference, has_place=has_place)
        elif isinstance(value, dict):
            found = {key: self.built(inner, part, at_home=at_home) for key, inner in value.items()}
        else:
            found = [self.built(inner, part, at_home=at_home) for inner in value]
        self._open.discard(mark)
        self._built[mark] = found
        return found

    def _followed(self, reference: Reference, *, has_place: bool) -> Any:
        if reference.target is None or reference.is_circular:
            return copied(reference.value) if has_place else reference.value
        part, way, target = reference.target
        if not way and part is reference.part:
            return target  # of a reference to the whole document, Spectral's resolver leaves all others alone
        found = self.built(target, part, at_home=False)
        return apart(found, reference.value) if has_place else found


def holders(part: Part, way: Pointer) -> Iterator[Any]:
    """What a way leads through, the root first, and what it leads to."""
    value = part.tree
    yield value
    for key in way:
        value = value[key]
        yield value


def _with_places(references: References) -> set[int]:
    """What is found elsewhere by a way through a reference than by its own: by their marks, and all that hold them.

    That is what has members beside a `$ref`, or leads to what stays a reference; and what can be referred to whose
    keys, or those above them, are not plain.
    """
    root = references.root
    found: set[int] = set()
    seen: set[int] = set()
    for part in references.parts.values():
        for reference in part.references.values():
            if reference.target is None or reference.is_circular:
                continue
            home, way, target = reference.target
            if part is root and (len(reference.value) > 1 or (isinstance(target, dict) and "$ref" in target)):
                found.update(map(id, holders(part, reference.way)))
            if home is root and id(target) not in seen:
                inner = set(_misled(target, all(is_plain(str(key)) for key in way), seen))
                if inner:
                    found |= inner
                    found.update(map(id, holders(root, way)))
    return found


def _misled(target: Any, way_is_plain: bool, seen: set[int]) -> Iterator[int]:
    """The marks of what is below a target whose keys, or those above them, are not plain, and of what holds it."""
    waiting: list[tuple[Any, bool, tuple[int, ...]]] = [(target, way_is_plain, ())]
    while waiting:
        value, is_led, above = waiting.pop()
        if not isinstance(value, dict | list):
            continue
        seen.add(id(value))
        here = (*above, id(value))
        if not is_led or (isinstance(value, dict) and not all(map(is_plain, value))):
            yield from here
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(inner, dict | list):
                waiting.append((inner, is_led and is_plain(str(key)), here))


def apart(value: Any, beside: Any) -> Any:
    """A copy of a value, and of what in it has the same keys as the members beside a reference to it."""
    if not isinstance(beside, dict | list):
        return copied(value)
    if isinstance(value, dict):
        return {
            key: apart(inner, beside[key]) if isinstance(beside, dict) and key in beside else inner
            for key, inner in value.items()
        }
    return list(value) if isinstance(value, list) else value
