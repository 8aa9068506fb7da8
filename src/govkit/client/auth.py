"""How a caller shows who it is: API key, basic, bearer, OAuth client credentials."""

from __future__ import annotations

import asyncio
import base64
import threading
import weakref
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote_plus

from pydantic import SecretStr

from govkit.client.errors import AuthenticationFailed, TransportError, Unwritable
from govkit.client.jsontext import loads
from govkit.client.messages import Answer, Content, Headers, Request
from govkit.client.spelling import checked_header, escaped
from govkit.client.steps import Alone, Send, Steps, Wait

if TYPE_CHECKING:
    from govkit.client.settings import Settings

Secret = str | SecretStr


def _told(secret: Secret) -> str:
    return secret.get_secret_value() if isinstance(secret, SecretStr) else secret


class Auth:
    """What puts credentials into a request. `secrets` names the headers and query parameters that hold them."""

    secrets: frozenset[str] = frozenset()

    def authorise(self, request: Request, settings: Settings) -> Steps[None]:
        """The course that puts the credentials in."""
        raise NotImplementedError

    def refused(self, request: Request) -> bool:
        """Whether other credentials may be had after a 401 to this request, so that it is worth another try."""
        return False

    def __repr__(self) -> str:
        return f"{type(self).__name__}(***)"


class ApiKey(Auth):
    """A key in a header, a query parameter or a cookie."""

    def __init__(self, key: Secret, name: str, location: Literal["header", "query", "cookie"] = "header") -> None:
        self._key = key
        self.name = name
        self.location = location
        self.secrets = frozenset({name, "cookie"} if location == "cookie" else {name})

    def authorise(self, request: Request, settings: Settings) -> Steps[None]:
        """Puts the key where the provider reads it."""
        yield from ()
        key = _told(self._key)
        if self.location == "header":
            request.headers.set(self.name, checked_header(self.name, key))
        elif self.location == "cookie":
            others = request.headers.get("cookie")
            own = f"{escaped(self.name)}={escaped(key)}"
            request.headers.set("Cookie", f"{others}; {own}" if others else own)
        else:
            request.url += f"{'&' if '?' in request.url else '?'}{escaped(self.name)}={escaped(key)}"


class Bearer(Auth):
    """A bearer token (RFC 6750): a text, or a function that is asked for it before each attempt."""

    secrets = frozenset({"authorization"})

    def __init__(self, token: Secret | Callable[[], Secret]) -> None:
        self._token = token

    def authorise(self, request: Request, settings: Settings) -> Steps[None]:
        """Puts the token into the Authorization header."""
        yield from ()
        token = _told(self._token() if callable(self._token) else self._token)
        request.headers.set("Authorization", checked_header("Authorization", f"Bearer {token}"))
        request.proof = token

    def refused(self, request: Request) -> bool:
        """Whether the function gives another token by now."""
        return callable(self._token) and _told(self._token()) != request.proof


class Basic(Auth):
    """A user and a password (RFC 7617)."""

    secrets = frozenset({"authorization"})

    def __init__(self, user: str, password: Secret = "") -> None:
        self._user, self._password = user, password

    def authorise(self, request: Request, settings: Settings) -> Steps[None]:
        """Puts both into the Authorization header."""
        yield from ()
        request.headers.set("Authorization", _basic(self._user, _told(self._password)))


def _basic(user: str, password: str) -> str:
    if ":" in user:
        raise Unwritable("a user's name cannot have a colon in it (RFC 7617, section 2)")
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


class Exclusive:
    """Something that only one course does at a time, in threads and in event loops."""

    def __init__(self) -> None:
        self.thread_lock = threading.Lock()
        self._loop_locks: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = (
            weakref.WeakKeyDictionary()
        )

    @property
    def loop_lock(self) -> asyncio.Lock:
        """The lock of the event loop that runs."""
        return self._loop_locks.setdefault(asyncio.get_running_loop(), asyncio.Lock())


@dataclass(frozen=True, slots=True)
class _Token:
    """A token, when it ends and from when on another is fetched, on the monotonic clock; None is for ever."""

    text: str
    ends: float | None
    ahead: float | None


class ClientCredentials(Auth):
    """OAuth 2.0 client credentials (RFC 6749, section 4.4): one token for all calls, fetched anew before it ends.

    Whoever finds it gone waits for the one who fetches it; while it only nears its end, the others go on with it.
    `leeway` is how many seconds before the end another is fetched, never more than a tenth of its life.
    """

    secrets = frozenset({"authorization"})

    def __init__(
        self,
        token_url: str,
        client_id: str,
        client_secret: Secret,
        *,
        scopes: Sequence[str] = (),
        audience: str | None = None,
        style: Literal["basic", "body"] = "basic",
        leeway: float = 60.0,
    ) -> None:
        self.token_url, self.client_id, self._secret = token_url, client_id, client_secret
        self.scopes, self.audience, self.style, self.leeway = tuple(scopes), audience, style, leeway
        self._token: _Token | None = None
        self._lock = Exclusive()
        self._fetching = False

    def authorise(self, request: Request, settings: Settings) -> Steps[None]:
        """Puts the token in, and fetches one where there is none or it is about to end."""
        token, now = self._token, settings.world.clock.monotonic()
        if token is None or (token.ends is not None and now >= token.ends):
            token = yield Alone(self._lock, self._renewed(token, settings))
        elif token.ahead is not None and now >= token.ahead and not self._fetching:
            with suppress(AuthenticationFailed, TransportError):  # the old one still holds; the next call tries again
                token = yield Alone(self._lock, self._renewed(token, settings))
        assert token is not None
        request.headers.set("Authorization", checked_header("Authorization", f"Bearer {token.text}"))
        request.proof = token

    def refused(self, request: Request) -> bool:
        """Forgets the token that was refused, unless another has taken its place."""
        if self._token is request.proof:
            self._token = None
        return True

    def _renewed(self, seen: _Token | None, settings: Settings) -> Steps[_Token]:
        """The token that another fetched meanwhile, else a new one."""
        if self._token is not None and self._token is not seen:
            return self._token
        self._fetching = True
        try:
            self._token = yield from self._fetched(settings)
        finally:
            self._fetching = False
        return self._token

    def _fetched(self, settings: Settings) -> Steps[_Token]:
        retry, clock = settings.retry, settings.world.clock
        number = 1
        while True:
            asked = clock.monotonic()
            try:
                answer: Answer = yield Send(self._asking(), settings.timeouts)
            except TransportError as error:
                wait = retry.after_error(number, error, True, settings.world)
                if wait is None:
                    raise
            else:
                wait = retry.after_answer(number, answer, True, settings.world)
                if wait is None:
                    return self._read(answer, asked)
            yield Wait(wait)
            number += 1

    def _asking(self) -> Request:
        fields = [("grant_type", "client_credentials")]
        if self.scopes:
            fields.append(("scope", " ".join(self.scopes)))
        if self.audience:
            fields.append(("audience", self.audience))
        headers = Headers([("Accept", "application/json")])
        if self.style == "basic":  # RFC 6749, section 2.3.1: both are form-encoded first
            headers.set("Authorization", _basic(quote_plus(self.client_id), quote_plus(_told(self._secret))))
        else:
            fields += [("client_id", self.client_id), ("client_secret", _told(self._secret))]
        media = "application/x-www-form-urlencoded"
        headers.set("Content-Type", media)
        data = "&".join(f"{name}={quote_plus(value)}" for name, value in fields).encode()
        return Request("POST", self.token_url, headers, Content(data, media))

    def _read(self, answer: Answer, asked: float) -> _Token:
        try:
            value = loads(answer.content)
        except ValueError:
            value = None
        known = value if isinstance(value, dict) else {}
        if not 200 <= answer.status < 300:
            reason = known.get("error_description") or known.get("error")
            said = f": {reason[:200]}" if isinstance(reason, str) and reason.isprintable() else ""
            raise AuthenticationFailed(
                f"the authorisation server refused a token: {answer.status} {answer.phrase}{said}", status=answer.status
            )
        text = known.get("access_token")
        if not isinstance(text, str) or not text or str(known.get("token_type", "bearer")).lower() != "bearer":
            raise AuthenticationFailed("the authorisation server gave no bearer token", status=answer.status)
        try:
            life = float(known["expires_in"])
        except (KeyError, TypeError, ValueError):
            return _Token(text, None, None)
        return _Token(text, asked + life, asked + life - min(self.leeway, life / 10))

    def __repr__(self) -> str:
        return f"ClientCredentials({self.token_url!r}, {self.client_id!r}, ***)"
