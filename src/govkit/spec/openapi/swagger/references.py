"""References of a 2.0 document as the converted document must write them."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from govkit.errors import InputError
from govkit.spec.documents import Document, Library, Pointer, Tree

SECTIONS = {"definitions": "schemas", "parameters": "parameters", "responses": "responses"}
"""Members of the root of 2.0, and where among the components they stand in 3.0."""


def is_swagger(tree: Tree) -> bool:
    """Whether a document is one that is converted: its root has `swagger` and not `openapi`."""
    return isinstance(tree, dict) and "swagger" in tree and "openapi" not in tree


class References:
    """Writes the references of one document that is being converted.

    `reached` is told of every document that one leads to. What leads to a place that is moved, and is no component, is
    kept in `waiting` until it is known where that place went: (the object, the document and the pointer meant).
    """

    def __init__(self, library: Library, home: Document, reached: Callable[[Document], None]) -> None:
        self.library = library
        self.home = home
        self.waiting: list[tuple[dict[str, Any], Document, Pointer]] = []
        self._reached = reached
        self._known: dict[tuple[Document, str], tuple[str, bool]] = {}

    def write(self, holder: dict[str, Any], source: Document, reference: str) -> None:
        """Sets the `$ref` of an object of the converted document, for one that was written in a source."""
        key = (source, reference)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._rewritten(source, reference)
        holder["$ref"], waits = known
        if waits:
            try:
                target = self.library.target(source, reference)
            except InputError:
                return
            self.waiting.append((holder, target.document, target.pointer))

    def _rewritten(self, source: Document, reference: str) -> tuple[str, bool]:
        """The reference as it stands in the converted document, and whether it must wait for its target."""
        location, _, fragment = reference.partition("#")
        target = source
        if location:
            try:
                found = self.library.target(source, location)
            except InputError:  # it is told when the converted document is read
                return reference, False
            if found.pointer:  # an object with that `$id`, wherever it moves
                return reference, False
            target = found.document
            self._reached(target)
        located = self._located(source, target, location)
        if not is_swagger(target.tree) or (fragment and "/" not in fragment):
            return f"{located}#{fragment}" if fragment or not located else located, False
        section, _, rest = fragment.removeprefix("/").partition("/")
        if section in SECTIONS and rest and (section == "definitions" or "/" not in rest):
            return f"{located}#/components/{SECTIONS[section]}/{rest}", False
        return f"{located}#{fragment}", bool(fragment)

    def _located(self, source: Document, target: Document, location: str) -> str:
        """How the converted document names the document that a reference of a source leads to."""
        if target is self.home:
            return ""
        if source is self.home:
            return location
        return quote(posixpath.relpath(target.path, posixpath.dirname(self.home.path) or "."), safe="/")
