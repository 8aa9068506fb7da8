"""`oasSecurityDefined`: security requirements name schemes that are defined, and scopes that these have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from govkit.checks.lint.spectral.model import Check, Report, Scene
from govkit.checks.lint.spectral.oas.functions._plain import choosing

_PLACES = {2: ("securityDefinitions",), 3: ("components", "securitySchemes")}


def _made(options: Mapping[str, Any]) -> Check:
    version = options["oasVersion"]
    place = ".".join(_PLACES[version])

    def check(requirement: Any, scene: Scene) -> Iterator[Report]:
        schemes: Any = scene.linted.document.tree
        if not isinstance(schemes, dict) or not _is_requirement(requirement):
            return
        for key in _PLACES[version]:
            schemes = schemes.get(key) if isinstance(schemes, dict) else None
        for name, scopes in requirement.items():
            if not isinstance(schemes, dict) or name not in schemes:
                yield Report(f"`{place}` has no security scheme {name}", (*scene.way, name))
                continue
            known = _scopes(schemes[name], version)
            for index, scope in enumerate(scopes):
                if scope not in known:
                    yield Report(f"the security scheme {name} has no scope {scope}", (*scene.way, name, index))

    return check


def _is_requirement(value: Any) -> bool:
    lists = value.values() if isinstance(value, dict) else (None,)
    return all(isinstance(one, list) and all(isinstance(scope, str) for scope in one) for one in lists)


def _scopes(scheme: Any, version: int) -> set[str]:
    """The scopes of a security scheme, of all its flows."""
    if not isinstance(scheme, dict):
        return set()
    flows = [scheme] if version == 2 else scheme.get("flows")
    flows = list(flows.values()) if isinstance(flows, dict) else flows
    scopes = [flow.get("scopes") for flow in flows or () if isinstance(flow, dict)]
    return {name for one in scopes if isinstance(one, dict) for name in one}


FUNCTION = choosing("oasSecurityDefined", {"oasVersion": (2, 3)}, _made)
