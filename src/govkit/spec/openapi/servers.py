"""Where an operation is served: addresses with their variables (OpenAPI 3.2, Server Object)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product
from typing import Any

from govkit.spec.documents import Node
from govkit.spec.openapi.contract import Operation

_VARIABLE = re.compile(r"\{([^{}]+)\}")
_ABSOLUTE = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)(.*)", re.DOTALL)
_PORTS = {"http": ":80", "https": ":443"}
_MOST = 400
"""So many addresses of one server are told apart; one that stands for more counts as it is written."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of an address; `values` is None where it is free."""

    name: str
    default: str | None
    values: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Server:
    """One server: `url` is its address as it is compared, `written` as it stands in the document."""

    url: str
    written: str
    variables: dict[str, Variable]
    node: Node

    def addresses(self) -> frozenset[str]:
        """All addresses that the template stands for; free variables stay as `{}`."""
        choices = [self.variables[name].values or ("{}",) for name in self._names() if name in self.variables]
        size = 1
        for values in choices:
            size *= len(values)
        if size > _MOST:
            return frozenset({self.url})
        names = [name for name in self._names() if name in self.variables]
        chosen = (dict(zip(names, values, strict=True)) for values in product(*choices))
        return frozenset(normal_address(self._filled(one)) for one in chosen)

    def _filled(self, chosen: dict[str, str]) -> str:
        return _VARIABLE.sub(lambda found: chosen.get(found[1], "{}"), self.url)

    def _names(self) -> list[str]:
        return list(dict.fromkeys(_VARIABLE.findall(self.url)))


def server_list(operation: Operation) -> tuple[Any, Node]:
    """The `servers` that hold for an operation, as written, and the node that says so (the root where none does)."""
    contract = operation.contract
    for owner in (operation.node, operation.item, contract.document.root):
        value = contract.root if owner is contract.document.root else owner.value
        said = value.get("servers") if isinstance(value, dict) else None
        if isinstance(said, list) and said:
            here = isinstance(owner.value, dict) and owner.value.get("servers") is said
            return said, owner.child("servers") if here else owner
    return [], contract.document.root


def servers_at(said: Any, node: Node) -> list[Server]:
    """The servers in a list; where none is declared, the root of wherever the document is found."""
    found = []
    for index, entry in enumerate(said):
        if not isinstance(entry, dict) or not isinstance(entry.get("url"), str):
            continue
        place = node.child(index) if isinstance(node.value, list) else node
        found.append(Server(normal_address(entry["url"]), entry["url"], _variables(entry.get("variables")), place))
    return found or [Server("", "/", {}, node)]


def _variables(said: Any) -> dict[str, Variable]:
    found = {}
    for name, raw in said.items() if isinstance(said, dict) else ():
        if isinstance(raw, dict):
            listed, default = raw.get("enum"), raw.get("default")
            values = tuple(dict.fromkeys(map(str, listed))) if isinstance(listed, list) and listed else None
            found[name] = Variable(name, None if default is None else str(default), values)
    return found


def normal_address(url: str) -> str:
    """An address as it is compared: scheme and host in lower case, no default port, no last slash (RFC 3986, 6.2)."""
    absolute = _ABSOLUTE.fullmatch(url.strip())
    if absolute is None:
        return url.strip().rstrip("/")
    scheme, host, rest = absolute[1].lower(), absolute[2], absolute[3]
    host = "".join(part if part.startswith("{") else part.lower() for part in re.split(r"(\{[^{}]*\})", host))
    return f"{scheme}://{host.removesuffix(_PORTS.get(scheme, '?'))}{rest.rstrip('/')}"


def covers(address: str, other: str) -> bool:
    """Whether an address whose free variables are `{}` stands for the other as well."""
    if address == other:
        return True
    if "{}" not in address:
        return False
    pattern = "[^/]+".join(map(re.escape, address.split("{}")))
    return re.fullmatch(pattern, other) is not None
