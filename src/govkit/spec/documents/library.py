"""Documents that refer to each other: each read once, references followed inside their root only."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from urllib.parse import unquote, urljoin

from govkit.errors import InputError, Place
from govkit.spec.documents.document import Document, parse, prose
from govkit.spec.documents.files import Files
from govkit.spec.documents.limits import DEFAULT_LIMITS, Limits
from govkit.spec.documents.node import Node, Pointer, Tree, parse_pointer
from govkit.spec.documents.references import objects, pointer_of, references

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_UNESCAPED = rb'"\$ref"\s*+:\s*+"'
_OUTWARD = re.compile(_UNESCAPED + rb"(?!#)")
_ESCAPED = re.compile(rb"\\u00(?:24|72|65|66)")  # the letters of `$ref`
_LOCAL = re.compile(_UNESCAPED + rb'(#[^"]*)"')
_PROSE = (".md", ".markdown", ".txt", ".html", ".htm", ".adoc", ".rst")


class DanglingReference(InputError):
    """A reference to a place or a file that does not exist."""


class Library:
    """The documents of one set of files."""

    def __init__(self, files: Files, limits: Limits = DEFAULT_LIMITS) -> None:
        self.files = files
        self._limits = limits
        self._documents: dict[str, Document] = {}
        self._bytes = 0
        self._targets: dict[tuple[Document, str], Node | DanglingReference] = {}
        self._resolved: dict[tuple[Document, str], Node] = {}
        self._names: dict[Document, dict[str, Pointer]] = {}
        self._anchors: dict[Document, list[dict[str, Tree]]] = {}
        self._checked: set[Document] = set()
        """Those whose references, and those of all that they lead to, were found to be good."""

    @property
    def limits(self) -> Limits:
        """How much the documents may ask of the reader."""
        return self._limits

    @property
    def documents(self) -> list[Document]:
        """What was read so far."""
        return list(self._documents.values())

    def open(self, path: str) -> Document:
        """The document at a path of the files. Raises InputError where there is none or it cannot be read."""
        path = posixpath.normpath(path)
        known = self._documents.get(path)
        if known is None:
            data = self._read(path)
            known = self.add(parse(data, self.files.label(path), path, self._limits, shared=True))
        return known

    def _read(self, path: str) -> bytes:
        if len(self._documents) >= self._limits.files:
            raise InputError(
                f"more than {self._limits.files:,} files refer to each other", place=Place(self.files.label(path))
            )
        return self.files.read(path)

    def _open_referenced(self, path: str) -> Document:
        """As `open`, but a file of prose, to which a description may refer, is its text."""
        if path in self._documents or not path.lower().endswith(_PROSE):
            return self.open(path)
        return self.add(prose(self._read(path), self.files.label(path), path, self._limits))

    def add(self, document: Document) -> Document:
        """Takes in a document that was read elsewhere, such as standard input."""
        self._bytes += len(document.data)
        if self._bytes > self._limits.total:
            size = self._limits.total // (1024 * 1024)
            raise InputError(f"the files that refer to each other exceed {size} MiB", place=Place(document.label))
        self._documents[document.path] = document
        return document

    def target(self, document: Document, reference: str) -> Node:
        """What a reference in a document leads to, one hop.

        Raises DanglingReference where nothing is there, InputError where it leads out of the root or to the network.
        """
        key = (document, reference)
        known = self._targets.get(key)
        if known is None:
            try:
                known = self._find(document, reference)
            except DanglingReference as error:
                known = error
            self._targets[key] = known
        if isinstance(known, DanglingReference):
            raise known.with_traceback(None)
        return known

    def _find(self, document: Document, reference: str) -> Node:
        location, _, fragment = reference.partition("#")
        start: Pointer = ()
        home = document
        if location:
            named = self._named(document, location)
            if named is None:
                home = self._file(document, reference, location)
            else:
                start = named
        if not fragment:
            return home.node(start)
        if "/" in fragment:
            return _at(home, start, fragment, reference)
        anchor = self._named(home, f"#{unquote(fragment)}")
        if anchor is None:
            raise _dangling(document, reference, "leads to no anchor")
        return home.node(anchor)

    def _file(self, document: Document, reference: str, location: str) -> Document:
        self.check_location(document, reference)
        path = joined(document, unquote(location))
        if path not in self._documents and not self.files.exists(path):
            raise _dangling(document, reference, "leads to no file")
        return self._open_referenced(path)

    def check_location(self, document: Document, reference: str, pointer: Pointer | None = None) -> None:
        """Raises InputError where a reference names a host, a scheme, or a place outside the root."""
        location = unquote(reference.partition("#")[0])
        if self._named(document, location) is not None:
            return
        if _SCHEME.match(location):
            what, hint = "leads to another machine or scheme", "bundle it into the description"
        elif location.startswith(("/", "\\")) or "\0" in location:
            what, hint = "is an absolute path", "write it relative to this file"
        elif joined(document, location).startswith("../") or joined(document, location) == "..":
            what, hint = "leads outside the root", "move the file inside the root"
        else:
            return
        if pointer is None:
            pointer = next(((*at, "$ref") for at, text in references(document.tree) if text == reference), ())
        raise InputError(
            f"the reference {reference!r} {what}, which is not followed", place=document.place(pointer), hint=hint
        )

    def _named(self, document: Document, name: str) -> Pointer | None:
        """The object with that `$id`, or with that `$anchor` where the name starts with `#`."""
        known = self._names.get(document)
        if known is None:
            known = self._names[document] = _names(document)
        found = known.get(name)
        own = document.tree.get("$self") if found is None and isinstance(document.tree, dict) else None
        if isinstance(own, str) and name and not name.startswith("#") and _leads_to(own, name):
            return ()
        return found

    def dynamic_anchors(self, name: str) -> list[Tree]:
        """Every schema, in all that was read so far, that bears a `$dynamicAnchor`."""
        found: list[Tree] = []
        for document in self.documents:
            if document not in self._anchors:
                bears = document.mentions(b"$dynamicAnchor") and isinstance(document.tree, dict | list)
                named = [value for _, value in objects(document.tree) if "$dynamicAnchor" in value] if bears else []
                self._anchors[document] = named
            found += [value for value in self._anchors[document] if value["$dynamicAnchor"] == name]
        return found

    def resolve(self, node: Node) -> Node:
        """The node behind `{"$ref": …}`, however many hops away; the node itself where it is no reference.

        Raises DanglingReference, or InputError where the references go round in a circle.
        """
        reference = reference_of(node.value)
        if reference is None:
            return node
        start = (node.document, reference)
        key, passed = start, dict.fromkeys([start])
        found = self._resolved.get(start)
        while found is None:
            target = self.target(*key)
            reference = reference_of(target.value)
            if reference is None:
                found = target
                break
            key = (target.document, reference)
            if key in passed:
                raise _circle(node)
            passed[key] = None
            found = self._resolved.get(key)
        self._resolved |= dict.fromkeys(passed, found)
        return found

    def check_references(self, document: Document) -> None:
        """Raises InputError for a reference that leads out of the root, or round in a circle, also in files reached."""
        if document in self._checked:
            return
        waiting, seen = [document], {document}
        while waiting:
            current = waiting.pop()
            if current.syntax == "json" and not (_OUTWARD.search(current.data) or _ESCAPED.search(current.data)):
                self._check_local(current)
                continue
            found = current.references
            for pointer, reference in found:
                if reference and not reference.startswith("#"):
                    self.check_location(current, reference, (*pointer, "$ref"))
                    try:
                        target = self.target(current, reference).document
                    except DanglingReference:
                        continue
                    if target not in seen:
                        seen.add(target)
                        if target not in self._checked:
                            waiting.append(target)
            self._check_circles(current, found)
        self._checked |= seen

    def _check_local(self, document: Document) -> None:
        """Finds circles in a JSON text that refers to itself only, without walking its tree."""
        texts = {found.decode("utf-8", "replace") for found in _LOCAL.findall(document.data)}
        try:
            self._check_circles(document, (((), text) for text in texts if "\\" not in text))
        except InputError:  # it may stand in an example
            self._check_circles(document, document.references)
        else:
            if any("\\" in text for text in texts):
                self._check_circles(document, document.references)

    def _check_circles(self, document: Document, found: Iterable[tuple[Pointer, str]]) -> None:
        for pointer, reference in found:
            try:
                if reference_of(self.target(document, reference).value) is not None:
                    self.resolve(Node(document, pointer, {"$ref": reference}))
            except DanglingReference:
                continue

    def dangling(self, document: Document) -> list[tuple[Node, str]]:
        """Every reference of a document that leads nowhere, with the node of its `$ref`."""
        found = []
        for pointer, reference in references(document.tree):
            try:
                self.target(document, reference)
            except DanglingReference:
                found.append((document.node((*pointer, "$ref")), reference))
        return found


def _leads_to(own: str, name: str) -> bool:
    """Whether a reference, read against what a document calls itself, leads to it (RFC 3986, section 5)."""
    try:
        return urljoin(own, name) == own
    except ValueError:
        return False


def reference_of(value: Tree) -> str | None:
    """The reference that a value is, if it is one."""
    reference = value.get("$ref") if isinstance(value, dict) else None
    return reference if isinstance(reference, str) else None


def joined(document: Document, location: str) -> str:
    """The path among the files to which a relative location in a document leads."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(document.path), location))


def _at(home: Document, start: Pointer, fragment: str, reference: str) -> Node:
    """The node at a fragment; one whose percent signs are meant as they stand is found too."""
    parts = parse_pointer(fragment)
    literal = tuple(part.replace("~1", "/").replace("~0", "~") for part in fragment.removeprefix("/").split("/"))
    for way in dict.fromkeys((parts, literal)):
        try:
            return home.node((*start, *way))
        except KeyError:
            continue
    raise _dangling(home, reference, "leads nowhere")


def _names(document: Document) -> dict[str, Pointer]:
    """The objects that have a name: `$id` and `$self` as it is, anchors with `#` before them. The first one counts."""
    names: dict[str, Pointer] = {}
    words = (b"$id", b"$anchor", b"$dynamicAnchor", b"$self", b"\\u0024")
    if not isinstance(document.tree, dict | list) or not document.mentions(*words):
        return names
    for at, value in objects(document.tree):
        for keyword, prefix in (("$id", ""), ("$self", ""), ("$anchor", "#"), ("$dynamicAnchor", "#")):
            name = value.get(keyword)
            if isinstance(name, str) and name:
                names.setdefault(prefix + (name if name.startswith("#") else name.removesuffix("#")), pointer_of(at))
    return names


def _dangling(document: Document, reference: str, what: str) -> DanglingReference:
    return DanglingReference(f"the reference {reference!r} {what}", place=Place(document.label))


def _circle(start: Node) -> InputError:
    return InputError(
        "this reference leads back to itself and never to anything",
        place=start.document.place((*start.pointer, "$ref")),
        hint="let one of the components in the circle say what it is",
    )
