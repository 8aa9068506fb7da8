"""From where a request comes, where a proxy stands before the portal: only those that are declared are believed."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from govkit.errors import UsageError

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

HEADER = "x-forwarded-for"
"""What proxies write the addresses into that they were asked from, each behind those that it was told of."""

_MOST = 50


class Proxies:
    """The proxies that stand before the portal; none where nobody declared one."""

    def __init__(self, declared: Iterable[str] = ()) -> None:
        """`declared` are addresses or networks (`10.0.0.0/24`). Raises UsageError."""
        self._networks = tuple(_network(one) for one in declared)

    def origin(self, peer: str, forwarded: Sequence[str]) -> str:
        """Whose request it is: `peer` is who connected, `forwarded` the values of the header, in their order.

        The addresses are looked at from the last one, which the nearest proxy wrote, as long as a proxy wrote them:
        what stands before them was written by somebody who may have made it up.
        """
        told = [one.strip() for value in forwarded for one in value.split(",")][-_MOST:]
        found = peer
        while told and self._has(found):
            address = _address(told.pop())
            if address is None:
                break
            found = address
        return found

    def _has(self, text: str) -> bool:
        try:
            address = ipaddress.ip_address(text)
        except ValueError:
            return False
        if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        return any(address in network for network in self._networks)


def _address(text: str) -> str | None:
    """An address as proxies write it, some of them with a port; None for what is none."""
    text = text.strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return None


def _network(text: str) -> Network:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError as error:
        raise UsageError(
            f"{text} is no address of a proxy", hint="give an address, 127.0.0.1, or a network, 10.0.0.0/24"
        ) from error
