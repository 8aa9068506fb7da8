"""Requests and answers as HTTP/1.1 carries them, the same for both ways on which a request is answered."""

from __future__ import annotations

from collections.abc import Iterable

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from govkit.mocks.messages import Answer, Headers

_BODILESS = frozenset({204, 304})


def headers_of(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Headers by their names in lower case; those that come several times are joined (RFC 9110, section 5.3)."""
    found: dict[str, str] = {}
    for name_, value_ in raw:
        name, value = _NAMES.get(name_) or _name(name_), value_.decode("latin-1")
        if name in found:
            found[name] = f"{found[name]}{'; ' if name == 'cookie' else ', '}{value}"
        else:
            found[name] = value
    return found


def _name(raw: bytes) -> str:
    """The name of a header in lower case; short ones are remembered, for callers send the same ones again and again."""
    name = raw.decode("latin-1").lower()
    if len(raw) <= _LONGEST_KEPT and len(_NAMES) < _MOST_KEPT:
        _NAMES[raw] = name
    return name


_NAMES: dict[bytes, str] = {}
_LONGEST_KEPT, _MOST_KEPT = 40, 500


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
    """The bytes of an answer, and whether its connection stays. `above` are the lines that the server sets itself.

    What is sent is what `whole` says; it is written here in one go.
    """
    lines, body, closes = "", answer.body, False
    for name_, value in answer.headers:
        if value.isascii() and value.isprintable():
            name = name_.lower()
            closes = closes or (name == "connection" and value == "close")
            lines += f"{name}: {value}\r\n"
    if answer.status in _BODILESS:
        body = b""
    else:
        lines += f"content-length: {len(body)}\r\n"
        body = b"" if method == "HEAD" else body
    if not keeps and not closes:
        lines += "connection: close\r\n"
    return b"%b%b%b\r\n%b" % (STATUS_LINE[answer.status], above, lines.encode("latin-1"), body), keeps and not closes
