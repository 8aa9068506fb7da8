"""What browsers send with a form: bounded, read by the standard library, and only from a page of this server."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request

LARGEST = 1 << 20
"""Bytes of a form."""
_FIELDS = 100
MEDIA = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Refused(Exception):
    """A request that is not answered, with its status and why."""

    status: int
    why: str


def parsed(media: str, body: bytes) -> dict[str, str]:
    """The fields of a form (WHATWG URL, section 5). Raises Refused."""
    if media.partition(";")[0].strip().lower() != MEDIA:
        raise Refused(415, "this takes forms only")
    try:
        pairs = parse_qsl(
            body.decode("utf-8"), keep_blank_values=True, max_num_fields=_FIELDS, encoding="utf-8", errors="strict"
        )
    except ValueError as error:
        raise Refused(400, "this is no form") from error
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Refused(400, "a field of the form is said twice")
    return found


_PATIENCE = 20.0
"""Seconds within which a request has to be sent."""


async def read_body(request: Request) -> bytes:
    """What is sent, in bounds of size and time. Raises Refused."""
    body = bytearray()
    try:
        async with asyncio.timeout(_PATIENCE):
            async for part in request.stream():
                body += part
                if len(body) > LARGEST:
                    raise Refused(413, f"a request has at most {LARGEST // 1024:,} KiB")
    except TimeoutError as error:
        raise Refused(408, "the request took too long") from error
    return bytes(body)


def check_origin(headers: Mapping[str, str]) -> None:
    """Raises Refused for what no page of this server sent, or where a browser does not say which did.

    Every browser says so for a form: by Sec-Fetch-Site (Fetch Metadata) or by Origin (RFC 6454), which no page can
    write. A program says `Origin` itself.
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is None and origin is None:
        raise Refused(403, "the request does not say which page it comes from")
    if site is not None and site != "same-origin":
        raise Refused(403, "the form comes from another page")
    if origin is not None and _authority(origin) != headers.get("host", "").lower():
        raise Refused(403, "the form comes from another page")


def _authority(origin: str) -> str | None:
    """The host and port of an origin; schemes are not compared, for what ends TLS may stand before this server."""
    try:
        found = urlsplit(origin)
    except ValueError:
        return None
    return found.netloc.lower() if found.scheme in ("http", "https") else None


def own_path(text: str) -> str:
    """A path of this server with its query, to be sent to after signing in; `/` for whatever else is said."""
    is_path = text.startswith("/") and not text.startswith("//") and len(text) <= 2000
    return text if is_path and "\\" not in text and all(" " < one < "\x7f" for one in text) else "/"
