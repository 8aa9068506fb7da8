"""Where an API is found and who may use it: `host`, `basePath`, `schemes` and `securityDefinitions` (Swagger 2.0)."""

from __future__ import annotations

from typing import Any

from govkit.spec.documents import Node, Origin

_FLOWS = {
    "implicit": "implicit",
    "password": "password",
    "application": "clientCredentials",
    "accessCode": "authorizationCode",
}
_FLOW = ("authorizationUrl", "tokenUrl", "refreshUrl", "scopes")


def servers(root: Node, asking: Node) -> tuple[list[dict[str, Any]], Origin] | None:
    """The servers that the root and the schemes of the root or an operation make; None where nothing is said.

    Without schemes a host is reached as the description itself was (Swagger 2.0, Swagger Object).
    """
    raw = root.value
    host, base = (raw.get(key) if isinstance(raw.get(key), str) else None for key in ("host", "basePath"))
    owner = next((node for node in (asking, root) if isinstance(node.value.get("schemes"), list)), None)
    schemes = [name for name in owner.value["schemes"] if isinstance(name, str)] if owner else []
    if host is None and base is None:
        return None
    path = (base or "").rstrip("/")
    urls = [f"{scheme}://{host}{path}" for scheme in schemes] or [f"//{host}{path}"]
    if host is None:
        urls = [path or "/"]
    first = "host" if host is not None else "basePath"
    origin = Origin(root.document, (*root.pointer, first))
    for index in range(len(urls)):
        said = index < len(schemes) and host is not None and owner is not None
        at = (*owner.pointer, "schemes", index) if said and owner else origin.pointer
        origin.inside[index] = Origin(root.document if not said or owner is None else owner.document, at)
    return [{"url": url} for url in urls], origin


def scheme(node: Node) -> tuple[Any, Origin]:
    """A security definition as a security scheme of 3.0."""
    raw, origin = node.value, Origin(node.document, node.pointer)
    kind = raw.get("type") if isinstance(raw, dict) else None
    if kind == "basic":
        return {**raw, "type": "http", "scheme": "basic"}, origin
    flow = raw.get("flow") if isinstance(raw, dict) else None
    if kind != "oauth2" or not isinstance(flow, str):
        return raw, origin
    said = {key: raw[key] for key in _FLOW if key in raw}
    made = {key: value for key, value in raw.items() if key not in (*_FLOW, "flow")}
    name = _FLOWS.get(flow, flow)
    origin.inside["flows"] = flows = Origin(node.document, (*node.pointer, "flow"))
    flows.inside[name] = Origin(node.document, node.pointer)
    return {**made, "flows": {name: {"scopes": {}, **said}}}, origin
