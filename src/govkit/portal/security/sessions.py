"""Sessions: what a browser shows in a cookie after somebody signed in, kept in memory until one of its ends."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from govkit.portal.security.roles import Person
from govkit.portal.security.tokens import Token, Tokens

LONGEST = 12 * 3600.0
"""Seconds after which a session ends, whatever happens in it."""
IDLE = 30 * 60.0
"""Seconds after which a session ends in which nobody asks anything."""
_MOST = 5_000
_MOST_OF_ONE = 20


@dataclass(slots=True)
class _Session:
    name: str
    digest: str
    form_key: str
    began: float
    used: float


class Sessions:
    """The sessions of a portal. What cookies hold is not kept, only its hash."""

    def __init__(self, tokens: Tokens, now: Callable[[], float] = time.time) -> None:
        self._tokens = tokens
        self._now = now
        self._guard = threading.Lock()
        self._known: dict[str, _Session] = {}

    def begin(self, token: Token) -> str:
        """Begins a session; what the cookie is to hold, which is new each time."""
        secret, now = secrets.token_urlsafe(32), self._now()
        session = _Session(token.name, token.digest, secrets.token_urlsafe(32), now, now)
        with self._guard:
            self._sweep(now)
            own = [key for key, one in self._known.items() if one.name == token.name]
            for key in own[: max(0, len(own) + 1 - _MOST_OF_ONE)]:
                del self._known[key]
            while len(self._known) >= _MOST:
                del self._known[next(iter(self._known))]
            self._known[_key(secret)] = session
        return secret

    def person(self, secret: str | None) -> Person | None:
        """Who has a session; None where it is over, or the token is another by now or none."""
        if not secret:
            return None
        now, key = self._now(), _key(secret)
        with self._guard:
            found = self._known.get(key)
            if found is None:
                return None
            token = self._tokens.named(found.name)
            if _is_over(found, now) or token is None or token.digest != found.digest:
                del self._known[key]
                return None
            found.used = now
            return Person(token.name, token.role, found.form_key)

    def end(self, secret: str | None) -> None:
        """Ends a session."""
        if secret:
            with self._guard:
                self._known.pop(_key(secret), None)

    def _sweep(self, now: float) -> None:
        for key in [key for key, one in self._known.items() if _is_over(one, now)]:
            del self._known[key]


def _is_over(session: _Session, now: float) -> bool:
    return now - session.began >= LONGEST or now - session.used >= IDLE


def _key(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
