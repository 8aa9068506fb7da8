"""The systems that are served, each with its address, its version and its collections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from govkit.mocks.control.route import NUMBER, TEXT, Asked, Route, described

if TYPE_CHECKING:
    from govkit.mocks.control.control import Control

_SYSTEM = described(
    name=TEXT,
    address={"type": "string", "format": "uri"},
    title=TEXT,
    version=TEXT,
    operations=NUMBER,
    resources={"type": "array", "items": TEXT, "description": "The paths of collections."},
)


def routes(control: Control) -> tuple[Route, ...]:
    """The list of systems."""

    def systems(asked: Asked) -> Any:
        alone = len(control.systems) == 1
        return [
            {
                "name": name,
                "address": f"{asked.request.root}/{'' if alone else f'{name}/'}",
                "title": _info(system.contract.document.tree, "title"),
                "version": _info(system.contract.document.tree, "version"),
                "operations": len(system.operations),
                "resources": sorted(control.behaviours[name].resources.by_path),
            }
            for name, system in control.systems.items()
        ]

    return (Route("GET", "systems", "The systems that are served", systems, {"type": "array", "items": _SYSTEM}),)


def _info(tree: Any, name: str) -> str:
    info = tree.get("info") if isinstance(tree, dict) else None
    return str(info.get(name, "")) if isinstance(info, dict) else ""
