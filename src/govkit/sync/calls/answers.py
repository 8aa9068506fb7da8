"""What came of one attempt, as the runtime has it: what the platform said, and whether it may have heard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from govkit.client import Answer, ApiError, Attempt, ClientError, Headers, Hooks, Media, Operation, TransportError
from govkit.client.jsontext import loads
from govkit.client.operations import by_status
from govkit.client.retries import retry_after
from govkit.spec.openapi.wire.spelling import is_json
from govkit.sync.values import MISSING, Answered, Json

_LEFT_OUT = frozenset(
    {
        *("connection", "keep-alive", "transfer-encoding", "content-encoding", "content-length", "trailer", "upgrade"),
        *("set-cookie", "server", "via", "vary", "alt-svc", "date", "accept-ranges", "www-authenticate"),
        *("strict-transport-security", "content-security-policy", "x-frame-options", "x-content-type-options"),
        *("referrer-policy", "permissions-policy", "x-xss-protection", "cross-origin-opener-policy"),
    }
)
"""Headers that say nothing about what was asked, or hold what is nobody's business."""


class Watcher(Hooks):
    """Sees what goes out and what comes back, as it came."""

    def __init__(self) -> None:
        self.is_sent = False
        self.answer: Answer | None = None
        self.value: Any = None

    def before(self, attempt: Attempt) -> None:  # noqa: ARG002 - the shape of Hooks
        """The credentials are there, and the request goes out."""
        self.is_sent = True
        self.answer = None

    def after(self, attempt: Attempt, answer: Answer) -> None:  # noqa: ARG002 - the shape of Hooks
        """An answer came; it may not be the last, where credentials had to be had anew."""
        self.answer = answer

    def decoded(self, operation: str, answer: Answer, value: Any) -> None:  # noqa: ARG002 - the shape of Hooks
        """The answer is as its description says, or else `value` is None."""
        self.value = value


def answered(operation: Operation[Any], watcher: Watcher, error: ClientError | None, now: float) -> Answered:
    """What came of an attempt that ended so."""
    answer = watcher.answer
    if answer is None:  # one that stands although fresher credentials could not be had is an answer
        may_be_there = watcher.is_sent and (not isinstance(error, TransportError) or error.maybe_sent)
        return Answered(None, sent=may_be_there, error=str(error))
    return Answered(
        answer.status,
        _body(operation, answer, watcher, error),
        _headers(answer.headers),
        error="" if error is None else str(error),
        retry_after=retry_after(answer.headers, now),
    )


def _body(operation: Operation[Any], answer: Answer, watcher: Watcher, error: ClientError | None) -> Json:
    """The JSON that came, where the contract describes it and it is so."""
    content = _described(operation, answer.status)
    came_as_json = is_json(answer.media) if answer.media else bool(content) and content[0].kind == "json"
    if not content or not came_as_json or not answer.content or (error and not isinstance(error, ApiError)):
        return MISSING
    try:
        found = loads(answer.content)
    except ValueError:
        return MISSING
    return MISSING if watcher.value is None and found is not None else found


def _described(operation: Operation[Any], status: int) -> Sequence[Media]:
    """What the body of a status may be; nothing where the contract knows the status without a body, or not at all."""
    if 200 <= status < 300:
        return by_status(operation.results, status) or ()
    failure = by_status(operation.failures, status)
    return failure.content if failure is not None else ()


def _headers(headers: Headers) -> dict[str, str]:
    """The headers of an answer in lower case, several of one name as one."""
    names = dict.fromkeys(name.lower() for name, _ in headers.pairs)
    return {name: headers.get(name) or "" for name in names if name not in _LEFT_OUT}
