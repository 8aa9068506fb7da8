"""An answer read as its contract describes it: a value, an error of its class, or a DecodeError that keeps the body."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from pydantic import ValidationError

from govkit.client.errors import ApiError, DecodeError, error_of
from govkit.client.jsontext import loads
from govkit.client.messages import Answer
from govkit.client.operations import Media, Operation, by_status

T = TypeVar("T")

_SHOWN = 3


def result_of(operation: Operation[T], answer: Answer) -> T:
    """What a call returns. Raises ApiError for an answer that says no, DecodeError for one that is not as promised."""
    check(operation, answer)
    content = by_status(operation.results, answer.status)
    if not content:  # of a status without content, or of one that the contract does not know: there is nothing to read
        return None  # type: ignore[return-value]
    if not answer.content and (answer.status in (204, 205, 304) or answer.request.method == "HEAD"):
        return None  # type: ignore[return-value]
    value: T = value_of(operation.name, content, answer)
    return value


def check(operation: Operation[Any], answer: Answer) -> None:
    """Raises the ApiError of an answer that says no."""
    if not 200 <= answer.status < 300:
        raise error_for(operation, answer)


def error_for(operation: Operation[Any], answer: Answer) -> ApiError[Any]:
    """The error of an answer, of the class that the contract documents for its status."""
    failure = by_status(operation.failures, answer.status)
    if failure is None:
        return error_of(answer.status)(answer, operation=operation.name)
    data = None
    if failure.content:
        try:
            data = value_of(operation.name, failure.content, answer)
        except DecodeError:
            data = None  # what was refused is known; an odd body must not hide it
    return _kind(failure.error, answer.status)(answer, operation=operation.name, data=data)


_KINDS: dict[tuple[type[ApiError[Any]], int], type[ApiError[Any]]] = {}


def _kind(documented: type[ApiError[Any]], status: int) -> type[ApiError[Any]]:
    """The documented class; where it speaks for several statuses, one that is of the class of this status as well."""
    usual = error_of(status)
    if issubclass(documented, usual):
        return documented
    if (documented, status) not in _KINDS:
        both = type(documented.__name__, (documented, usual), {"__doc__": documented.__doc__})
        _KINDS[documented, status] = both
    return _KINDS[documented, status]


def value_of(name: str, content: Sequence[Media], answer: Answer) -> Any:
    """The body of an answer, read as the representation of its media type."""
    media = _chosen(content, answer.media)
    if media is None:
        shown = answer.media if answer.media.isprintable() and len(answer.media) < 100 else "of another media type"
        promised = ", ".join(entry.name for entry in content)
        raise DecodeError(f"{name}: the answer is {shown}, where {promised} was promised", answer, name)
    if media.kind == "text":
        return _text(name, answer)
    if media.kind not in ("json", "lines"):
        return answer.content
    try:
        if media.kind == "lines":
            return [media.adapter.validate_python(loads(line)) for line in answer.content.splitlines() if line.strip()]
        return media.adapter.validate_python(loads(answer.content))
    except ValidationError as error:
        raise DecodeError(f"{name}: the answer is not as promised: {_faults(error)}", answer, name) from error
    except ValueError as error:
        raise DecodeError(f"{name}: the answer is no JSON: {error}", answer, name) from error


def _text(name: str, answer: Answer) -> str:
    try:
        return answer.content.decode(answer.charset)
    except (UnicodeDecodeError, LookupError) as error:
        raise DecodeError(f"{name}: the answer is no text: {error}", answer, name) from error


def _faults(error: ValidationError) -> str:
    """The first faults, each with its place and never with the value, which may be anybody's."""
    found = error.errors(include_input=False, include_context=False, include_url=False)
    told = [
        f"{'/'.join(str(part) for part in fault['loc']) or 'the whole'}: {fault['msg']}" for fault in found[:_SHOWN]
    ]
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return "; ".join(told) + more


def _chosen(content: Sequence[Media], came: str) -> Media | None:
    """The representation that an answer has: the one of its media type, else the closest range, else the only one.

    An answer that does not say what it is, is taken for the first; so is JSON under another name of JSON.
    """
    if not came:
        return content[0]
    by_name = {entry.name.split(";", maxsplit=1)[0].strip().lower(): entry for entry in content}
    for name in (came, f"{came.partition('/')[0]}/*", "*/*", "*"):
        if name in by_name:
            return by_name[name]
    is_json = came.endswith(("/json", "+json"))
    return next((entry for entry in content if (entry.kind == "json" and is_json) or entry.kind == "binary"), None)
