"""The resolved tree of a document: references are replaced by what they lead to, and parts are shared."""

from __future__ import annotations

from typing import Any

from govkit.checks.lint.spectral.walk.references import Part, Reference, References, copied


def resolved(references: References) -> Any:
    """The tree of the document with every reference replaced that is followed.

    What is referred to more than once is one object, and what holds no references is the document's own. An object
    that has members beside its `$ref` is replaced by a copy, for such members are where they are written: of it and
    of what holds it there are two forms, that of its own place and that of a reference to it.
    """
    return _Builder(references).built(references.root.tree, references.root, at_home=True)


class _Builder:
    """Builds what holds references anew, each once, or twice where a place of its own matters."""

    def __init__(self, references: References) -> None:
        self._with_references: set[int] = set()
        self._with_places: set[int] = set()
        for part in references.parts.values():
            for reference in part.references.values():
                if reference.is_followed:
                    self._mark(part, reference, part is references.root)
        self._built: dict[tuple[int, bool], Any] = {}
        self._open: set[tuple[int, bool]] = set()

    def _mark(self, part: Part, reference: Reference, is_root: bool) -> None:
        """Marks what holds a reference."""
        has_place = is_root and (len(reference.value) > 1 or leads_to_reference(reference))
        value = part.tree
        for key in reference.way:
            self._with_references.add(id(value))
            if has_place:
                self._with_places.add(id(value))
            value = value[key]
        self._with_references.add(id(value))
        if has_place:
            self._with_places.add(id(value))

    def built(self, value: Any, part: Part, *, at_home: bool) -> Any:
        """A value of a part as it is in the resolved tree. `at_home`: no reference was followed to come to it."""
        mark = (id(value), at_home and id(value) in self._with_places)
        if not isinstance(value, dict | list) or id(value) not in self._with_references:
            return value
        if mark in self._built:
            return self._built[mark]
        if mark in self._open:
            return value  # a circle that is not seen as one
        self._open.add(mark)
        reference = part.by_object.get(id(value))
        if reference is not None:
            found = self._followed(reference, has_place=mark[1])
        elif isinstance(value, dict):
            found = {key: self.built(inner, part, at_home=at_home) for key, inner in value.items()}
        else:
            found = [self.built(inner, part, at_home=at_home) for inner in value]
        self._open.discard(mark)
        self._built[mark] = found
        return found

    def _followed(self, reference: Reference, *, has_place: bool) -> Any:
        if reference.target is None or reference.is_circular:
            return reference.value
        part, way, target = reference.target
        if not way and part is reference.part:
            return target  # of a reference to the whole document, Spectral's resolver leaves all others alone
        found = self.built(target, part, at_home=False)
        return apart(found, reference.value) if has_place else found


def leads_to_reference(reference: Reference) -> bool:
    """Whether what a reference leads to is one, which may stay as it is, with a `$ref` of its own."""
    return reference.target is not None and isinstance(reference.target[2], dict) and "$ref" in reference.target[2]


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
