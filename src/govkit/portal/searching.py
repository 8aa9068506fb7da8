"""What can be searched for: entries, and what the documents of APIs name, which are read behind the first search."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from govkit.catalog.entries import Lifecycle, VersionOf
from govkit.errors import GovkitError
from govkit.portal.links import path_to
from govkit.portal.reference.messages import said
from govkit.portal.reference.version import reference_of
from govkit.portal.state import State
from govkit.portal.workshop import ahead
from govkit.spec.documents import Node

_DEEPEST = 4
_OF_DOCUMENTS = frozenset({"event", "field", "operation", "schema"})
"""Kinds that come behind entries whose names are as near to what is looked for."""
_PATIENCE, _ASIDE = 3.0, 0.1
"""Seconds that a search waits for documents that are being read, by this process or by others; what it finds until then
is told as a part."""
_AT_ONCE = 20
"""Versions whose documents another process reads in one go."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something with a page. `name` ranks before `text`, which is what is said about it; both are folded."""

    kind: str
    title: str
    where: str
    description: str
    path: str
    name: str
    text: str


def item(
    kind: str, title: str, path: str, *, where: str = "", description: str = "", names: Iterable[str] = ()
) -> Item:
    """An item that is found by its title and other names, and after those by what is said about it."""
    name = " ".join([title, *names]).casefold()
    return Item(kind, title, where, description, path, name, f"{name} {kind} {where} {description}".casefold())


class Index:
    """The items of an estate. `entries` are known at once; those of documents come from a thread of their own."""

    def __init__(
        self, entries: Sequence[Item], documents: Callable[[], Iterator[Item]], *, aside: bool = False
    ) -> None:
        """`aside`: other processes read the documents."""
        self._patience = _ASIDE if aside else _PATIENCE
        self._entries = list(entries)
        self._documents: list[Item] = []
        self._reading = threading.Thread(target=self._read, args=(documents,), name="govkit-portal-index", daemon=True)
        self._reading.start()

    def _read(self, documents: Callable[[], Iterator[Item]]) -> None:
        with ahead():
            for one in documents():
                self._documents.append(one)

    def found(self, words: Sequence[str], kind: str = "") -> tuple[list[Item], bool]:
        """What has every word, the names that are the words first; and whether everything was read by then."""
        self._reading.join(self._patience)
        whole = not self._reading.is_alive()
        ranked: list[tuple[int, bool, int, Item]] = []
        for one in (*self._entries, *self._documents):
            if (not kind or one.kind == kind) and all(word in one.text for word in words):
                ranked.append((_rank(one, words), one.kind in _OF_DOCUMENTS, len(one.name), one))
        ranked.sort(key=lambda row: row[:3])
        return [one for *_, one in ranked], whole


def _rank(one: Item, words: Sequence[str]) -> int:
    """0 where the name is what is looked for, 3 where only what is said about it has the words."""
    whole = " ".join(words)
    if whole in (one.title.casefold(), one.title.casefold().rpartition("/")[2]):
        return 0
    if one.name.startswith(whole):
        return 1
    return 2 if all(word in one.name for word in words) else 3


def of_documents(state: State) -> Iterator[Item]:
    """Operations, events, schemas and fields of every version that is not retired and can be read."""
    names = [one.name for one in state.estate.versions() if one.lifecycle is not Lifecycle.RETIRED]
    size = _AT_ONCE if state.workshop is not None else 1
    for start in range(0, len(names), size):
        some = tuple(names[start : start + size])
        yield from state.worked(("items", some), _of_versions, some)


def _of_versions(state: State, names: Sequence[str]) -> list[Item]:
    found: list[Item] = []
    for name in names:
        try:
            found += _of_version(state, state.version(name))
        except GovkitError:  # told on the first page
            continue
    return found


def _of_version(state: State, version: VersionOf) -> Iterator[Item]:
    reference = reference_of(state, version)
    where = f"{version.api.title} {version.version.version}"
    for name, operation in reference.contract.operations.items():
        summary = said(operation.node, "summary") or said(operation.node, "description")
        kind = "event" if operation.kind == "webhook" else "operation"
        title = operation.path if kind == "event" else name
        names = (operation.id or "", summary)
        yield item(kind, title, reference.operations[name], where=where, description=summary, names=names)
    for name, node in reference.nodes.items():
        path = reference.schemas[name]
        yield item("schema", name, path, where=where, description=said(node, "description"))
        for way, field in _fields(node, name, 0):
            yield item("field", way, path, where=where, description=said(field, "description"))


def _fields(node: Node, way: str, depth: int) -> Iterator[tuple[str, Node]]:
    """The fields that a schema declares itself, those of objects and items within it."""
    value = node.value
    if not isinstance(value, dict) or depth > _DEEPEST:
        return
    if isinstance(value.get("properties"), dict):
        for name in value["properties"]:
            below = node.child("properties").child(name)
            yield f"{way}/{name}", below
            yield from _fields(below, f"{way}/{name}", depth + 1)
    if isinstance(value.get("items"), dict):
        yield from _fields(node.child("items"), f"{way}/*", depth + 1)
    for word in ("allOf", "anyOf", "oneOf"):
        branches = value.get(word)
        for index in range(len(branches) if isinstance(branches, list) else 0):
            yield from _fields(node.child(word).child(index), way, depth + 1)


def entry_item(kind: str, name: str, title: str, description: str, owner: str | None) -> Item:
    """An entry of the catalog."""
    where = f"owned by {owner}" if owner else ""
    return item(kind, title, path_to(kind, name), where=where, description=description, names=(name,))
