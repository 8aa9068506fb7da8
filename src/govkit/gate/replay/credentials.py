"""What a caller shows to be let in, as placeholders: the secrets themselves stay in the environment of who runs it."""

from __future__ import annotations

import re
from typing import Any

from govkit.spec.openapi import Operation
from govkit.spec.openapi.wire.spelling import TOKEN


def credentials_of(operation: Operation) -> tuple[list[tuple[str, str, str]], list[str]]:
    """The credentials of the first way to be let in as (place, name, text), and what a person has to see to."""
    ways = operation.security
    if not ways or {} in ways or operation.kind != "path":
        return [], []
    found: list[tuple[str, str, str]] = []
    notes: list[str] = []
    for name in ways[0]:
        node = operation.contract.security_schemes.get(name)
        raw = node.value if node is not None and isinstance(node.value, dict) else {}
        shown = _shown(name, raw)
        if shown is None:
            notes.append(f"The security scheme {name!r} cannot be shown here: see to it where this is run.")
        elif shown not in found:
            found.append(shown)
    return found, notes


def _shown(name: str, raw: dict[str, Any]) -> tuple[str, str, str] | None:
    variable = "{{" + (re.sub(r"\W+", "_", name, flags=re.ASCII).strip("_") or "token") + "}}"
    kind = raw.get("type")
    if kind == "apiKey":
        place, key = raw.get("in"), raw.get("name")
        if place in ("header", "query", "cookie") and isinstance(key, str) and TOKEN.match(key):
            return str(place), key, variable
        return None
    if kind in ("oauth2", "openIdConnect"):
        return "header", "Authorization", f"Bearer {variable}"
    scheme = raw.get("scheme")
    if kind == "http" and isinstance(scheme, str) and TOKEN.match(scheme):
        return "header", "Authorization", f"{scheme.capitalize()} {variable}"
    return None
