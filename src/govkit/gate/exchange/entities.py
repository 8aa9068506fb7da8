"""Entities of Backstage as they are read: files of several documents, each with its places and its references."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from govkit.errors import InputError, Place, UsageError
from govkit.spec.documents import Document, Pointer, Tree, parse

_MARK = re.compile(r"^(---|\.\.\.)(?=[ \t\r\n]|\Z)", re.MULTILINE)
"""Where a document of YAML begins or ends: inside of one, no line may begin so (YAML 1.2, c-forbidden)."""
_NOTHING = re.compile(r"(?:\s++|#[^\n]*+|^%[^\n]*+)*+", re.MULTILINE)
_REFERENCE = re.compile(r"(?:(?P<kind>[A-Za-z]+):)?(?:(?P<namespace>[^/:\s]+)/)?(?P<name>[^/:\s]+)")
_OURS = "backstage.io/"
_DEFAULT = "default"
_MOST_BYTES = 20 * 1024 * 1024

Key = tuple[str, str, str]
"""Kind, namespace and name, in lower case: Backstage tells no other differences."""


@dataclass(frozen=True, eq=False)
class Entity:
    """One entity of a file."""

    kind: str
    namespace: str
    name: str
    document: Document
    file: Path

    @property
    def key(self) -> Key:
        """What references to it come down to."""
        return (self.kind.lower(), self.namespace.lower(), self.name.lower())

    @property
    def about(self) -> str:
        """Kind and name, for people."""
        shown = self.name if self.namespace == _DEFAULT else f"{self.namespace}/{self.name}"
        return f"{self.kind} {shown}"

    def place(self, *way: str | int) -> Place:
        """Where something of it stands."""
        return self.document.place(way)

    def value(self, *way: str) -> Tree:
        """What stands at a way into it; None where nothing does."""
        found: Tree = self.document.tree
        for part in way:
            found = found.get(part) if isinstance(found, dict) else None
        return found

    def text(self, *way: str) -> str:
        """The text at a way; empty where there is none. Raises InputError where something else stands there."""
        found = self.value(*way)
        if found is None or isinstance(found, str):
            return found or ""
        raise InputError(f"`{'.'.join(way)}` of {self.about} must be text", place=self.place(*way))

    def texts(self, *way: str) -> list[str]:
        """The texts in a list at a way. Raises InputError where something else stands there."""
        found = self.value(*way)
        if found is None:
            return []
        if isinstance(found, list) and all(isinstance(one, str) for one in found):
            return [str(one) for one in found]
        raise InputError(f"`{'.'.join(way)}` of {self.about} must be a list of texts", place=self.place(*way))

    def mapping(self, *way: str) -> dict[str, Tree]:
        """The mapping at a way; empty where there is none. Raises InputError where something else stands there."""
        found = self.value(*way)
        if found is None or isinstance(found, dict):
            return found or {}
        raise InputError(f"`{'.'.join(way)}` of {self.about} must be a mapping", place=self.place(*way))

    def reference(self, kind: str, text: str, *way: str | int) -> Key:
        """What a reference of it means, whose kind is the given one where it says none. Raises InputError."""
        found = _REFERENCE.fullmatch(text)
        if found is None:
            hint = "a reference is written [kind:][namespace/]name"
            raise InputError(f"{text[:80]!r} is no reference to an entity", place=self.place(*way), hint=hint)
        namespace = found["namespace"] or self.namespace
        return ((found["kind"] or kind).lower(), namespace.lower(), found["name"].lower())


def read_entities(file: Path, label: str) -> Iterator[Entity]:
    """The entities in a file, in their order. Raises InputError with the place of what is none."""
    try:
        with file.open("rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{label} cannot be read: {error.strerror}") from error
    if len(data) > _MOST_BYTES:
        raise InputError("the file is larger than 20 MiB", place=Place(label))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("this is not UTF-8", place=Place(label)) from error
    found = [_entity(parse(part.encode(), label, label), file) for part in _documents(text)]
    if not found:
        raise InputError("there is no entity in this file", place=Place(label))
    yield from found


def _documents(text: str) -> Iterator[str]:
    """The documents of a text, each on the lines on which it stood."""
    marks = list(_MARK.finditer(text))
    starts = [0, *(mark.end() for mark in marks)]
    ends = [*(mark.start() for mark in marks), len(text)]
    for start, end in zip(starts, ends, strict=True):
        part = text[start:end]
        if not _NOTHING.fullmatch(part):
            indent = " " * 3 if start else ""
            yield "\n" * text.count("\n", 0, start) + indent + part


def _entity(document: Document, file: Path) -> Entity:
    tree = document.tree
    if not isinstance(tree, dict) or not {"apiVersion", "kind"} <= tree.keys():
        hint = "an entity has `apiVersion`, `kind`, `metadata` and `spec`"
        raise InputError("this is no entity of Backstage", place=document.place(()), hint=hint)
    version = tree["apiVersion"]
    if not (isinstance(version, str) and version.startswith(_OURS)):
        place = document.place(("apiVersion",))
        raise InputError(f"`apiVersion` must begin with {_OURS}, not {str(version)[:80]!r}", place=place)
    for pointer, place in document.duplicate_keys:
        raise InputError(f"`{pointer[-1]}` stands here twice", place=place, hint="keep one of them")
    whole = Entity(str(tree["kind"]), _DEFAULT, "", document, file)
    name, namespace = whole.text("metadata", "name"), whole.text("metadata", "namespace") or _DEFAULT
    if not name:
        raise InputError("`metadata.name` is missing", place=document.place(_nearest(tree)))
    return Entity(whole.text("kind"), namespace, name, document, file)


def _nearest(tree: dict[str, Tree]) -> Pointer:
    return ("metadata",) if "metadata" in tree else ()
