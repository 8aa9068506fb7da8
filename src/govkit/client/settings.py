"""What all calls of one client share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from govkit.client.auth import Auth
from govkit.client.clock import World
from govkit.client.hooks import Hooks
from govkit.client.notices import Noticeboard
from govkit.client.redaction import redacted_url
from govkit.client.retries import Retry


@dataclass(frozen=True, slots=True)
class Timeouts:
    """The longest that each part of an attempt may take, in seconds; None is for ever."""

    connect: float | None = 5.0
    read: float | None = 30.0
    write: float | None = 30.0
    pool: float | None = 5.0

    def within(self, seconds: float | None) -> Timeouts:
        """The same, none of them longer than this."""
        if seconds is None:
            return self
        parts = (self.connect, self.read, self.write, self.pool)
        return Timeouts(*(seconds if part is None else min(part, seconds) for part in parts))


@dataclass(frozen=True)
class Settings:
    """What all calls of one client share. `idempotency_header` speaks where an operation names none itself."""

    base_url: str = ""
    auth: Sequence[Auth] = ()
    timeouts: Timeouts = field(default_factory=Timeouts)
    retry: Retry = field(default_factory=Retry)
    headers: Mapping[str, str] = field(default_factory=dict)
    user_agent: str = ""
    idempotency_header: str = "Idempotency-Key"
    hooks: Sequence[Hooks] = ()
    redirects: int = 5
    warn: bool = True
    world: World = field(default_factory=World)
    noticeboard: Noticeboard = field(default_factory=Noticeboard)

    @property
    def secrets(self) -> frozenset[str]:
        """The names, in lower case, of headers and query parameters that are never shown."""
        return frozenset(name.lower() for auth in self.auth for name in auth.secrets)

    def __repr__(self) -> str:
        return f"Settings({redacted_url(self.base_url)}, auth={list(self.auth)})"
