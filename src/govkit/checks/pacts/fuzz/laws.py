"""What every API keeps, whatever it is about, and schemathesis does not look at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from govkit.checks.pacts.fuzz.memory import Memory

_ITEM = re.compile(r"\{([^{}/]+)\}/?\Z")
_LOCATED = 201


def broken_laws(memory: Memory, case: Any, response: Any) -> Iterator[tuple[str, str]]:
    """The laws that an answer breaks, each with what is to be said; what it tells is learnt."""
    body = _json(response)
    own = _path_texts(case)
    method = str(case.method).upper()
    if method == "GET" and 200 <= response.status_code < 300:
        yield from _other_record(case, body)
        yield from _invented(memory, case, own)
        yield from _unfiltered(case, body)
    if method != "GET":
        memory.learn([*own.values(), case.body if isinstance(case.body, dict | list) else None])
    memory.learn(body)
    for name, value in response.headers.items():
        memory.learn([*(re.split(r"[/?&=;,\s]", one) for one in _texts(value)), name])
    _note_headers(memory, case, response)


def unsent_headers(memory: Memory) -> Iterator[tuple[str, int, str]]:
    """Headers that were declared for an answer, and never sent with any: (operation, status, header)."""
    yield from (key for key, sent in sorted(memory.headers.items()) if not sent)


def _note_headers(memory: Memory, case: Any, response: Any) -> None:
    """Takes note of the headers by which records are found and kept apart: of others an answer may do without."""
    status = response.status_code
    declared = _response(case, status).get("headers")
    sent = {name.lower() for name in response.headers}
    for name in declared if isinstance(declared, dict) else ():
        wanted = (name.lower() == "location" and status == _LOCATED) or (name.lower() == "etag" and status < 300)
        if wanted:
            key = (case.operation.label, status, name)
            memory.headers[key] = memory.headers.get(key, False) or name.lower() in sent


def _response(case: Any, status: int) -> dict[str, Any]:
    try:
        found = case.operation.responses.get(str(status))
        raw = found.definition if found is not None else {}
    except (AttributeError, KeyError, TypeError):
        return {}
    return raw if isinstance(raw, dict) else {}


def _other_record(case: Any, body: Any) -> Iterator[tuple[str, str]]:
    """One record is asked for by its identifier, and another is told of."""
    name, asked = _asked(case)
    if name is None or not isinstance(body, dict):
        return
    told = next((body[key] for key in _same_name(name) if isinstance(body.get(key), str | int)), None)
    if told is not None and not isinstance(told, bool) and str(told) != asked:
        yield "record_identity", f"{name} {asked!r} was asked for, and {told!r} is answered"


def _invented(memory: Memory, case: Any, own: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Whatever identifier is asked for is found."""
    name, asked = _asked(case)
    if name is not None and memory.invents(case.operation.label, asked):
        yield "record_existence", f"{name} {asked!r} was found, and nobody can have made it"


def _unfiltered(case: Any, body: Any) -> Iterator[tuple[str, str]]:
    """A list is asked for by a property of its items, and others are in it."""
    items = _items(body)
    for parameter in case.operation.query:
        value = (case.query or {}).get(parameter.name)
        schema = parameter.validation_schema
        if not items or not isinstance(schema, dict) or not isinstance(value, str | int | bool):
            continue
        if not ("enum" in schema or schema.get("type") == "boolean" or "$ref" in schema):
            continue
        for item in items:
            told = item.get(parameter.name)
            if isinstance(told, str | int | bool) and _text(told) != _text(value):
                yield "filter_conformance", f"{parameter.name}={_text(value)} was asked for, and {_text(told)} is in it"
                break


def _items(body: Any) -> list[dict[str, Any]]:
    if isinstance(body, dict):
        lists = [value for value in body.values() if isinstance(value, list)]
        body = lists[0] if len(lists) == 1 else []
    return [one for one in body if isinstance(one, dict)] if isinstance(body, list) else []


def _asked(case: Any) -> tuple[str | None, str]:
    """The name and the text of the identifier at the end of a path."""
    found = _ITEM.search(case.operation.path)
    value = (case.path_parameters or {}).get(found[1]) if found is not None else None
    if found is None or not isinstance(value, str | int) or isinstance(value, bool):
        return None, ""
    return found[1], unquote(str(value))


def _same_name(name: str) -> list[str]:
    plain = name.replace("-", "_")
    ends_in_id = plain.lower().endswith("id")
    return [name, plain, *(["id"] if ends_in_id else [])]


def _path_texts(case: Any) -> dict[str, str]:
    return {name: unquote(str(value)) for name, value in (case.path_parameters or {}).items()}


def _json(response: Any) -> Any:
    try:
        return response.json()
    except (ValueError, UnicodeDecodeError, RecursionError):
        return None


def _text(value: Any) -> str:
    return str(value).lower()


def _texts(value: Any) -> list[str]:
    return value if isinstance(value, list) else [str(value)]
