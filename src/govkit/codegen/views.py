"""An object schema with all that allOf and its alternatives add to it."""

from __future__ import annotations

from typing import Any

from govkit.findings import Direction
from govkit.spec.documents import DanglingReference, Library, Node

DEEPEST = 40
"""So many schemas inside of each other are read; beyond that, anything may stand."""


class ObjectView:
    """An object schema seen with everything that allOf adds: its properties, which are required, its alternatives."""

    def __init__(self, library: Library, node: Node, direction: Direction) -> None:
        self.node = node
        self._library = library
        self._direction = direction
        self.properties: dict[str, Node] = {}
        self.required: set[str] = set()
        self.alternatives: list[Node] = []
        self.parts: list[Node] = []
        self.additional: Node | None = None
        self.closed = False
        self.text = ""
        self._gather(node, 0)
        self.own_properties = bool(self.properties)
        if self.properties:
            self._loosen()
        self._hide()

    @property
    def is_model(self) -> bool:
        """Whether it names properties."""
        return bool(self.properties)

    def _gather(self, node: Node, depth: int) -> None:
        raw = node.value
        if not isinstance(raw, dict) or depth > DEEPEST:
            return
        self.text = self.text or described(raw)
        if isinstance(raw.get("properties"), dict):
            for name in raw["properties"]:
                self.properties[name] = node.child("properties").child(name)
        if isinstance(raw.get("required"), list):
            self.required |= {name for name in raw["required"] if isinstance(name, str)}
        additional = raw.get("additionalProperties", raw.get("unevaluatedProperties"))
        self.closed = self.closed or additional is False
        if isinstance(additional, dict):
            word = "additionalProperties" if "additionalProperties" in raw else "unevaluatedProperties"
            self.additional = node.child(word)
        for word in ("oneOf", "anyOf"):
            if isinstance(raw.get(word), list):
                self.alternatives += [node.child(word).child(index) for index in range(len(raw[word]))]
        for index in range(len(raw["allOf"])) if isinstance(raw.get("allOf"), list) else ():
            part = node.child("allOf").child(index)
            self.parts.append(part)
            target = self._target(part)
            if target is not None:
                self._gather(target, depth + 1)

    def _loosen(self) -> None:
        """An object that has alternatives beside its own properties: theirs are added, none of them required."""
        for alternative in self.alternatives:
            target = self._target(alternative)
            if target is None:
                continue
            inner = ObjectView(self._library, target, self._direction)
            for name, node in inner.properties.items():
                self.properties.setdefault(name, node)
            self.closed = False

    def _hide(self) -> None:
        """Takes out what is never sent in this direction."""
        word = "readOnly" if self._direction is Direction.REQUEST else "writeOnly"
        for name, node in list(self.properties.items()):
            target = self._target(node)
            raws = (node.value, target.value if target is not None else None)
            if any(isinstance(raw, dict) and raw.get(word) is True for raw in raws):
                del self.properties[name]
                self.required.discard(name)

    def _target(self, node: Node) -> Node | None:
        try:
            return self._library.resolve(node)
        except DanglingReference:
            return None


def described(raw: Any) -> str:
    """The description of a schema, empty where it has none."""
    found = raw.get("description") if isinstance(raw, dict) else None
    return found if isinstance(found, str) else ""
