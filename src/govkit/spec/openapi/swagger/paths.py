"""Path items and operations of 2.0 as 3.0 writes them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from govkit.spec.documents import DanglingReference, Node, Origin
from govkit.spec.openapi.swagger.messages import Made, MediaTypes, Messages
from govkit.spec.openapi.swagger.references import References
from govkit.spec.openapi.swagger.servers import servers

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch")
_MOVED = frozenset({"parameters", "consumes", "produces", "schemes", "responses", "requestBody", "callbacks"})
BODIES = ("body", "formData")
"""Where the parameters stand that are no parameters in 3.0."""


class Paths:
    """Converts the path items of one document.

    What is referred to and depends on what an operation consumes or produces is written out in the operation, unless
    the operation says nothing of its own and it is a component.
    """

    def __init__(self, root: Node, references: References, messages: Messages) -> None:
        self._root = root
        self._references = references
        self._messages = messages

    def item(self, node: Node) -> Made:
        """A path item, what it refers to written out."""
        target = self.followed(node)
        if target is None:
            return self._reference(node)
        raw, origin = target.value, Origin(target.document, target.pointer)
        if not isinstance(raw, dict):
            return raw, origin
        made: dict[str, Any] = {}
        shared = list(self._parameters(target))
        for key in raw:
            if key in _METHODS:
                made[key], origin.inside[key] = self._operation(target.child(key), target, shared)
            elif key == "parameters":
                self._plain(shared, made, origin.child("parameters"))
            else:
                made[key] = raw[key]
        return made, origin

    def _operation(self, node: Node, item: Node, shared: list[tuple[Node, Node | None]]) -> Made:
        target = self.followed(node)
        if target is None:
            return self._reference(node)
        raw, origin = target.value, Origin(target.document, target.pointer)
        if not isinstance(raw, dict):
            return raw, origin
        made = {key: value for key, value in raw.items() if key not in _MOVED}
        own = list(self._parameters(target))
        if isinstance(raw.get("parameters"), list):
            self._plain(own, made, origin.child("parameters"))
        self._body(target, item, own, shared, (made, origin))
        if isinstance(raw.get("responses"), dict):
            made["responses"], origin.inside["responses"] = self._responses(target)
        if isinstance(raw.get("schemes"), list):
            found = servers(self._root, target)
            if found is not None:
                made["servers"], origin.inside["servers"] = found
        return made, origin

    def _parameters(self, owner: Node) -> Iterator[tuple[Node, Node | None]]:
        """Each entry of the list of parameters with what it leads to, None where it leads nowhere."""
        value = owner.value.get("parameters")
        if isinstance(value, list):
            parent = owner.child("parameters")
            for index in range(len(value)):
                node = parent.child(index)
                yield node, self.followed(node)

    def _plain(self, parameters: list[tuple[Node, Node | None]], made: dict[str, Any], origin: Origin) -> None:
        """Writes the parameters that are no bodies."""
        listed: list[Any] = []
        for node, target in parameters:
            if target is None:
                converted, inside = self._reference(node)
            elif not isinstance(target.value, dict):
                converted, inside = target.value, Origin(node.document, node.pointer)
            elif target.value.get("in") in BODIES:
                continue
            elif self._is_component(node, target, "parameters"):
                converted, inside = self._reference(node)
            else:
                converted, inside = self._messages.parameter(target)
            origin.inside[len(listed)] = inside
            listed.append(converted)
        made["parameters"] = listed

    def _body(
        self,
        node: Node,
        item: Node,
        own: list[tuple[Node, Node | None]],
        shared: list[tuple[Node, Node | None]],
        into: tuple[dict[str, Any], Origin],
    ) -> None:
        """Writes the request body that the parameters of an operation and of its path item make."""
        made, origin = into
        types = MediaTypes.of("consumes", node, self._root)
        for parameters, owner in ((own, node), (shared, item)):
            bodies = [pair for pair in parameters if _place_of(pair[1]) == "body"]
            if bodies:
                entry, target = bodies[0]
                if target is not None and self._is_component(entry, target, "parameters") and self._is_general(types):
                    name = str(target.pointer[1])
                    reference = {"$ref": f"#/components/requestBodies/{_escaped(name)}"}
                    made["requestBody"], origin.inside["requestBody"] = reference, _origin(entry)
                elif target is not None:
                    made["requestBody"], origin.inside["requestBody"] = self._messages.body(target, types)
                return
            fields = {str(_named(target)): target for _, target in parameters if _is_field(target)}
            if fields:
                if parameters is own:
                    fields = {**{str(_named(t)): t for _, t in shared if _is_field(t)}, **fields}
                nodes = [field for field in fields.values() if field is not None]
                form = self._messages.form(nodes, owner.child("parameters"), types)
                made["requestBody"], origin.inside["requestBody"] = form
                return

    def _responses(self, operation: Node) -> Made:
        node = operation.child("responses")
        types = MediaTypes.of("produces", operation, self._root)
        made: dict[str, Any] = {}
        origin = Origin(node.document, node.pointer)
        for status, raw in node.value.items():
            entry = node.child(status)
            if status.startswith("x-") or not isinstance(raw, dict):
                made[status] = raw
                continue
            target = self.followed(entry)
            if target is None or (self._is_component(entry, target, "responses") and self._is_general(types)):
                made[status], origin.inside[status] = self._reference(entry)
            elif isinstance(target.value, dict):
                made[status], origin.inside[status] = self._messages.response(target, types)
            else:
                made[status] = target.value
        return made, origin

    def _is_general(self, types: MediaTypes) -> bool:
        """Whether the media types are those of the whole document, as its components have them."""
        return types.stands is None or types.stands.pointer[:-1] == self._root.pointer

    def _is_component(self, node: Node, target: Node, section: str) -> bool:
        """Whether an entry refers to a component of the document that is being converted."""
        return (
            target.pointer != node.pointer
            and target.document is self._root.document
            and len(target.pointer) == 2
            and target.pointer[0] == section
            and node.document is target.document
        )

    def followed(self, node: Node) -> Node | None:
        """The node behind a reference, None where it leads nowhere."""
        try:
            return self._references.library.resolve(node)
        except DanglingReference:
            return None

    def _reference(self, node: Node) -> Made:
        """An object that stays a reference."""
        made: dict[str, Any] = {}
        self._references.write(made, node.document, node.value["$ref"])
        return made, _origin(node)


def _origin(node: Node) -> Origin:
    return Origin(node.document, node.pointer)


def _place_of(target: Node | None) -> Any:
    return target.value.get("in") if target is not None and isinstance(target.value, dict) else None


def _named(target: Node | None) -> Any:
    return target.value.get("name") if target is not None else None


def _is_field(target: Node | None) -> bool:
    return _place_of(target) == "formData" and isinstance(_named(target), str)


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1").replace("%", "%25")
