"""A call: an operation with its arguments, and the request that comes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from govkit.client.bodies import content_of
from govkit.client.errors import Unwritable
from govkit.client.hooks import Hooks
from govkit.client.jsontext import UNSET, Unset, plain
from govkit.client.messages import NOTHING, Headers, Request, merged
from govkit.client.operations import Operation
from govkit.client.retries import IDEMPOTENT, Retry
from govkit.client.spelling import Parameter, checked_header, header_text, pairs, path_text

if TYPE_CHECKING:
    from govkit.client.settings import Settings


@dataclass(frozen=True)
class Options:
    """What one call has its own way: None stands for the client's settings.

    `idempotency_key` is sent whatever the contract says, and makes the call one that may be tried again.
    """

    timeout: float | None = None
    retry: Retry | None = None
    idempotency_key: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    hooks: Sequence[Hooks] = ()


NO_OPTIONS = Options()


@dataclass(frozen=True)
class Call:
    """A call that is ready to be sent, as often as it takes: `safe` says whether it may be sent twice."""

    operation: Operation[Any]
    request: Request
    options: Options
    safe: bool
    key: str | None = None


def called(
    operation: Operation[Any],
    arguments: Sequence[Any],
    body: Any | Unset,
    options: Options,
    settings: Settings,
) -> Call:
    """The call of an operation; its arguments stand in the order of the operation's parameters, None for absent.

    Raises Unwritable for an argument that has no spelling, or a required one that is absent.
    """
    url, headers = _written(operation, arguments, settings)
    key = _key_of(operation, options, settings)
    content = NOTHING
    if body is not UNSET:
        if operation.body is None:
            raise Unwritable(f"{operation.name} takes no body")
        content = content_of(operation.body, body, settings.world.new_key)
    headers.set("Accept", operation.accept)
    if content.media:
        headers.set("Content-Type", content.media)
    if settings.user_agent:
        headers.set("User-Agent", settings.user_agent)
    merged(headers, settings.headers)
    if key is not None:
        headers.set(operation.idempotency or settings.idempotency_header, checked_header("idempotency key", key))
    for name, value in options.headers.items():
        headers.set(name, checked_header(name, value))
    request = Request(operation.method, url, headers, content, settings.secrets)
    safe = (operation.method in IDEMPOTENT or key is not None) and content.repeatable
    return Call(operation, request, options, safe, key)


def _key_of(operation: Operation[Any], options: Options, settings: Settings) -> str | None:
    """The idempotency key: the caller's, else a new one where the provider reads it and the method needs it."""
    if options.idempotency_key is not None:
        return options.idempotency_key
    if operation.idempotency is None or operation.method in IDEMPOTENT:
        return None
    return settings.world.new_key()


def _written(operation: Operation[Any], arguments: Sequence[Any], settings: Settings) -> tuple[str, Headers]:
    path, headers = operation.path, Headers()
    query: list[str] = []
    cookies: list[str] = []
    for parameter, value in zip(operation.parameters, arguments, strict=True):
        if value is None or value is UNSET:
            if parameter.required:
                raise Unwritable(f"{operation.name} needs the parameter {parameter.name}")
            continue
        if parameter.location == "path":
            path = path.replace("{" + parameter.name + "}", path_text(parameter, value))
        elif parameter.location == "header":
            headers.set(parameter.name, header_text(parameter, value))
        elif parameter.location == "querystring":
            query.append(_whole(parameter, value))
        else:
            into = cookies if parameter.location == "cookie" else query
            into += [f"{name}={text}" for name, text in pairs(parameter, value)]
    if cookies:
        headers.set("Cookie", "; ".join(cookies))
    base = (operation.server or settings.base_url).rstrip("/")
    if not urlsplit(base).netloc:
        raise Unwritable(f"{operation.name} needs the provider's address: give base_url")
    joint = "&" if "?" in path else "?"
    return base + path + (joint + "&".join(query) if query else ""), headers


def _whole(parameter: Parameter, value: Any) -> str:
    """The whole query as one value (3.2): a form of its members, else what its media type makes of it."""
    if parameter.media and parameter.media.endswith("x-www-form-urlencoded"):
        members = plain(value)
        if not isinstance(members, dict):
            raise Unwritable(f"{parameter.name}: a query that is a form is an object")
        found = [pair for name, member in members.items() for pair in pairs(Parameter(name, "query"), member)]
        return "&".join(f"{name}={text}" for name, text in found)
    return pairs(Parameter(parameter.name, "query", media=parameter.media), value)[0][1]
