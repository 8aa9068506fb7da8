"""Ways to authenticate, as functions of a package: each security scheme of the contract that govkit.client knows."""

from __future__ import annotations

from dataclasses import dataclass

from govkit.codegen.naming import Names, snake
from govkit.codegen.texts import prose
from govkit.spec.openapi.contract import Contract
from govkit.spec.openapi.security import Scheme, schemes_of

_PLACES = ("header", "query", "cookie")


@dataclass(frozen=True, slots=True)
class Way:
    """One way: `kind` is `key`, `bearer`, `basic` or `credentials`."""

    name: str
    kind: str
    text: str
    location: str = ""
    parameter: str = ""
    token_url: str = ""


def ways_of(contract: Contract) -> list[Way]:
    """The ways to authenticate, in the order of the contract."""
    names, found = Names(), []
    for called, scheme in schemes_of(contract).items():
        way = _way(called, scheme)
        if way is not None:
            name = names.give(snake(called, "scheme"), joint="_")
            found.append(Way(name, way.kind, prose(_text(scheme)), way.location, way.parameter, way.token_url))
    return found


def _text(scheme: Scheme) -> str:
    text = scheme.raw.get("description")
    return text if isinstance(text, str) else ""


def _way(called: str, scheme: Scheme) -> Way | None:
    raw, kind = scheme.raw, scheme.raw.get("type")
    if kind == "apiKey" and raw.get("in") in _PLACES and isinstance(raw.get("name"), str):
        return Way(called, "key", "", str(raw["in"]), raw["name"])
    if kind == "basic" or (kind == "http" and str(raw.get("scheme")).lower() == "basic"):
        return Way(called, "basic", "")
    if kind == "oauth2":
        flow = scheme.flows.get("clientCredentials") or scheme.flows.get("application")
        if flow is not None:
            url = flow.get("tokenUrl")
            return Way(
                called, "credentials", "", token_url=url if isinstance(url, str) and url.startswith("http") else ""
            )
        return Way(called, "bearer", "")
    if kind == "openIdConnect" or (kind == "http" and str(raw.get("scheme")).lower() == "bearer"):
        return Way(called, "bearer", "")
    return None
