"""The references of the documents of a lint, where they lead, and which of them are followed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, TypeAlias

from govkit.checks.lint.spectral.walk.circles import mark_circles
from govkit.errors import InputError
from govkit.spec.documents import Document, Library, Pointer, parse_pointer

Texts: TypeAlias = tuple[str, ...]
"""A way whose indexes are texts."""


class Reference:
    """An object with a `$ref`. `target` is where it leads to, `why_not` why it leads nowhere.

    `missed` is where it would lead to in a document that has no such place.
    """

    __slots__ = ("holder", "is_circular", "key", "missed", "part", "target", "text", "value", "way", "why_not")

    def __init__(self, part: Part, way: Pointer, value: dict[str, Any]) -> None:
        self.part = part
        self.way = way
        self.value = value
        self.text: str = value["$ref"]
        self.target: tuple[Part, Pointer, Any] | None = None
        self.missed: tuple[Part, Texts] | None = None
        self.is_circular = False
        self.why_not = ""

    @property
    def is_followed(self) -> bool:
        """Whether something else stands in its place in the resolved tree."""
        return self.target is not None and not self.is_circular


class Part:
    """A document that takes part: its tree, in which no two places share an object, and its references by their ways.

    Aliases of YAML make places share what is in them; then the tree is a copy.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.tree = document.tree
        found = list(_objects(self.tree))
        if document.syntax == "yaml" and len({id(value) for _, value in found}) < len(found):
            self.tree = copied(self.tree)
            found = list(_objects(self.tree))
        self.references = {
            tuple(map(str, way)): Reference(self, way, value)
            for link, value in found
            if value.__class__ is dict and value.get("$ref").__class__ is str
            for way in [_way(link)]
        }
        self.by_object = {id(reference.value): reference for reference in self.references.values()}

    def node(self, way: Texts) -> tuple[Pointer, Any]:
        """The node at a way, with its indexes as numbers. Raises KeyError where there is none."""
        value, found = self.tree, list[str | int]()
        for part in way:
            key: str | int = part
            if value.__class__ is list and part.isascii() and part.isdigit():
                key = int(part)
            try:
                value = value[key]
            except (IndexError, TypeError):
                raise KeyError(part) from None
            found.append(key)
        return tuple(found), value

    def closest(self, way: Pointer) -> Pointer:
        """The part of a way that leads somewhere."""
        value, found = self.tree, list[str | int]()
        for part in map(str, way):
            key: str | int = part
            if isinstance(value, list):
                if not (part.isascii() and part.isdigit() and int(part) < len(value)):
                    break
                key = int(part)
            elif not isinstance(value, dict) or part not in value:
                break
            value = value[key]
            found.append(key)
        return tuple(found)


_Link: TypeAlias = "tuple[_Link, str | int] | None"


def _objects(tree: Any) -> Iterator[tuple[_Link, Any]]:
    """Every object and array with the way to it. What stands beside a `$ref` is left out."""
    waiting: list[tuple[_Link, Any]] = [(None, tree)] if isinstance(tree, dict | list) else []
    while waiting:
        link, value = waiting.pop()
        yield link, value
        if value.__class__ is list:
            inner = [((link, at), item) for at, item in enumerate(value) if isinstance(item, dict | list)]
        elif value.get("$ref").__class__ is not str:
            inner = [((link, key), item) for key, item in value.items() if isinstance(item, dict | list)]
        else:
            continue
        waiting += reversed(inner)


def _way(link: _Link) -> Pointer:
    parts: list[str | int] = []
    while link is not None:
        link, part = link
        parts.append(part)
    return tuple(reversed(parts))


def copied(tree: Any) -> Any:
    """The same tree, in which every object stands in one place."""
    if isinstance(tree, dict):
        return {key: copied(value) for key, value in tree.items()}
    return [copied(item) for item in tree] if isinstance(tree, list) else tree


_PLAIN = re.compile(r"[A-Za-z0-9\-_.!~*'()/\u2013]*")


@lru_cache(maxsize=65536)
def is_plain(key: str) -> bool:
    """Whether a key stands in a URI as it is, but for slashes and tildes."""
    return _PLAIN.fullmatch(key) is not None


class References:
    """The references of a document, and of those that they lead to."""

    def __init__(self, library: Library, document: Document) -> None:
        self._library = library
        self.parts: dict[Document, Part] = {}
        self.root = self._part(document)
        waiting, led = [self.root], {self.root}
        while waiting:
            part = waiting.pop()
            for reference in part.references.values():
                self._lead(reference)
                if reference.target is not None and reference.target[0] not in led:
                    led.add(reference.target[0])
                    waiting.append(reference.target[0])
        mark_circles([reference for part in self.parts.values() for reference in part.references.values()])

    def _part(self, document: Document) -> Part:
        known = self.parts.get(document)
        if known is None:
            known = self.parts[document] = Part(document)
        return known

    def _lead(self, reference: Reference) -> None:
        """Finds where a reference leads to."""
        location, _, fragment = reference.text.partition("#")
        part = reference.part
        if location:
            try:
                part = self._part(self._library.target(part.document, location).document)
            except InputError as error:
                reference.why_not = error.message
                return
        if fragment and not fragment.startswith("/"):
            reference.why_not = f"the reference {reference.text!r} is no JSON pointer"
            return
        for way in dict.fromkeys((parse_pointer(fragment), _literal(fragment))):
            try:
                found, value = part.node(way)
            except KeyError:
                continue
            reference.target = (part, found, value)
            return
        reference.missed = part, parse_pointer(fragment)
        reference.why_not = f"the reference {reference.text!r} leads nowhere"


def _literal(fragment: str) -> Texts:
    """A pointer whose percent signs are meant as they stand."""
    parts = fragment.removeprefix("/").split("/") if fragment else []
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in parts)
