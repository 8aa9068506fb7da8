"""Which names a server answers to: loopback is no fence against a browser that a name was bound anew for."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

_HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]{1,255})(:[0-9]{1,5})?\Z", re.ASCII)
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_ANYWHERE = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - compared with, not bound to
_MOST_KEPT = 100


class Hosts:
    """The values of `Host` that are answered.

    On loopback these are its names. Who binds to all addresses is called by number or by a name without a dot, such as
    that of a container: neither is a name that a foreign site could have.
    """

    def __init__(self, bound: str) -> None:
        self._names = _LOOPBACK | {bound.lower().strip("[]")}
        self._anywhere = bound in _ANYWHERE
        self._taken: set[str] = set()

    def takes(self, host: str | None) -> bool:
        """Whether a request is meant for this server."""
        if host in self._taken:
            return True
        found = _HOST.match(host or "")
        if host is None or found is None:
            return False
        name = found[1].lower().strip("[]")
        takes = name in self._names or (self._anywhere and ("." not in name or _is_address(name)))
        if takes and len(self._taken) < _MOST_KEPT:  # a caller chooses what is kept
            self._taken.add(host)
        return takes


def is_foreign(headers: dict[str, str]) -> bool:
    """Whether a browser sends a request for another site (Fetch, `Origin`; Fetch Metadata, `Sec-Fetch-Site`)."""
    if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        return True
    origin = headers.get("origin")
    if origin is None:
        return False
    try:
        return urlsplit(origin).netloc != headers.get("host")
    except ValueError:
        return True


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
