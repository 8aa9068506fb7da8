"""A document that rulesets look at: as it is written, resolved, and with the way back from there."""

from __future__ import annotations

from functools import cached_property
from itertools import takewhile
from typing import Any, NamedTuple

from govkit.checks.lint.spectral.walk.references import Part, References, is_plain
from govkit.checks.lint.spectral.walk.resolving import resolved
from govkit.spec.documents import Document, Library, Pointer


class Dangling(NamedTuple):
    """A reference that leads nowhere: where the object stands that holds it, what it says, and why it does not lead."""

    document: Document
    pointer: Pointer
    reference: str
    message: str


class LintedDocument:
    """A document of a library, as `Linted` wants it. `formats` are names of the formats that it has."""

    def __init__(self, library: Library, document: Document, formats: frozenset[str] = frozenset()) -> None:
        self.library = library
        self.document = document
        self.formats = formats

    @cached_property
    def _references(self) -> References:
        return References(self.library, self.document)

    @property
    def referred(self) -> tuple[Document, ...]:
        """The other documents that it leads to."""
        documents = (part.document for part in self._references.parts.values())
        return tuple(one for one in documents if one is not self.document)

    @property
    def written(self) -> Any:
        """The tree of the document, in which no two places share an object."""
        return self._references.root.tree

    @cached_property
    def resolved(self) -> Any:
        """The tree with each reference replaced by what it leads to; see `Linted`."""
        return resolved(self._references)

    @cached_property
    def dangling(self) -> tuple[Dangling, ...]:
        """The references that lead nowhere, each text once."""
        found: dict[str, Dangling] = {}
        for part in self._references.parts.values():
            for reference in part.references.values():
                if reference.target is None:
                    one = Dangling(part.document, reference.way, reference.text, reference.why_not)
                    found.setdefault(reference.text, one)
        return tuple(found.values())

    def source(self, way: Pointer, *, resolved: bool) -> tuple[Document, Pointer]:
        """Where the node at a way of the resolved tree (or of the tree as written) stands; see `Linted`.

        Where a way leads through a reference, Spectral does not find keys that a URI cannot have as they are (`$ref`,
        `application/problem+json`), and names what holds the first of them; of a reference that leads nowhere, what of
        its way there is. So that both find the same, we do so too.
        """
        root = self._references.root
        if not resolved or not self._crosses(root, way):
            return self.document, root.closest(way)
        part, here = root, tuple[str, ...]()
        for key in way:
            here = (*here, str(key))
            for _ in range(_MOST_HOPS):
                reference = part.references.get(here)
                if reference is not None and reference.missed is not None:
                    part, here = reference.missed
                    continue
                if reference is None or not reference.is_followed or reference.target is None:
                    break
                part, target, _value = reference.target
                here = tuple(map(str, target))
        return part.document, part.closest(tuple(takewhile(is_plain, here)))

    def _crosses(self, root: Part, way: Pointer) -> bool:
        """Whether a way leads through a reference, or ends at one that is nothing else.

        What is written beside a `$ref` is on no such way, although it is not part of the resolved tree.
        """
        written, found = root.tree, self.resolved
        for key in way:
            inner = child(found, key)
            if inner is _NOTHING:
                break
            found = inner
            inner = child(written, key)
            if inner is _NOTHING:
                return isinstance(written, dict) and isinstance(written.get("$ref"), str)
            written = inner
        return isinstance(written, dict) and len(written) == 1 and isinstance(written.get("$ref"), str)


_MOST_HOPS = 1000
_NOTHING = object()


def child(value: Any, key: str | int) -> Any:
    """A member or item of a value, which may be named by the text of its index."""
    if isinstance(value, dict):
        return value.get(key, _NOTHING)
    if isinstance(value, list):
        text = str(key)
        return value[int(text)] if text.isascii() and text.isdigit() and int(text) < len(value) else _NOTHING
    return _NOTHING
