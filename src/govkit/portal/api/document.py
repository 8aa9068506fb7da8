"""The OpenAPI document of the API (3.1), made of its operations: nobody writes it by hand."""

from __future__ import annotations

from typing import Any, Final

from govkit.portal.api.components import HEADERS, RESPONSES, SCHEMAS
from govkit.portal.api.operation import Operation, Parameter
from govkit.portal.api.schemas import Json, ref

VERSION: Final = "1.0.0"
BASE: Final = "/api/v1"

MARK: Final = "# Generated from the operations of the portal's API (tests/portal/api). Do not edit.\n"

_INFO: Final = """\
What the portal shows and does, for programs: the catalog and what is asked of it, the queue of exceptions, events,
differences and the audit log of the runtime.

**Who asks** shows a token of the portal (`Authorization: Bearer …`), with its role: viewer, operator or admin. Cookies
of the pages are no use here.

**Lists** take `limit` and `cursor`, and answer `items` and `nextCursor`.

**What writes** says what would happen, and does nothing, where `dryRun` is true; all of it is in the audit log.

**Errors** are `application/problem+json` (RFC 9457).
"""

_TAGS: Final = {
    "Catalog": "What there is: entries, versions of APIs, and what changed between them.",
    "Governance": "What follows: who is hit, what may be deployed, who answers, what ends.",
    "Operations": "What runs: health, events, differences, acts.",
    "Exceptions": "What people must decide.",
    "Tokens": "Who may ask.",
}


def document(operations: tuple[Operation, ...], contact: Json | None = None) -> Json:
    """The document."""
    paths: dict[str, Json] = {}
    for one in operations:
        paths.setdefault(one.path, {})[one.method] = _operation(one)
    info: Json = {
        "title": "Portal API",
        "version": VERSION,
        "description": _INFO,
        "contact": contact or {"name": "Integration platform", "email": "integration-platform@alderway.example"},
        "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    }
    used = _referred(paths)
    schemas = {name: SCHEMAS[name] for name in sorted(SCHEMAS) if name in used}
    return {
        "openapi": "3.1.0",
        "info": info,
        "servers": [{"url": BASE, "description": "Where the portal runs."}],
        "security": [{"token": []}],
        "tags": [{"name": name, "description": said} for name, said in _TAGS.items()],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "A token of the portal."},
            },
            "headers": HEADERS,
            "responses": {name: one for name, one in RESPONSES.items() if name in used},
            "schemas": schemas,
        },
    }


def _referred(tree: Any) -> set[str]:
    """The names of components that something refers to, by way of others as well."""
    found: set[str] = set()
    waiting: list[Any] = [tree]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            target = one.get("$ref")
            if isinstance(target, str):
                name = target.rpartition("/")[2]
                if name not in found:
                    found.add(name)
                    waiting += [part[name] for part in (SCHEMAS, RESPONSES, HEADERS) if name in part]
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
    return found


def _operation(one: Operation) -> Json:
    found: Json = {
        "operationId": one.id,
        "summary": one.summary,
        "description": f"{one.description} Needs the role {one.needs.value}.",
        "tags": [one.tag],
    }
    if one.parameters:
        found["parameters"] = [_parameter(each) for each in one.parameters]
    if one.body is not None:
        media: Json = {"schema": one.body, **({"example": one.sent} if one.sent is not None else {})}
        found["requestBody"] = {
            "required": True,
            "description": "What is to be done.",
            "content": {"application/json": media},
        }
    found["responses"] = {
        str(one.status): _answer(one),
        **{status: ref("responses", name) for status, name in _refusals(one)},
    }
    return found


def _answer(one: Operation) -> Json:
    headers: Json = {"Cache-Control": ref("headers", "Cache-Control")}
    if one.status == 201:
        headers["Location"] = ref("headers", "Location")
    answer: Json = {"description": one.told, "headers": headers}
    if one.answer is not None:
        media: Json = {"schema": one.media, **({"example": one.example} if one.example is not None else {})}
        answer["content"] = {"application/json": media}
    return answer


def _parameter(one: Parameter) -> Json:
    found: Json = {"name": one.name, "in": one.place, "description": one.description, "schema": one.schema}
    return {**found, "required": True} if one.required else found


def _refusals(one: Operation) -> list[tuple[str, str]]:
    found = [("400", "BadRequest"), ("401", "Unauthorized"), ("403", "Forbidden")]
    if any(each.place == "path" or each.required for each in one.parameters):
        found.append(("404", "NotFound"))
    if one.may_conflict:
        found.append(("409", "Conflict"))
    if one.body is not None:
        found += [("413", "TooLarge"), ("415", "NoJson")]
    found.append(("429", "TooManyTries"))
    found.append(("500", "Failed"))
    return [*found, ("503", "NoRuntime")] if one.of_runtime else found
