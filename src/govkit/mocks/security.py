"""Who may call: credentials present and of the right form, as the security requirements of an operation say."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl

from govkit.mocks.messages import Refused, Request
from govkit.spec.openapi import Operation

_TOKEN = re.compile(r"[A-Za-z0-9\-._~+/]+=*\Z")
"""Credentials after the name of a scheme (RFC 9110, section 11.2)."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a caller showed for a scheme: the credentials, or what is wrong with them."""

    token: str | None
    problem: str = ""


class Security:
    """The requirements of one operation. `tokens` are the scopes of each known token; empty: any token may do all."""

    def __init__(self, operation: Operation, tokens: Mapping[str, frozenset[str]]) -> None:
        self._ways = operation.security
        schemes = operation.contract.security_schemes
        self._schemes: dict[str, dict[str, Any]] = {
            name: node.value for name, node in schemes.items() if isinstance(node.value, dict)
        }
        self._tokens = tokens
        self.asks = bool(self._ways) and {} not in self._ways

    def check(self, request: Request) -> None:
        """Raises Refused where no alternative is satisfied: 401 without credentials, 403 without the scope."""
        if not self.asks:
            return
        worst: Refused | None = None
        for way in self._ways:
            refused = self._missing(way, request)
            if refused is None:
                return
            if worst is None or refused.status == 403:
                worst = refused
        if worst is not None:
            raise worst

    def _missing(self, way: dict[str, Any], request: Request) -> Refused | None:
        for name, scopes in way.items():
            scheme = self._schemes.get(name)
            if scheme is None or scheme.get("type") == "mutualTLS":
                continue
            shown = _shown(scheme, request)
            if shown.token is None:
                return Refused(401, shown.problem, others=(403,), headers=[("WWW-Authenticate", _challenge(scheme))])
            if self._tokens:
                held = self._tokens.get(shown.token)
                if held is None:
                    headers = [("WWW-Authenticate", f'{_challenge(scheme)}, error="invalid_token"')]
                    return Refused(401, "the token is not known", others=(403,), headers=headers)
                lacking = [one for one in scopes if isinstance(one, str) and one not in held]
                if lacking:
                    return Refused(403, f"the token lacks the scope `{lacking[0]}`", others=(401, 404))
        return None


def _challenge(scheme: dict[str, Any]) -> str:
    """How credentials are asked for (RFC 9110, section 11.6.1)."""
    named = str(scheme.get("scheme", "")) if scheme.get("type") == "http" else "Bearer"
    word = named.capitalize() if re.fullmatch(r"[A-Za-z0-9-]{1,40}", named) else "Bearer"
    return f'{word} realm="mock"'


def _shown(scheme: dict[str, Any], request: Request) -> _Shown:
    kind = scheme.get("type")
    if kind == "apiKey":
        return _api_key(str(scheme.get("in")), str(scheme.get("name")), request)
    wanted = str(scheme.get("scheme", "")).lower() if kind == "http" else "bearer"
    given = request.headers.get("authorization")
    if given is None:
        return _Shown(None, "the request has no credentials: the header Authorization is missing")
    word, _, rest = given.strip().partition(" ")
    rest = rest.strip()
    if word.lower() != wanted or not rest:
        return _Shown(None, f"the header Authorization must have the form `{wanted.capitalize()} …`")
    if wanted == "bearer" and not _TOKEN.match(rest):
        return _Shown(None, "the header Authorization holds no token")
    if wanted == "basic" and not _is_basic(rest):
        return _Shown(None, "the header Authorization holds no name and password")
    return _Shown(rest)


def _is_basic(text: str) -> bool:
    """Whether a text is a name and a password (RFC 7617)."""
    try:
        return b":" in base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False


def _api_key(place: str, name: str, request: Request) -> _Shown:
    found: str | None = None
    if place == "header":
        found = request.headers.get(name.lower())
    elif place == "query":
        try:
            found = dict(parse_qsl(request.query, keep_blank_values=True, max_num_fields=1000)).get(name)
        except ValueError:
            found = None
    elif place == "cookie":
        try:
            cookie = SimpleCookie(request.headers.get("cookie", "")).get(name)
        except CookieError:
            cookie = None
        found = cookie.value if cookie is not None else None
    return _Shown(found) if found else _Shown(None, f"the request has no credentials: the {place} `{name}` is missing")
