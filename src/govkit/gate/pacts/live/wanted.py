"""What is to be asked, and how, as a command line says it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from govkit.errors import UsageError
from govkit.gate.pacts.broker import is_here

TOKEN = "GOVKIT_PROVIDER_TOKEN"
"""The variable of the environment that holds the token that a provider wants to see."""

_FROM_ENVIRONMENT = "env:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """A provider that runs: at a URL, as an ASGI application (`module:attribute`), or as a mock where neither is said.

    `headers` are added to every request; `timeout` are the seconds that an answer may take, `most` those that the whole
    may take. `seed` is that of a mock.
    """

    url: str | None = None
    app: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    states: str | None = None
    messages: str | None = None
    timeout: float = 10.0
    most: float = 300.0
    seed: int = 1

    @property
    def is_mock(self) -> bool:
        """Whether a mock stands for the provider."""
        return self.url is None and self.app is None


def refuse_mock(where: Where) -> None:
    """Raises UsageError where a result is to be recorded, and a mock is asked."""
    if where.is_mock:
        raise UsageError(
            "what a mock answers says nothing of the provider, and is not recorded",
            hint="say where the provider runs: --url, or --app",
        )


def where(url: str | None, app: str | None, headers: Sequence[str], allowed: Sequence[str], **more: object) -> Where:
    """What the options say. Raises UsageError for what does not go together, or names nothing."""
    if url is not None and app is not None:
        raise UsageError("a provider is at --url or is an --app, not both", hint="leave one of them out")
    for option, address in (("--states-url", more.get("states")), ("--messages-url", more.get("messages"))):
        if isinstance(address, str) and not address.startswith("/"):
            _check(option, address, allowed)
    if url is not None:
        _check("--url", url, allowed)
    if url is None and app is None and (more.get("states") or more.get("messages")):
        raise UsageError(
            "mocks set their states up by themselves, and send their events",
            hint="say --url or --app, or leave --states-url and --messages-url out",
        )
    return Where(url=url, app=app, headers=tuple(map(_header, headers)), **more)  # type: ignore[arg-type]


def _check(option: str, address: str, allowed: Sequence[str]) -> None:
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise UsageError(f"{option} {address[:80]!r} is no URL: {error}", hint="it begins with http://") from error
    if parts.scheme not in ("http", "https") or not host:
        raise UsageError(f"{option} {address[:80]!r} is no URL", hint="it begins with http:// or https://")
    if parts.username or parts.password:
        raise UsageError("a URL with a password in it ends up in logs", hint=f"set {TOKEN}, or --header NAME=env:NAME")
    if parts.query or parts.fragment:
        raise UsageError(f"{option} {address[:80]!r} has a query or a fragment", hint="name what stands before it")
    if host.lower() not in {one.lower() for one in allowed} and not is_here(host):
        raise UsageError(
            f"{host} is another machine, and nobody said that it may be asked", hint=f"--allow-remote {host}"
        )


def _header(text: str) -> tuple[str, str]:
    name, separator, value = text.partition("=")
    name = name.strip()
    if not separator or not name or not all(one.isalnum() or one in "-_.!#$%&'*+^`|~" for one in name):
        raise UsageError(f"--header {text[:40]!r} is no header", hint="it looks like X-Tenant=acme, or X-Key=env:KEY")
    if value.startswith(_FROM_ENVIRONMENT):
        variable = value.removeprefix(_FROM_ENVIRONMENT)
        if variable not in os.environ:
            raise UsageError(f"--header {name}: the environment has no {variable}", hint=f"export {variable}")
        value = os.environ[variable]
    if not value.isprintable():
        raise UsageError(f"--header {name}: its value has characters that no header may have")
    return name, value
