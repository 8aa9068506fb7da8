"""Cursors of lists: where a list goes on, as text that says nothing to callers and does nothing but that."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from typing import Any

from govkit.sync.enterprise.problems import Problem

_LONGEST = 1_000
_MARK = 8


def cursor_of(about: str, part: int, turn: dict[str, Any]) -> str:
    """The cursor of a page of a list: `part` is the call that lists, `turn` what continues it."""
    said = json.dumps([part, turn], separators=(",", ":"), sort_keys=True).encode()
    return base64.urlsafe_b64encode(_marked(about, said) + said).decode().rstrip("=")


def read_cursor(about: str, text: str, known: list[set[str]]) -> tuple[int, dict[str, Any]]:
    """The call and its turn. `known` are the parameters that each call takes. Raises Problem."""
    refused = Problem("cursor", "it is none that this list gave out; begin anew, without one")
    if len(text) > _LONGEST:
        raise refused
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        said = raw[_MARK:]
        part, turn = json.loads(said) if raw[:_MARK] == _marked(about, said) else (None, None)
    except (binascii.Error, ValueError, TypeError, RecursionError):
        raise refused from None
    if type(part) is not int or not 0 <= part < len(known) or not isinstance(turn, dict):
        raise refused
    if not all(name in known[part] and type(value) in (str, int) for name, value in turn.items()):
        raise refused
    return part, turn


def _marked(about: str, said: bytes) -> bytes:
    """What tells a cursor of a list from any other text, and from those of other lists."""
    return hashlib.sha256(about.encode() + b"\0" + said).digest()[:_MARK]
