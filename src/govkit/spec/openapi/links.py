"""Links of responses, with the operations that they lead to (OpenAPI 3.2, Link Object)."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from govkit.spec.documents import Node, parse_pointer
from govkit.spec.openapi.contract import METHODS, Contract, Response, wire_path


class Links:
    """Reads the links of one contract."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._by_id: dict[str, str] | None = None

    def of(self, response: Response) -> dict[str, Node]:
        """The links of a response by name, references resolved; without those that lead nowhere."""
        raw = response.node.value
        said = raw.get("links") if isinstance(raw, dict) else None
        if not isinstance(said, dict):
            return {}
        owner = response.node.child("links")
        targets = {name: self._contract.resolved(owner.child(name)) for name in said if not name.startswith("x-")}
        return {name: node for name, node in targets.items() if node is not None and isinstance(node.value, dict)}

    def meaning(self, link: Node) -> dict[str, Any]:
        """What a link says to a client: the operation that it leads to, and what to call it with."""
        raw = link.value
        said: dict[str, Any] = {"operation": self._target(raw)}
        if raw.get("parameters"):
            said["parameters"] = raw["parameters"]
        if "requestBody" in raw:
            said["requestBody"] = raw["requestBody"]
        if isinstance(raw.get("server"), dict):
            said["server"] = {key: value for key, value in raw["server"].items() if key in ("url", "variables")}
        return said

    def _target(self, raw: dict[str, Any]) -> str:
        """The operation by its identity on the wire, so that its id and its place say the same."""
        named, reference = raw.get("operationId"), raw.get("operationRef")
        if isinstance(named, str):
            return self._ids().get(named, named)
        if isinstance(reference, str) and reference.startswith("#/"):
            parts = parse_pointer(unquote(reference[1:]))
            if len(parts) == 3 and parts[0] == "paths" and parts[2] in METHODS:
                return f"{parts[2].upper()} {wire_path(parts[1])}"
        return str(reference)

    def _ids(self) -> dict[str, str]:
        if self._by_id is None:
            operations = self._contract.operations.values()
            self._by_id = {operation.id: operation.key for operation in operations if operation.id is not None}
        return self._by_id
