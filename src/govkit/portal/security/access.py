"""The door of the portal: who asks, what they may read and do, and how they sign in and out."""

from __future__ import annotations

import hmac
import logging
import math
import secrets
import time
from collections.abc import Callable
from pathlib import Path

from govkit.errors import InputError
from govkit.portal.security.forms import Refused
from govkit.portal.security.forwarding import Proxies
from govkit.portal.security.guessing import Guesses
from govkit.portal.security.roles import Person, Role
from govkit.portal.security.sessions import LONGEST, Sessions
from govkit.portal.security.tokens import Tokens
from govkit.portal.security.trail import NOBODY, Trail
from govkit.portal.state import OpenDatabase

FOLDER = Path(".govkit", "portal")
"""Where the state of the portal lies, below the top of the estate."""

_log = logging.getLogger(__name__)

FORM_KEY = "form-key"
"""The field of forms that says that a page of the session sent them."""


class Wait(Exception):
    """Somebody tried too often; `seconds` is when the next try is looked at."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = math.ceil(seconds)


class Access:
    """Who may do what. `is_open`: whoever reaches the portal reads the catalog; `is_secure`: cookies need TLS.

    `proxies` are believed when they say from where a request comes.
    """

    def __init__(
        self,
        top: Path,
        database: OpenDatabase | None = None,
        *,
        is_open: bool = True,
        is_secure: bool = False,
        proxies: Proxies | None = None,
        now: Callable[[], float] = time.time,
        guesses: Guesses | None = None,
    ) -> None:
        self.is_open = is_open
        self.is_secure = is_secure
        self.proxies = proxies or Proxies()
        self.tokens = Tokens(top / FOLDER, now)
        self.trail = Trail(top / FOLDER, database, now)
        self._sessions = Sessions(self.tokens, now)
        self._guesses = guesses or Guesses(now)

    @property
    def cookie(self) -> str:
        """What the cookie is called: browsers let `__Host-` be set by this very host alone, and over TLS."""
        return "__Host-govkit-session" if self.is_secure else "govkit-session"

    def cookie_of(self, secret: str | None) -> str:
        """The header that sets the cookie, or takes it away (RFC 6265bis)."""
        value, age = (secret, int(LONGEST)) if secret else ("", 0)
        secure = "; Secure" if self.is_secure else ""
        return f"{self.cookie}={value}; Path=/; Max-Age={age}; HttpOnly; SameSite=Strict{secure}"

    def person(self, secret: str | None) -> Person | None:
        """Who asks; None for whoever did not sign in, and for everybody where the tokens cannot be read."""
        try:
            return self._sessions.person(secret)
        except (InputError, OSError) as error:
            _log.warning("nobody is signed in: %s", error)
            return None

    def sign_in(self, secret: str, address: str, before: str | None) -> str | None:
        """Begins a session for whoever shows a token; what its cookie holds, None where there is no such token.

        `before` is the cookie that was there: its session ends, whoever made it. Raises Wait.
        """
        wait = self._guesses.attempt(address)
        if wait > 0:
            self.trail.note(NOBODY, "sign-in-refused", address=address, why="too many tries")
            raise Wait(wait)
        token = self.tokens.of(secret.strip())
        if token is None:
            self.trail.note(NOBODY, "sign-in-refused", address=address, why="no such token")
            return None
        self._guesses.well(address)
        self._sessions.end(before)
        self.trail.note(token.name, "sign-in", address=address, role=token.role)
        return self._sessions.begin(token)

    def bearer(self, secret: str, address: str) -> Person | None:
        """Who shows a token with a request of its own; None where there is no such token.

        What was guessed from an address, with requests or at the door, makes it wait. Raises Wait, also for a right
        token: guessing would go on otherwise.
        """
        try:
            token = self.tokens.of(secret) if self._guesses.wait(address) <= 0 else None
        except (InputError, OSError) as error:
            _log.warning("nobody is known by a token: %s", error)
            token = None
        if token is None:
            wait = self._guesses.attempt(address)
            why = "too many tries" if wait > 0 else "no such token"
            self.trail.note(NOBODY, "token-refused", address=address, why=why)
            if wait > 0:
                raise Wait(wait)
            return None
        return Person(token.name, token.role, secrets.token_urlsafe())

    def sign_out(self, secret: str | None) -> None:
        """Ends a session."""
        person = self.person(secret)
        self._sessions.end(secret)
        if person is not None:
            self.trail.note(person.name, "sign-out")

    def check(self, person: Person | None, needs: Role | None, what: str) -> None:
        """Raises Refused unless somebody may do what a role may; 401 where nobody signed in."""
        if needs is None:
            return
        if person is None:
            if not what.startswith(("GET ", "HEAD ")):
                self.trail.note(NOBODY, "refused", what=what, why="nobody signed in")
            raise Refused(401, "Sign in first.")
        if not person.may(needs):
            self.trail.note(person.name, "refused", what=what, why=f"needs {needs}")
            raise Refused(403, f"This needs the role {needs}; {person.name} has {person.role}.")

    def check_form(self, person: Person | None, said: str, what: str) -> None:
        """Raises Refused for a form that no page of the session sent."""
        if person is not None and not hmac.compare_digest(person.form_key.encode(), said.encode("utf-8", "replace")):
            self.trail.note(person.name, "refused", what=what, why="the form is of no page of the session")
            raise Refused(403, "The form is of another session. Go back, load the page again, and send it once more.")
