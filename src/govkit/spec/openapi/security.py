"""Security schemes as a caller meets them (OpenAPI 3.2, Security Scheme Object), and requirements by scheme."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from govkit.spec.documents import Node
from govkit.spec.openapi.contract import Contract
from govkit.spec.schemas.digest import value_digest

ADDRESSES = ("authorizationUrl", "tokenUrl", "refreshUrl", "deviceAuthorizationUrl")
_SHOWN = {
    "apiKey": ("in", "name"),
    "http": ("scheme",),
    "openIdConnect": (),
    "oauth2": (),
    "basic": (),
    "mutualTLS": (),
}


@dataclass(frozen=True)
class Scheme:
    """One security scheme."""

    name: str
    node: Node

    @cached_property
    def raw(self) -> dict[str, Any]:
        """The scheme as it is written."""
        return self.node.value if isinstance(self.node.value, dict) else {}

    @cached_property
    def credentials(self) -> dict[str, Any]:
        """How the credentials are shown to the server: what a request looks like."""
        kind = self.raw.get("type")
        fields = _SHOWN.get(str(kind), ("in", "name", "scheme"))
        said = {"type": kind} | {key: self.raw[key] for key in fields if key in self.raw}
        for key, value in said.items():  # RFC 9110, sections 11.1 and 5.1: neither scheme nor header minds the case
            if isinstance(value, str) and (key == "scheme" or (key == "name" and said.get("in") == "header")):
                said[key] = value.lower()
        return said

    @cached_property
    def flows(self) -> dict[str, dict[str, Any]]:
        """The OAuth flows by name."""
        flows = self.raw.get("flows")
        said = flows.items() if isinstance(flows, dict) else ()
        return {name: flow for name, flow in said if isinstance(flow, dict) and not name.startswith("x-")}

    def addresses(self) -> dict[str, str]:
        """The addresses that a client gets its credentials from, by what they are for."""
        found = {key: self.raw[key] for key in ("openIdConnectUrl", "oauth2MetadataUrl") if _is_text(self.raw, key)}
        for name, flow in self.flows.items():
            found |= {f"{key} of {name}": flow[key] for key in ADDRESSES if _is_text(flow, key)}
        return {name: _normal(address) for name, address in found.items()}

    def scopes(self) -> set[str]:
        """The scopes that can be asked for in any flow."""
        return {
            scope for flow in self.flows.values() if isinstance(flow.get("scopes"), dict) for scope in flow["scopes"]
        }

    @cached_property
    def digest(self) -> str:
        """What identifies the scheme to a caller, whatever it is called."""
        return value_digest([self.credentials, self.addresses(), sorted(self.flows)])

    @property
    def deprecated(self) -> bool:
        """Whether the scheme says that it is deprecated."""
        return self.raw.get("deprecated") is True


def _normal(address: str) -> str:
    """An address as it is compared: case of scheme and host, escapes of plain characters (RFC 3986, section 6.2.2)."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    path = _ESCAPE.sub(lambda found: _unescaped(found[0]), parts.path)
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), path, parts.query, parts.fragment))


_ESCAPE = re.compile("%[0-9A-Fa-f]{2}")


def _unescaped(escape: str) -> str:
    character = chr(int(escape[1:], 16))
    return character if re.fullmatch(r"[A-Za-z0-9._~-]", character) else escape.upper()


def _is_text(raw: dict[str, Any], key: str) -> bool:
    return isinstance(raw.get(key), str)


def schemes_of(contract: Contract) -> dict[str, Scheme]:
    """The security schemes of a contract by name."""
    return {name: Scheme(name, node) for name, node in contract.security_schemes.items()}


def counterparts(old: dict[str, Scheme], new: dict[str, Scheme]) -> dict[str, str]:
    """For each new scheme that was there before, the old scheme's name.

    A scheme is what it says: one of equal content is the same under another name. A scheme that changed under its name
    is the same too, as long as no other took over what it said.
    """
    by_content: dict[str, list[str]] = {}
    for name, scheme in old.items():
        by_content.setdefault(scheme.digest, []).append(name)
    found: dict[str, str] = {}
    for name, scheme in new.items():
        alike = by_content.get(scheme.digest, [])
        if alike:
            found[name] = name if name in alike else alike[0]
    taken = set(found.values())
    for name in new.keys() & old.keys():
        if name not in found and name not in taken:
            found[name] = name
    return found
