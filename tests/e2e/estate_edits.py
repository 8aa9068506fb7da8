"""Changes of API descriptions as operations on their trees, whatever their text looks like."""

from __future__ import annotations

import copy
import json
import posixpath
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from govkit.spec.documents import Files, Library

_COMPONENTS = ("components", "schemas")
Edit = Mapping[str, Any]


class Trees:
    """The documents of one description while they are edited. `root` is the path of the one that names the others."""

    def __init__(self, files: Files, root: str) -> None:
        self._library = Library(files)
        self._root = root
        self._trees: dict[str, Any] = {}

    def changed(self) -> dict[str, bytes]:
        """The documents that were touched, as text."""
        return {path: json.dumps(tree, indent=1).encode() for path, tree in self._trees.items()}

    def edit(self, edits: Iterable[Edit]) -> None:
        """Does what some operations say, one after the other."""
        for one in edits:
            name = next(iter(one))
            _OPERATIONS[name](self, one[name], one)

    def _document(self, place: str) -> tuple[Any, tuple[str, ...]]:
        """The document of a place, and the way to it from there."""
        file, hash_, way = place.rpartition("#")
        path = posixpath.join(posixpath.dirname(self._root), "schemas", file) if hash_ else self._root
        if path not in self._trees:
            self._trees[path] = copy.deepcopy(self._library.open(path).root.value)
        return self._trees[path], (() if hash_ else _COMPONENTS) + tuple(way.split("/"))

    def parent(self, place: str) -> tuple[Any, Any]:
        """What a place lies in, and its name there. The way to it has to be there."""
        tree, way = self._document(place)
        for part in way[:-1]:
            tree = tree[int(part) if isinstance(tree, list) else part]
        return tree, int(way[-1]) if isinstance(tree, list) else way[-1]

    def at(self, place: str) -> Any:
        """What stands at a place."""
        parent, name = self.parent(place)
        return parent[name]

    def referred(self, place: str) -> Any:
        """What a reference at a place leads to, in the same document."""
        tree, _ = self._document(place)
        for part in self.at(place)["$ref"].removeprefix("#/").split("/"):
            tree = tree[part]
        return tree


def _set(trees: Trees, place: str, edit: Edit) -> None:
    parent, name = trees.parent(place)
    assert parent.get(name) != edit["to"], f"{place} is so already"
    parent[name] = copy.deepcopy(edit["to"])


def _remove(trees: Trees, place: str, edit: Edit) -> None:
    if "value" in edit:
        trees.at(place).remove(edit["value"])
    else:
        parent, name = trees.parent(place)
        del parent[name]


def _insert(trees: Trees, place: str, edit: Edit) -> None:
    values = trees.at(place)
    assert edit["value"] not in values, f"{place} has {edit['value']} already"
    values.append(edit["value"])


def _rename(trees: Trees, place: str, edit: Edit) -> None:
    parent, name = trees.parent(place)
    members = [(edit["to"] if key == name else key, value) for key, value in parent.items()]
    assert name in parent
    parent.clear()
    parent.update(members)
    above = trees.at(place.rpartition("/properties/")[0]) if "/properties/" in place else {}
    if name in above.get("required", ()):
        above["required"][above["required"].index(name)] = edit["to"]


def _move(trees: Trees, place: str, edit: Edit) -> None:
    parent, name = trees.parent(place)
    target, new = trees.parent(edit["to"])
    target[new] = parent.pop(name)


def _wrap(trees: Trees, place: str, edit: Edit) -> None:
    parent, name = trees.parent(place)
    parent[name] = {"allOf": [*copy.deepcopy(edit["with"]), parent[name]]}


def _reverse(trees: Trees, place: str, _: Edit) -> None:
    values = trees.at(place)
    if isinstance(values, list):
        values.reverse()
    else:
        members = list(values.items())[::-1]
        values.clear()
        values.update(members)


def _inline(trees: Trees, place: str, _: Edit) -> None:
    parent, name = trees.parent(place)
    parent[name] = copy.deepcopy(trees.referred(place))


def _flatten(trees: Trees, place: str, _: Edit) -> None:
    parent, name = trees.parent(place)
    whole: dict[str, Any] = {"type": "object", "required": [], "properties": {}}
    for index, part in enumerate(parent[name]["allOf"]):
        said = trees.referred(f"{place}/allOf/{index}") if "$ref" in part else part
        whole["required"] += [one for one in said.get("required", ()) if one not in whole["required"]]
        whole["properties"] |= copy.deepcopy(said.get("properties", {}))
    parent[name] = whole


_OPERATIONS: dict[str, Callable[[Trees, str, Edit], None]] = {
    "set": _set,
    "remove": _remove,
    "insert": _insert,
    "rename": _rename,
    "move": _move,
    "wrap": _wrap,
    "reverse": _reverse,
    "inline": _inline,
    "flatten": _flatten,
}
