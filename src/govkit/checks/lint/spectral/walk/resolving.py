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
    return _Builder(references).tree(references.root)


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
        self._to_fill: list[tuple[Any, Any, Part, bool]] = []
        self._to_part: list[tuple[Any, Any, Any]] = []

    def tree(self, root: Part) -> Any:
        """The tree of a document. References may lead from one to the next any number of times: nothing recurses."""
        found = self._of(root.tree, root, at_home=True)
        while self._to_fill:
            made, value, part, at_home = self._to_fill.pop()
            if isinstance(value, dict):
                made.update((key, self._of(inner, part, at_home=at_home)) for key, inner in value.items())
            else:
                made.extend(self._of(inner, part, at_home=at_home) for inner in value)
        for made, value, beside in self._to_part:
            parted = apart(value, beside)
            made.update(parted) if isinstance(made, dict) else made.extend(parted)
        return found

    def _of(self, value: Any, part: Part, *, at_home: bool) -> Any:
        """A value of a part as it is in the resolved tree, to be filled later.

        `at_home`: no reference was followed to come to it.
        """
        has_place = at_home and id(value) in self._with_places
        mark = (id(value), has_place)
        if not isinstance(value, dict | list) or not (has_place or id(value) in self._with_references):
            return value
        known = self._built.get(mark, self)
        if known is not self:
            return known
        reference = part.by_object.get(id(value))
        if reference is not None:
            found = self._followed(reference, has_place=has_place)
        else:
            found = {} if isinstance(value, dict) else []
            self._to_fill.append((found, value, part, at_home))
        self._built[mark] = found
        return found

    def _followed(self, first: Reference, *, has_place: bool) -> Any:
        """What stands for a reference: what the last of a chain of them leads to."""
        reference = first
        while True:
            if reference.target is None or reference.is_circular:
                found: Any = reference.value
                break
            part, way, target = reference.target
            following = part.by_object.get(id(target))
            if following is None:
                # of a reference to the whole document, Spectral's resolver leaves all others alone
                found = target if not way and part is reference.part else self._of(target, part, at_home=False)
                break
            reference = following
        if not has_place or not isinstance(found, dict | list):
            return found
        made: Any = {} if isinstance(found, dict) else []
        self._to_part.append((made, found, first.value))
        return made


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
                inner = set(_misled(root, target, all(is_plain(str(key)) for key in way), seen))
                if inner:
                    found |= inner
                    found.update(map(id, holders(root, way)))
    return found


def _misled(root: Part, target: Any, way_is_plain: bool, seen: set[int]) -> Iterator[int]:
    """The marks of what is below a target whose keys, or those above them, are not plain, and of what holds it."""
    waiting: list[tuple[Any, bool, tuple[int, ...]]] = [(target, way_is_plain, ())]
    while waiting:
        value, is_led, above = waiting.pop()
        reference = root.by_object.get(id(value))
        if not isinstance(value, dict | list) or (reference is not None and reference.is_followed):
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
