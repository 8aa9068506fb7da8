"""Where deliveries may go: to this machine, and to hosts that somebody allowed by name."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv6Address, ip_address
from urllib.parse import SplitResult, quote, urlsplit

_PATH = "/%:@!$&'()*+,;=~-._"


class Unreachable(Exception):
    """An address that nothing is sent to; says why."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a delivery goes: addresses that were looked up already, so that no second answer of a name counts."""

    addresses: tuple[str, ...]
    port: int
    host: str
    """The value of `Host`."""

    name: str
    path: str
    tls: ssl.SSLContext | None


class Reach:
    """Which hosts are delivered to. A host that is allowed may stand at another address (`HOST=http://ADDRESS`)."""

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        """Raises ValueError for what is no host."""
        self._allowed: dict[str, str | None] = {}
        for text in allowed:
            host, equals, address = text.partition("=")
            if not host or "/" in host or (equals and not urlsplit(address).hostname):
                raise ValueError(f"{text!r} is no HOST, nor HOST=http://ADDRESS")
            self._allowed[host.lower()] = address if equals else None

    async def target(self, url: str) -> Target:
        """Where a URL leads. Raises Unreachable."""
        parts, port = _split(url)
        host = (parts.hostname or "").lower()
        shown = parts.netloc.rpartition("@")[2]
        path = quote(parts.path, safe=_PATH) or "/"
        if parts.query:
            path += "?" + quote(parts.query, safe=_PATH + "?")
        alias = self._allowed.get(host)
        name, tls = host, parts.scheme == "https"
        if alias is not None:
            elsewhere, port = _split(alias)
            name, tls = elsewhere.hostname or "", elsewhere.scheme == "https"
        addresses = await _looked_up(name, port)
        local = all(_is_loopback(one) for one in addresses)
        if not local and host not in self._allowed:
            raise Unreachable(f"{host} is not this machine; allow it by --webhooks-to {host}")
        return Target(addresses, port, shown, host, path, _trust(local=local) if tls else None)


def _split(url: str) -> tuple[SplitResult, int]:
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise Unreachable(f"this is no address: {error}") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or not url.isprintable():
        raise Unreachable("an address begins with http:// or https:// and names a host")
    if not parts.netloc.isascii() or " " in parts.netloc:
        raise Unreachable("the name of a host is written in ASCII")
    return parts, port


async def _looked_up(host: str, port: int) -> tuple[str, ...]:
    with suppress(ValueError):
        return (str(ip_address(host)),)
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(f"{host[:100]} is not known") from error
    return tuple(dict.fromkeys(str(one[4][0]) for one in found))


def _is_loopback(address: str) -> bool:
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped is not None:
        return ip.ipv4_mapped.is_loopback
    return ip.is_loopback


@cache
def _trust(*, local: bool) -> ssl.SSLContext:
    """Certificates are checked, but for those of this machine, which nobody signs."""
    context = ssl.create_default_context()
    if local:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
