"""What goes over the wire, seen apart from any HTTP library: headers, a body, a request, an answer."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from govkit.client.redaction import redacted_headers, redacted_url


class Headers:
    """Header fields: names in any case, several of one name kept apart (RFC 9110, section 5)."""

    __slots__ = ("pairs",)

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        self.pairs = list(pairs)

    def all(self, name: str) -> list[str]:
        """Every value of a name, in the order in which they came."""
        wanted = name.lower()
        return [value for key, value in self.pairs if key.lower() == wanted]

    def get(self, name: str) -> str | None:
        """The values of a name as one, joined by commas; None where there is none."""
        found = self.all(name)
        return ", ".join(found) if found else None

    def set(self, name: str, value: str) -> None:
        """Puts one value in the place of all that bear the name."""
        self.drop(name)
        self.pairs.append((name, value))

    def drop(self, name: str) -> None:
        """Takes out all that bear the name."""
        wanted = name.lower()
        self.pairs = [pair for pair in self.pairs if pair[0].lower() != wanted]

    def add(self, name: str, value: str) -> None:
        """Puts one more value under a name."""
        self.pairs.append((name, value))

    def copy(self) -> Headers:
        """The same fields, to be changed apart."""
        return Headers(self.pairs)

    def __contains__(self, name: str) -> bool:
        return bool(self.all(name))

    def __repr__(self) -> str:
        return f"Headers({redacted_headers(self.pairs)})"


@dataclass(frozen=True, slots=True)
class Content:
    """A body as it is sent: `data`, or where that is None what `opened` gives anew each time, or `flow` once.

    `length` is the number of bytes, None where nobody knows it before the end.
    """

    data: bytes | None = b""
    media: str | None = None
    opened: Callable[[], Iterator[bytes]] | None = None
    flow: Iterable[bytes] | AsyncIterable[bytes] | None = None
    length: int | None = None

    @property
    def repeatable(self) -> bool:
        """Whether the body can be sent a second time."""
        return self.flow is None

    def chunks(self) -> Iterator[bytes]:
        """The body piece by piece. Raises TypeError for one that only comes asynchronously."""
        if self.opened is not None:
            return self.opened()
        if isinstance(self.flow, Iterable):
            return iter(self.flow)
        raise TypeError("a synchronous client cannot send an asynchronous stream: use AsyncClient")

    async def flowing(self) -> AsyncIterator[bytes]:
        """The body piece by piece, for an asynchronous client."""
        if isinstance(self.flow, AsyncIterable):
            async for chunk in self.flow:
                yield chunk
        else:
            for chunk in self.chunks():
                yield chunk


NOTHING = Content()


@dataclass(slots=True)
class Request:
    """One request. `secrets` names the headers and query parameters that are never shown.

    `proof` is what the authentication used last put into it, so that it can tell a stale token from a fresh one.
    """

    method: str
    url: str
    headers: Headers
    content: Content = NOTHING
    secrets: frozenset[str] = frozenset()
    proof: object = None

    def copy(self) -> Request:
        """The same request, to be changed apart."""
        return Request(self.method, self.url, self.headers.copy(), self.content, self.secrets)

    @property
    def shown_url(self) -> str:
        """The address without its secrets."""
        return redacted_url(self.url, self.secrets)

    def __repr__(self) -> str:
        headers = redacted_headers(self.headers.pairs, self.secrets)
        return f"Request({self.method} {self.shown_url}, headers={headers})"


@dataclass(slots=True)
class Answer:
    """One answer. `body` is None until it was read; `handle` is what the transport reads and closes it by."""

    status: int
    headers: Headers
    request: Request
    body: bytes | None = None
    handle: Any = field(default=None, repr=False)
    attempts: int = 1

    @property
    def content(self) -> bytes:
        """The body that was read, empty where nobody read it."""
        return self.body or b""

    @property
    def media(self) -> str:
        """The media type in lower case without its parameters, empty where none is said."""
        return (self.headers.get("content-type") or "").split(";", maxsplit=1)[0].strip().lower()

    @property
    def charset(self) -> str:
        """The character set that the media type names; UTF-8 where it names none."""
        for part in (self.headers.get("content-type") or "").split(";")[1:]:
            name, _, value = part.partition("=")
            if name.strip().lower() == "charset" and value.strip():
                return value.strip().strip('"')
        return "utf-8"

    @property
    def phrase(self) -> str:
        """The status in words, where HTTP has some."""
        try:
            return HTTPStatus(self.status).phrase
        except ValueError:
            return ""

    def __repr__(self) -> str:
        return f"Answer({self.status} to {self.request.method} {self.request.shown_url})"


def merged(headers: Headers, extra: Mapping[str, str]) -> None:
    """Lets what a caller says stand in the place of what was there."""
    for name, value in extra.items():
        headers.set(name, value)
