"""Why there is no answer, as callers are told (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

TITLES: Final = {
    "request": (400, "The request cannot be answered"),
    "cursor": (404, "The cursor leads to no page of this list"),
    "token": (401, "Nobody knows who asks"),
    "not-granted": (403, "Who asks is not granted this"),
    "not-cleared": (403, "Who asks is not cleared for this"),
    "address": (404, "There is nothing here"),
    "unknown": (404, "There is no such object"),
    "method": (405, "Everything here is read, and nothing written"),
    "identity": (409, "Systems do not agree which object it is"),
    "host": (421, "This server does not answer to that name"),
    "headers": (431, "The headers are too large"),
    "failed": (500, "The server failed"),
    "record": (502, "What a system of record says cannot be served"),
    "call": (502, "A system of record does not let itself be asked"),
    "down": (503, "A system of record does not answer"),
    "busy": (503, "Too much is asked at once"),
    "database": (503, "Who is who is not known just now"),
}
"""The status and the title of each kind of problem."""


class Problem(Exception):
    """A request that gets no answer: the kind, and this case in words for who asks."""

    def __init__(
        self,
        kind: str,
        detail: str,
        *,
        system: str | None = None,
        mapping: str | None = None,
        field: str | None = None,
        candidates: Sequence[str] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.headers = dict(headers or {})
        self._about = {"system": system, "mapping": mapping, "field": field}
        self._candidates = list(candidates)[:100]

    @property
    def status(self) -> int:
        """The status of the answer."""
        return TITLES[self.kind][0]

    @property
    def body(self) -> dict[str, object]:
        """The answer."""
        status, title = TITLES[self.kind]
        found: dict[str, object] = {
            "type": f"urn:govkit:enterprise:{self.kind}",
            "title": title,
            "status": status,
            "detail": self.detail[:2000] or title,
        }
        found |= {name: value[:500] for name, value in self._about.items() if value}
        return found | ({"candidates": self._candidates} if self._candidates else {})


class Elsewhere(Problem):
    """A record of a system that is not the record of this object: another is. `known`: it is linked there."""

    def __init__(self, system: str, detail: str, *, known: bool) -> None:
        super().__init__("record", detail, system=system)
        self.known = known


class Down(Problem):
    """A system of record that does not answer: what it said before may do for a while."""

    def __init__(self, system: str, detail: str, retry_after: float | None = None) -> None:
        seconds = max(1, round(retry_after)) if retry_after is not None else 5
        super().__init__("down", detail, system=system, headers={"Retry-After": str(min(seconds, 3600))})
