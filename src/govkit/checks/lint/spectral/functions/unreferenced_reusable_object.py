"""`unreferencedReusableObject`: each object of a place for objects that are used again is referred to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from weakref import WeakKeyDictionary

from govkit.checks.lint.spectral.discovery import Named
from govkit.checks.lint.spectral.functions._options import members
from govkit.checks.lint.spectral.model import Check, OptionsError, Report, Scene
from govkit.spec.documents import Document, Library, Pointer, parse_pointer
from govkit.spec.documents.library import joined, reference_of

_OPTION = "reusableObjectsLocation"
_POINTER = re.compile(r"#(?:/(?:[a-z0-9_\-.!$&'()*+,;:=@]|%[0-9a-f]{2}|~0|~1)*)*", re.IGNORECASE)
"""RFC 6901, section 6."""

_USED: WeakKeyDictionary[Document, frozenset[Pointer]] = WeakKeyDictionary()


def _compiled(options: Any) -> Check:
    location = members("unreferencedReusableObject", options, (_OPTION,), (_OPTION,))[_OPTION]
    if not isinstance(location, str) or not _POINTER.fullmatch(location):
        raise OptionsError(f"`{_OPTION}` must be a JSON pointer such as `#/components/schemas`", (_OPTION,))
    home = parse_pointer(location[1:])

    def check(value: Any, scene: Scene) -> Iterator[Report]:
        if not isinstance(value, dict):
            return
        document = scene.linted.document
        if document not in _USED:
            _USED[document] = _used(scene.linted.library, document)
        for name in value:
            if (*home, *name.split("/")) not in _USED[document]:
                yield Report("nothing refers to this object, which is there to be used again", (*home, name))

    return check


def _used(library: Library, document: Document) -> frozenset[Pointer]:
    """The places of a document that are referred to, there and in the documents that it leads to.

    A reference to what it stands in is no use of it.
    """
    used: set[tuple[str, ...]] = set()
    waiting, seen = [document], {document.path}
    while waiting:
        current = waiting.pop()
        for at, reference in _references(current.tree):
            location, _, fragment = reference.partition("#")
            target = parse_pointer(fragment)
            if not location:
                if current is document and tuple(map(str, at[: len(target)])) != target:
                    used.add(target)
                continue
            path = joined(current, location)
            if path == document.path:
                used.add(target)
            elif path not in seen:
                seen.add(path)
                waiting += [other for other in library.documents if other.path == path]
    return frozenset(tuple("/".join(pointer).split("/")) for pointer in used)


def _references(tree: Any) -> Iterator[tuple[Pointer, str]]:
    """Every `$ref`, wherever it stands, with the way to the object that holds it."""
    waiting: list[tuple[Pointer, Any]] = [((), tree)]
    while waiting:
        at, value = waiting.pop()
        reference = reference_of(value)
        if reference is not None:
            yield at, reference
            continue
        items = value.items() if isinstance(value, dict) else enumerate(value)
        waiting += [((*at, key), inner) for key, inner in items if isinstance(inner, dict | list)]


FUNCTION = Named("unreferencedReusableObject", _compiled)
