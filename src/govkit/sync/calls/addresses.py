"""Where platforms listen: where their descriptions say, unless somebody says otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

from govkit.catalog.entries import Estate
from govkit.catalog.entries.form import ApiRef
from govkit.errors import UsageError
from govkit.spec.expressions import close_to


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where platforms listen that do not where their descriptions say.

    `servers` are addresses by the name of a system, an API, or versions of one (`erp`, `erp@1`, `erp@1.9.0`); the
    narrowest counts. `mocks` is where mocks of all others are served, each below the name of its API.
    """

    servers: Mapping[str, str] = field(default_factory=dict)
    mocks: str | None = None

    @classmethod
    def read(
        cls,
        estate: Estate,
        texts: Iterable[str] = (),
        mocks: str | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> Addresses:
        """Addresses as the command line has them (`erp=https://…`), which go before settings. Raises UsageError."""
        said: dict[str, str] = {}
        for text in texts:
            name, equals, url = text.partition("=")
            if not equals:
                raise UsageError(f"{text!r} names no address", hint="write NAME=URL, such as erp=http://127.0.0.1:8080")
            if name in said:
                raise UsageError(f"{name} is given two addresses", hint="give it one")
            said[name] = url
        servers = {**(settings or {}), **said}
        for name in servers:
            if not _is_known(estate, name):
                known = sorted({*estate.systems, *estate.apis})
                raise UsageError(
                    f"there is no system and no API `{name}` to have an address", hint=close_to(name, known)
                )
        servers = {name: _checked(url) for name, url in servers.items()}
        return cls(servers, None if mocks is None else _checked(mocks))

    def server(self, system: str, version: str) -> str | None:
        """Where a version (`erp@2.2.0`) of an API of a system listens; None for where its description says."""
        api, _, number = version.partition("@")
        for name in (version, f"{api}@{number.partition('.')[0]}", api, system):
            if name in self.servers:
                return self.servers[name]
        return None

    def mock(self, version: str) -> str | None:
        """Where the mock of a version is served; None where there are no mocks."""
        return None if self.mocks is None else f"{self.mocks.rstrip('/')}/{version.partition('@')[0]}"


def is_loopback(url: str) -> bool:
    """Whether an address is one of this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _is_known(estate: Estate, name: str) -> bool:
    try:
        return name in estate.systems or bool(estate.meant(ApiRef.parse(name)))
    except ValueError:
        return False


def _checked(url: str) -> str:
    """An address. Raises UsageError for what is none."""
    try:
        parts = urlsplit(url)
        is_one = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.query and not parts.fragment
        _ = parts.port
    except ValueError:
        is_one = False
    if not is_one or parts.username is not None:
        raise UsageError(f"{url!r} is no address of a platform", hint="it looks like https://erp.example/v2")
    return url
