"""Requests and answers as HTTP/1.1 carries them, the same for both ways on which a request is answered."""

from __future__ import annotations

from collections.abc import Iterable

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from govkit.mocks.messages import Answer, Headers

_BODILESS = frozenset({204, 304})
_CLOSE = ("connection", "close")


def headers_of(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Headers by their names in lower case; those that come several times are joined (RFC 9110, section 5.3)."""
    found: dict[str, str] = {}
    for name_, value_ in raw:
        name, value = name_.decode("latin-1").lower(), value_.decode("latin-1")
        if name in found:
            found[name] = f"{found[name]}{'; ' if name == 'cookie' else ', '}{value}"
        else:
            found[name] = value
    return found


def whole(answer: Answer, method: str) -> tuple[Headers, bytes]:
    """The headers and the body that are sent for an answer.

    Names are in lower case and values visible ASCII, whatever a document or a request holds.
    """
    headers = [(name.lower(), value) for name, value in answer.headers if value.isascii() and value.isprintable()]
    if answer.status in _BODILESS:
        return headers, b""
    headers.append(("content-length", str(len(answer.body))))
    return headers, b"" if method == "HEAD" else answer.body


def encoded(headers: Headers) -> list[tuple[bytes, bytes]]:
    """Headers as ASGI has them."""
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]


def lines_of(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Headers as they go over the wire."""
    return b"".join([b"%b: %b\r\n" % one for one in headers])


def message(answer: Answer, method: str, above: bytes, *, keeps: bool) -> tuple[bytes, bool]:
    """The bytes of an answer, and whether its connection stays. `above` are the lines that the server sets itself."""
    headers, body = whole(answer, method)
    closes = _CLOSE in headers
    if not keeps and not closes:
        headers.append(_CLOSE)
    lines = "".join([f"{name}: {value}\r\n" for name, value in headers])
    return b"%b%b%b\r\n%b" % (STATUS_LINE[answer.status], above, lines.encode("latin-1"), body), keeps and not closes
