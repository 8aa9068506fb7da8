"""A description in one tree: what it refers to in other files is taken in, so that any tool can read it."""

from __future__ import annotations

from typing import Any

from govkit.errors import InputError
from govkit.spec.documents import Node, format_pointer
from govkit.spec.openapi import Contract

_SECTION = "x-govkit-bundled"


def bundled(contract: Contract) -> dict[str, Any]:
    """The tree of a contract, with overlays, converted, and without references to other files.

    A reference that leads nowhere stays as it is.
    """
    return _Bundle(contract).tree()


class _Bundle:
    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._root = contract.document
        self._names: dict[tuple[str, tuple[Any, ...]], str] = {}
        self._waiting: list[tuple[str, Node]] = []

    def tree(self) -> dict[str, Any]:
        found = self._copied(Node(self._root, (), self._root.tree))
        assert isinstance(found, dict), "a contract is an object"
        taken: dict[str, Any] = {}
        while self._waiting:
            name, node = self._waiting.pop()
            taken[name] = self._copied(node)
        return {**found, _SECTION: taken} if taken else found

    def _copied(self, node: Node) -> Any:
        value = node.value
        if isinstance(value, dict):
            reference = value.get("$ref")
            if isinstance(reference, str):
                return {**value, "$ref": self._reference(node, reference)}
            return {key: self._copied(node.child(key)) for key in value}
        if isinstance(value, list):
            return [self._copied(node.child(index)) for index in range(len(value))]
        return value

    def _reference(self, node: Node, reference: str) -> str:
        try:
            target = self._contract.library.target(node.document, reference)
        except InputError:
            return reference
        if target.document is self._root:
            return f"#{format_pointer(target.pointer)}"
        key = (target.document.path, target.pointer)
        if key not in self._names:
            self._names[key] = str(len(self._names) + 1)
            self._waiting.append((self._names[key], target))
        return f"#/{_SECTION}/{self._names[key]}"
