"""Documents that refer to each other: each read once, references followed inside their root only."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from govkit.errors import InputError
from govkit.spec.documents.document import Document, parse
from govkit.spec.documents.files import Files
from govkit.spec.documents.limits import DEFAULT_LIMITS, Limits
from govkit.spec.documents.node import Node, Pointer, Tree, parse_pointer

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|//")
_OUTWARD = re.compile(r'"\$ref"\s*:\s*"(?!#)')
_DATA = frozenset({"example", "examples", "default", "enum", "const", "value"})
_NAMING = frozenset(
    {
        "properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "schemas", "responses",
        "parameters", "requestBodies", "headers", "securitySchemes", "links", "callbacks", "pathItems", "paths",
        "webhooks", "content", "encoding", "mapping",
    }
)  # fmt: skip


class DanglingReference(InputError):
    """A reference to a place or a file that does not exist."""


class Library:
    """The documents of one set of files."""

    def __init__(self, files: Files, limits: Limits = DEFAULT_LIMITS) -> None:
        self.files = files
        self._limits = limits
        self._documents: dict[str, Document] = {}
        self._targets: dict[tuple[int, str], Node | DanglingReference] = {}
        self._anchors: dict[int, dict[str, Pointer]] = {}

    @property
    def documents(self) -> list[Document]:
        """What was read so far."""
        return list(self._documents.values())

    def open(self, path: str) -> Document:
        """The document at a path of the files."""
        path = posixpath.normpath(path)
        known = self._documents.get(path)
        if known is None:
            if len(self._documents) >= self._limits.files:
                raise InputError(f"more than {self._limits.files:,} files refer to each other")
            known = parse(self.files.read(path), self.files.label(path), path, self._limits)
            self._documents[path] = known
        return known

    def add(self, document: Document) -> Document:
        """Takes in a document that was read elsewhere, such as standard input."""
        self._documents[document.path] = document
        return document

    def target(self, document: Document, reference: str) -> Node:
        """What a reference in a document leads to, one hop.

        Raises DanglingReference where nothing is there, InputError where it leads out of the root or to the network.
        """
        key = (id(document), reference)
        known = self._targets.get(key)
        if known is None:
            try:
                known = self._find(document, reference)
            except DanglingReference as error:
                known = error
            self._targets[key] = known
        if isinstance(known, DanglingReference):
            raise known
        return known

    def _find(self, document: Document, reference: str) -> Node:
        location, _, fragment = reference.partition("#")
        home = document
        if location:
            self.check_location(document, reference)
            path = posixpath.normpath(posixpath.join(posixpath.dirname(document.path), unquote(location)))
            if path not in self._documents and not self.files.exists(path):
                raise DanglingReference(f"the reference {reference!r} leads to no file")
            home = self.open(path)
        if not fragment:
            return home.root
        if fragment[0] != "/" and "/" not in fragment:
            pointer: Pointer | None = self._anchor(home, unquote(fragment))
            if pointer is None:
                raise DanglingReference(f"the reference {reference!r} leads to no anchor")
        else:
            pointer = parse_pointer(fragment)
        try:
            return home.node(pointer)
        except KeyError:
            raise DanglingReference(f"the reference {reference!r} leads nowhere") from None

    def check_location(self, document: Document, reference: str, pointer: Pointer | None = None) -> None:
        """Raises InputError where a reference names a host, a scheme, or a place outside the root."""
        location = unquote(reference.partition("#")[0])
        problem = None
        if _SCHEME.match(location):
            problem = (
                f"the reference {reference!r} leads to another machine or scheme",
                "bundle it into the description",
            )
        elif location.startswith(("/", "\\")) or "\0" in location:
            problem = (f"the reference {reference!r} is an absolute path", "write it relative to this file")
        else:
            path = posixpath.normpath(posixpath.join(posixpath.dirname(document.path), location))
            if path.startswith("../") or path == "..":
                problem = (f"the reference {reference!r} leads outside the root", "move the file inside the root")
        if problem is not None:
            where = pointer if pointer is not None else next(_holders(document.tree, reference), ())
            raise InputError(f"{problem[0]}, which is not followed", place=document.place(where), hint=problem[1])

    def _anchor(self, document: Document, name: str) -> Pointer | None:
        known = self._anchors.get(id(document))
        if known is None:
            known = self._anchors[id(document)] = dict(_anchors(document.tree))
        return known.get(name)

    def resolve(self, node: Node) -> Node:
        """The node behind `{"$ref": …}`, however many hops away.

        Raises DanglingReference, or InputError where the references go round in a circle.
        """
        hops = 0
        start = node
        while isinstance(node.value, dict) and isinstance(node.value.get("$ref"), str):
            node = self.target(node.document, node.value["$ref"])
            hops += 1
            if hops > 100:
                raise _circle(start)
        return node

    def check_references(self, document: Document) -> None:
        """Raises InputError for a reference that leads out of the root, or round in a circle, also in files reached."""
        waiting, seen = [document], {id(document)}
        while waiting:
            current = waiting.pop()
            if current.syntax == "json" and not _OUTWARD.search(current.text.string):
                self._check_circles(current)
                continue
            for pointer, reference in references(current.tree):
                if reference.startswith("#") or not reference:
                    continue
                self.check_location(current, reference, (*pointer, "$ref"))
                try:
                    target = self.target(current, reference).document
                except DanglingReference:
                    continue
                if id(target) not in seen:
                    seen.add(id(target))
                    waiting.append(target)
            self._check_circles(current)

    def _check_circles(self, document: Document) -> None:
        """Finds components that are nothing but references to each other."""
        components = document.tree.get("components") if isinstance(document.tree, dict) else None
        for section, members in components.items() if isinstance(components, dict) else ():
            for name, value in members.items() if isinstance(members, dict) else ():
                if isinstance(value, dict) and isinstance(value.get("$ref"), str):
                    try:
                        self.resolve(Node(document, ("components", section, name), value))
                    except DanglingReference:
                        continue

    def dangling(self, document: Document) -> list[tuple[Node, str]]:
        """Every reference of a document that leads nowhere, with the node that holds it."""
        found = []
        for pointer, reference in references(document.tree):
            try:
                self.target(document, reference)
            except DanglingReference:
                found.append((document.node((*pointer, "$ref")), reference))
        return found


def _circle(start: Node) -> InputError:
    return InputError(
        "this reference leads back to itself and never to anything",
        place=start.document.place((*start.pointer, "$ref")),
        hint="let one of the components in the circle say what it is",
    )


def references(tree: Tree) -> Iterator[tuple[Pointer, str]]:
    """Every reference of a tree with the pointer of the object that holds it; examples and other data are left out."""
    waiting: list[tuple[Pointer, Tree, bool]] = [((), tree, False)]
    while waiting:
        at, value, names = waiting.pop()
        if isinstance(value, dict):
            reference = value.get("$ref")
            if isinstance(reference, str) and not names:
                yield at, reference
            for key, inner in value.items():
                if isinstance(inner, dict | list) and (names or not (key in _DATA or key.startswith("x-"))):
                    waiting.append(((*at, key), inner, not names and key in _NAMING and isinstance(inner, dict)))
        elif isinstance(value, list):
            waiting.extend(((*at, i), inner, False) for i, inner in enumerate(value) if isinstance(inner, dict | list))


def _holders(tree: Tree, reference: str) -> Iterator[Pointer]:
    yield from ((*pointer, "$ref") for pointer, text in references(tree) if text == reference)


def _anchors(tree: Tree) -> Iterator[tuple[str, Pointer]]:
    waiting: list[tuple[Pointer, Tree]] = [((), tree)]
    while waiting:
        at, value = waiting.pop()
        if isinstance(value, dict):
            for keyword in ("$anchor", "$dynamicAnchor"):
                if isinstance(value.get(keyword), str):
                    yield value[keyword], at
            waiting.extend(((*at, key), inner) for key, inner in value.items() if isinstance(inner, dict | list))
        elif isinstance(value, list):
            waiting.extend(((*at, i), inner) for i, inner in enumerate(value) if isinstance(inner, dict | list))
