"""Exchanges as interactions of a pact (Pact specification, version 4).

A pact says what a consumer of the old contract relies on. So a provider that still keeps the old contract passes, and
one that sends or refuses what a witness shows does not.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote, unquote_plus

import govkit
from govkit.gate.replay import Exchange, Request
from govkit.gate.replay.exchange import Need
from govkit.spec.openapi.wire.bodies import Body
from govkit.spec.openapi.wire.spelling import is_json

CONSUMER = "govkit-witness"
_LONGEST_REPEAT = 900
_FORMATS = {
    "date": r"^\d{4}-\d{2}-\d{2}$",
    "date-time": r"^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$",
    "uuid": r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
}
_SCALARS = {
    "integer": r"^-?\d+$",
    "number": r"^-?\d+(\.\d+)?([eE][+-]?\d+)?$",
    "boolean": r"^(?:true|false)$",
    "string": r"^[\s\S]*$",
}


def pact_of(exchanges: Sequence[tuple[str, Exchange]], provider: str) -> dict[str, Any]:
    """A pact of all exchanges that one can say, each with its stem; see `interaction` for those that it cannot."""
    interactions = [made for stem, exchange in exchanges if isinstance(made := interaction(exchange, stem), dict)]
    return {
        "consumer": {"name": CONSUMER},
        "provider": {"name": provider},
        "interactions": interactions,
        "metadata": {
            "govkit": {"version": govkit.__version__},
            "pactSpecification": {"version": "4.0"},
        },
    }


def provider_of(exchange: Exchange) -> str:
    """Who is verified: the API's provider, or for a webhook the consumer who receives it."""
    api = exchange.finding.subject.api
    return api if exchange.kind == "path" else f"{api}-webhook-receiver"


def interaction(exchange: Exchange, stem: str) -> dict[str, Any] | str:
    """The interaction of an exchange, or why a pact cannot say it."""
    if exchange.carrier == "request":
        response: dict[str, Any] | str = _any_success(exchange)
        state = "the request can be served"
    elif exchange.kind != "path":
        response = "a pact verifies who answers, and this witness is for the one who asks"
    else:
        response = _promise(exchange)
        state = f"{exchange.operation} answers {exchange.promised.status}" if exchange.promised else ""
    if isinstance(response, str):
        return response
    finding = exchange.finding
    return {
        "type": "Synchronous/HTTP",
        "key": stem,
        "description": f"{finding.rule} at {exchange.operation} ({finding.fingerprint})",
        "pending": False,
        "providerStates": [{"name": state}],
        "request": _request(exchange.request),
        "response": response,
        "comments": {"text": [finding.message, *exchange.notes], "references": {"govkit": _references(exchange)}},
    }


def _references(exchange: Exchange) -> dict[str, str]:
    return {"rule": exchange.finding.rule, "fingerprint": exchange.finding.fingerprint}


def _request(request: Request) -> dict[str, Any]:
    """The request without credentials, which whoever verifies adds (`add_custom_header`)."""
    path, _, query = request.target.partition("?")
    made: dict[str, Any] = {"method": request.method, "path": path or "/"}
    pairs: dict[str, list[str]] = {}
    for part in query.split("&") if query else ():
        name, _, text = part.partition("=")
        pairs.setdefault(unquote_plus(name), []).append(unquote(text))
    if pairs:
        made["query"] = pairs
    if request.headers:
        made["headers"] = {name: [text] for name, text in request.headers}
    if request.body is not None:
        made["body"] = _body(request.body, request.json)
    return made


def _body(body: Body, value: Any) -> dict[str, Any]:
    if is_json(body.content_type):
        return {"content": value, "contentType": body.content_type, "encoded": False}
    try:
        return {"content": body.content.decode("utf-8"), "contentType": body.content_type, "encoded": False}
    except UnicodeDecodeError:
        content = base64.b64encode(body.content).decode("ascii")
        return {"content": content, "contentType": body.content_type, "encoded": "base64"}


def _any_success(exchange: Exchange) -> dict[str, Any]:
    rule = {"match": "statusCode", "status": "success"}
    status = exchange.success[0] if exchange.success else 200
    return {"status": status, "matchingRules": {"status": {"": {"combine": "AND", "matchers": [rule]}}}}


def _promise(exchange: Exchange) -> dict[str, Any] | str:
    """What the old contract promises at the place that a witness breaks, and nothing else."""
    promised = exchange.promised
    if promised is None:
        return "no answer of the old contract was found near the witness"
    on_headers = exchange.finding.witness is not None and exchange.finding.witness.part.endswith(" headers")
    for need in exchange.needs:
        matcher = _header_matcher(need) if on_headers else _matcher(need)
        if matcher is None:
            continue
        rules = {"combine": "AND", "matchers": [matcher]}
        if on_headers:
            name = str(need.path[0])
            headers = {name: [str(need.example)]}
            return {"status": promised.status, "headers": headers, "matchingRules": {"header": {name: rules}}}
        if promised.body is None or not is_json(promised.body.content_type):
            return "a pact can say it of JSON only"
        content, ways = _chain(need)
        body = {"content": content, "contentType": promised.body.content_type, "encoded": False}
        return {"status": promised.status, "body": body, "matchingRules": {"body": {**ways, _way(need.path): rules}}}
    said = ", ".join(sorted({f"`{need.keyword}`" for need in exchange.needs})) or "this"
    return f"a pact has no matcher that says {said}"


def _chain(need: Need) -> tuple[Any, dict[str, Any]]:
    """The example inside of what leads to it, and for each list on the way the rule that it may hold more items."""
    content, ways = need.example, {}
    for index in range(len(need.path) - 1, -1, -1):
        step = need.path[index]
        if isinstance(step, int):
            content = [content]
            rule = {"match": "type", "min": 1}
            ways[_way(need.path[:index])] = {"combine": "AND", "matchers": [rule]}
        else:
            content = {step: content}
    return content, ways


def _way(path: tuple[str | int, ...]) -> str:
    """A path expression of Pact: any item for an index."""
    return "$" + "".join("[*]" if isinstance(part, int) else _named(part) for part in path)


def _named(name: str) -> str:
    if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]*", name):
        return f".{name}"
    escaped = name.replace("\\", "\\\\").replace("'", "\\'")
    return f"['{escaped}']"


def _matcher(need: Need) -> dict[str, Any] | None:
    """The matcher that says what an old client asks for; None where Pact has none."""
    keyword, said = need.keyword, need.value
    if keyword == "required":
        return {"match": "type"}
    if keyword == "type":
        return _of_type(need.example)
    if keyword in ("minItems", "maxItems") and isinstance(said, int):
        return {"match": "type", keyword[:3]: said}
    if isinstance(need.example, str):
        return _regex(keyword, said)
    if keyword in ("enum", "const") and said and len(said) == 1:
        return {"match": "equality"}
    return None


def _of_type(example: Any) -> dict[str, Any] | None:
    if example is None:
        return None
    if isinstance(example, bool):
        return {"match": "boolean"}
    if isinstance(example, int):
        return {"match": "integer"}
    return {"match": "number"} if isinstance(example, float) else {"match": "type"}


def _regex(keyword: str, said: Any) -> dict[str, Any] | None:
    """A regular expression for texts, within what the verifier's engine knows: no look-around, no references back."""
    if keyword in ("enum", "const") and said and all(isinstance(value, str) for value in said):
        return {"match": "regex", "regex": f"^(?:{'|'.join(map(re.escape, said))})$"}
    if keyword == "maxLength" and isinstance(said, int) and said <= _LONGEST_REPEAT:
        return {"match": "regex", "regex": rf"^[\s\S]{{0,{said}}}$"}
    if keyword == "minLength" and isinstance(said, int) and said <= _LONGEST_REPEAT:
        return {"match": "regex", "regex": rf"^[\s\S]{{{said},}}$"}
    if keyword == "pattern" and isinstance(said, str) and not re.search(r"\(\?[=!<]|\\[1-9]|\\k", said):
        return {"match": "regex", "regex": said}
    if keyword == "format" and said in _FORMATS:
        return {"match": "regex", "regex": _FORMATS[said]}
    return None


def _header_matcher(need: Need) -> dict[str, Any] | None:
    if need.keyword == "required":
        return {"match": "regex", "regex": r"^[\s\S]*$"}
    if need.keyword == "type":
        kinds = [_SCALARS.get(kind) for kind in need.value or ()]
        return {"match": "regex", "regex": kinds[0]} if len(kinds) == 1 and kinds[0] else None
    return _regex(need.keyword, need.value)
