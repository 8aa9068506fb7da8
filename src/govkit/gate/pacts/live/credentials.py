"""What a provider wants to be shown, as the security schemes of its description spell it."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from govkit.gate.pacts.live.wanted import TOKEN, Where

if TYPE_CHECKING:
    from govkit.spec.openapi import Contract

MOCK_TOKEN = base64.b64encode(b"secret:token").decode("ascii")
"""What mocks are shown: a token of any form, a name and a password in Base64 too."""

Shown = tuple[tuple[str, str, str], ...]


def shown_to(where: Where, contract: Contract | None) -> Shown:
    """The credentials for a provider, as (place, name, value), none where nobody gave a token."""
    token = MOCK_TOKEN if where.is_mock else os.environ.get(TOKEN, "")
    if not token:
        return ()
    if contract is None:
        return (("header", "Authorization", f"Bearer {token}"),)
    named = {name.lower() for name, _ in where.headers}
    found = dict.fromkeys(_spelled(contract, token, encoded=where.is_mock))
    return tuple(one for one in found if one[0] != "header" or one[1].lower() not in named)


def scopes_of(contract: Contract) -> frozenset[str]:
    """Every scope that an operation asks for."""
    ways = [way for operation in contract.operations.values() for way in operation.security]
    return frozenset(scope for way in ways for named in way.values() for scope in named if isinstance(scope, str))


def _spelled(contract: Contract, token: str, *, encoded: bool) -> Iterator[tuple[str, str, str]]:
    for node in contract.security_schemes.values():
        said: dict[str, Any] = node.value if isinstance(node.value, dict) else {}
        kind, place, name = said.get("type"), said.get("in"), said.get("name")
        if kind == "apiKey" and place in ("header", "query") and isinstance(name, str):
            yield str(place), name, token
        elif kind in ("oauth2", "openIdConnect"):
            yield "header", "Authorization", f"Bearer {token}"
        elif kind == "http":
            basic = str(said.get("scheme", "")).lower() == "basic"
            text = token if encoded or not basic or ":" not in token else base64.b64encode(token.encode()).decode()
            yield "header", "Authorization", f"{'Basic' if basic else 'Bearer'} {text}"
