"""What may go wrong with a call, each kind with what is known about it.

ClientError
├── Unwritable            an argument that HTTP or the declared style has no spelling for; nothing was sent
├── TransportError        no answer came; `maybe_sent` says whether the provider may have acted
│   ├── ConnectionFailed  no connection: the request was not sent
│   └── TimedOut          an attempt took too long
│       └── DeadlineExceeded  the whole call took too long, its retries and waits with it
├── ApiError              an answer that says no: status, headers, problem, body
│   ├── BadRequest (400) · Unauthorized (401) · Forbidden (403) · NotFound (404) · Conflict (409) · Gone (410)
│   ├── PreconditionFailed (412) · Unprocessable (422) · TooManyRequests (429) · ServerError (5xx)
│   └── (generated)       one class per documented error, below the one of its status
├── DecodeError           an answer that is not what the contract promises; the raw body is kept
├── PagingError           a list whose next page cannot be asked for
├── AuthenticationFailed  no token could be had
└── WebhookError          a delivery that is not to be trusted
    ├── SignatureMismatch · StaleDelivery · MalformedDelivery
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from govkit.client.messages import Answer, Headers

T = TypeVar("T")

_REQUEST_IDS = ("request-id", "x-request-id", "x-correlation-id", "x-amzn-requestid", "traceparent")
_SHOWN = 300


class ClientError(Exception):
    """Whatever hinders a call."""


class Unwritable(ClientError, ValueError):
    """A value that HTTP or the declared style has no spelling for; says why."""


class TransportError(ClientError):
    """No answer came. `maybe_sent` says whether the provider may have received the request, and so may have acted."""

    def __init__(self, message: str, *, maybe_sent: bool = True, hopeless: bool = False) -> None:
        super().__init__(message)
        self.maybe_sent = maybe_sent
        self.hopeless = hopeless
        self.attempts = 1
        self.idempotency_key: str | None = None


class ConnectionFailed(TransportError):
    """No connection was made: the request was not sent."""

    def __init__(self, message: str) -> None:
        super().__init__(message, maybe_sent=False)


class TimedOut(TransportError):
    """An attempt took longer than it may."""


class DeadlineExceeded(TimedOut):
    """The whole call took longer than it may, its retries and waits with it."""


class DecodeError(ClientError):
    """An answer that is not what the contract promises; `body` is what came, `status` and `headers` beside it."""

    def __init__(self, message: str, answer: Answer, operation: str = "") -> None:
        super().__init__(message)
        self.status = answer.status
        self.headers = answer.headers
        self.body = answer.content
        self.operation = operation


class PagingError(ClientError):
    """A list whose next page cannot be asked for."""


class AuthenticationFailed(ClientError):
    """No token could be had; `status` is what the authorisation server answered, None where it did not answer."""

    def __init__(self, message: str, *, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class WebhookError(ClientError):
    """A delivery that is not to be trusted."""


class SignatureMismatch(WebhookError):
    """No signature of the delivery was made with a secret that is known here."""


class StaleDelivery(WebhookError):
    """The delivery was signed too long ago, or too far in the future."""


class MalformedDelivery(WebhookError):
    """The delivery lacks what its verification needs."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What an answer says about what went wrong (RFC 9457)."""

    type: str = "about:blank"
    title: str | None = None
    status: int | None = None
    detail: str | None = None
    instance: str | None = None
    extensions: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, value: Any) -> Problem | None:
        """The problem that a JSON object describes; a member of the wrong type counts as absent (section 3.1)."""
        if not isinstance(value, dict):
            return None
        known = {name: value[name] for name in ("type", "title", "detail", "instance") if _is_text(value, name)}
        status = value.get("status")
        extensions = {name: member for name, member in value.items() if name not in cls.__slots__}
        return cls(**known, status=status if type(status) is int else None, extensions=extensions)


def _is_text(value: dict[str, Any], name: str) -> bool:
    return isinstance(value.get(name), str)


class ApiError(ClientError, Generic[T]):
    """An answer that says no.

    `data` is the body as the contract describes it for this status; None where it describes none or the body is not so.
    """

    def __init__(self, answer: Answer, *, operation: str = "", data: T | None = None) -> None:
        self.operation = operation
        self.status: int = answer.status
        self.headers: Headers = answer.headers
        self.body: bytes = answer.content
        self.data: T | None = data
        self.attempts: int = answer.attempts
        self.method: str = answer.request.method
        self.url: str = answer.request.shown_url
        self.phrase: str = answer.phrase
        parsed = _parsed(answer)
        self.problem: Problem | None = Problem.of(parsed) if answer.media == "application/problem+json" else None
        self.request_id: str | None = next((found for name in _REQUEST_IDS if (found := self.headers.get(name))), None)
        super().__init__(self._told(parsed))

    def _told(self, parsed: Any) -> str:
        """One line: who refused what, and why."""
        status = f"{self.status} {self.phrase}".strip()
        reason = _reason(self.problem, parsed)
        ends = [f"{self.method} {self.url}"]
        if self.request_id:
            ends.append(f"request id {self.request_id}")
        if self.attempts > 1:
            ends.append(f"{self.attempts} attempts")
        start = f"{self.operation}: {status}" if self.operation else status
        return f"{start}{f': {reason}' if reason else ''} ({', '.join(ends)})"


def _parsed(answer: Answer) -> Any:
    if not answer.media.endswith("json"):
        return None
    try:
        return json.loads(answer.content)
    except (ValueError, RecursionError):
        return None


def _reason(problem: Problem | None, parsed: Any) -> str:
    """What the provider says, on one line and not at any length."""
    said: list[Any] = [problem.title, problem.detail] if problem else []
    if not any(said) and isinstance(parsed, dict):
        inner = parsed.get("error")
        said = [*(inner.get(name) for name in ("message", "detail")), *said] if isinstance(inner, dict) else [inner]
        said += [parsed.get(name) for name in ("message", "detail", "error_description", "title")]
        said = [text for text in said if isinstance(text, str)][:2]
    text = " ".join(": ".join(text for text in said if text).split())
    printable = "".join(character for character in text if character.isprintable())
    return printable if len(printable) <= _SHOWN else printable[: _SHOWN - 1] + "…"


class BadRequest(ApiError[T]):
    """400: the request is not what the provider expects."""


class Unauthorized(ApiError[T]):
    """401: the credentials are missing, wrong or out of date."""


class Forbidden(ApiError[T]):
    """403: the credentials do not suffice."""


class NotFound(ApiError[T]):
    """404: there is no such thing, or none that the caller may see."""


class Conflict(ApiError[T]):
    """409: what is there stands against the request."""


class Gone(ApiError[T]):
    """410: it was there once."""


class PreconditionFailed(ApiError[T]):
    """412: a condition of the request does not hold."""


class Unprocessable(ApiError[T]):
    """422: well-formed, and refused for what it says."""


class TooManyRequests(ApiError[T]):
    """429: a limit was reached."""


class ServerError(ApiError[T]):
    """5xx: the provider failed."""


_BY_STATUS: dict[int, type[ApiError[Any]]] = {
    400: BadRequest,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    410: Gone,
    412: PreconditionFailed,
    422: Unprocessable,
    429: TooManyRequests,
}


def error_of(status: int) -> type[ApiError[Any]]:
    """The class of an error that the contract says nothing about."""
    return _BY_STATUS.get(status, ServerError if status >= 500 else ApiError)
