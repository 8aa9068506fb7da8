"""What an answer tells of a limit, in the headers that its description declares, and in no others."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from govkit.direction import Direction
from govkit.mocks.messages import Answer, Headers
from govkit.mocks.system import Served
from govkit.spec.documents import Node
from govkit.spec.openapi.messages import response_for

_ENDINGS = (
    ("policy", "policy"),
    ("remaining", "remaining"),
    ("left", "remaining"),
    ("reset", "reset"),
    ("resetafter", "reset"),
    ("limit", "limit"),
    ("max", "limit"),
)
_EPOCH = 1_000_000_000


def with_limits(answer: Answer, served: Served | None, told: Headers, now: datetime) -> Answer:
    """An answer that tells what is left."""
    response = response_for(served.operation, answer.status) if served is not None else None
    if served is None or response is None:
        return answer
    values = dict(told)
    found: dict[str, tuple[str, str]] = {}
    for name, node in response.headers.items():
        what = _meant(name)
        if what is None:
            continue
        text = values[what] if what != "reset" else _reset(int(values[what]), node, now)
        checked = served.schemas.value(node, Direction.RESPONSE)
        if checked.accepts(int(text) if text.isdigit() else text) or checked.accepts(text):
            found[name.lower()] = (name, text)
    kept = [one for one in answer.headers if one[0].lower() not in found]
    return Answer(answer.status, [*kept, *found.values()], answer.body)


def _meant(name: str) -> str | None:
    """What a header tells: of `X-RateLimit-Remaining`, `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers)."""
    plain = name.lower().replace("-", "").replace("_", "")
    head, found, rest = plain.partition("ratelimit")
    if not found:
        return None
    if not rest:
        return "state" if head != "x" else "limit"
    return next((what for ending, what in _ENDINGS if rest.endswith(ending) or rest.startswith(ending)), None)


def _reset(seconds: int, node: Node, now: datetime) -> str:
    """When all is back: in seconds, or as an instant where that is what the description speaks of."""
    raw: Any = node.value if isinstance(node.value, dict) else {}
    schema = raw.get("schema") if isinstance(raw.get("schema"), dict) else raw
    words = f"{raw.get('description', '')} {schema.get('description', '')}".lower()
    shown = raw.get("example", schema.get("example"))
    instant = now + timedelta(seconds=seconds)
    if schema.get("format") == "date-time":
        return instant.isoformat(timespec="seconds").replace("+00:00", "Z")
    is_instant = any(word in words for word in ("epoch", "unix", "timestamp"))
    if is_instant or (isinstance(shown, int) and shown > _EPOCH):
        return str(int(instant.timestamp()))
    return str(seconds)
