"""The parts that the document of every API of canonical entities is put together of: operations, answers, problems."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, TypeAlias

Json: TypeAlias = dict[str, Any]

_JSON, _PROBLEM = "application/json", "application/problem+json"
_MOMENT: Final[Json] = {"type": "string", "format": "date-time"}


def _ref(kind: str, name: str) -> Json:
    return {"$ref": f"#/components/{kind}/{name}"}


def _text(description: str, longest: int = 300, **more: Any) -> Json:
    return {"type": "string", "description": description, "minLength": 1, "maxLength": longest, **more}


def _object(description: str, required: Sequence[str], **properties: Json) -> Json:
    return {"type": "object", "description": description, "required": list(required), "properties": properties}


# ------------------------------------------------------------------------------------------------------ per entity


def answer(name: str, title: str) -> Json:
    """The schema of one object with what is said of it."""
    return _object(
        f"{title}, and how old what is said of it may be.",
        ["data", "freshness"],
        data=_ref("schemas", name),
        freshness=_ref("schemas", "Freshness"),
    )


def page(name: str, title: str) -> Json:
    """The schema of one page of a list."""
    return _object(
        f"One page of a list: {title}.",
        ["items"],
        items={
            "type": "array",
            "description": "The objects.",
            "maxItems": 100,
            "items": _ref("schemas", f"{name}Answer"),
        },
        unserved={
            "type": "array",
            "description": "Objects of this page that cannot be served, and why; absent where all are.",
            "maxItems": 100,
            "items": _ref("schemas", "Unserved"),
        },
        nextCursor={**_CURSOR, "description": "What asks for the page behind this one; absent on the last."},
    )


def list_operation(name: str, title: str, segment: str, kinds: Sequence[tuple[str, str]], example: Json | None) -> Json:
    """`GET /customers`. `kinds` are the systems and types of the identifiers that lists can be narrowed by."""
    identifiers = [
        {
            "name": f"{system}.{kind}",
            "in": "query",
            "description": f"Only the one whose {kind} in {system} this is.",
            "schema": {"type": "string", "minLength": 1, "maxLength": 200},
        }
        for system, kind in kinds
    ]
    found: Json = {"items": [_answered(example)]} if example is not None else {}
    return {
        "operationId": f"list{_many(name, segment)}",
        "summary": f"List {segment.replace('-', ' ')}",
        "description": "As the system of record lists them, page by page. Identifiers narrow it to one object.",
        "tags": [title],
        "parameters": [_ref("parameters", "Limit"), _ref("parameters", "Cursor"), *identifiers],
        "responses": {
            "200": {
                "description": "One page.",
                "headers": {"Cache-Control": _ref("headers", "Cache-Control")},
                "content": {_JSON: _media(_ref("schemas", f"{name}Page"), found)},
            },
            **_refusals("400", "401", "403", "404", "409", "502", "503"),
        },
    }


def read_operation(name: str, title: str, example: Json | None) -> Json:
    """`GET /customers/{id}`."""
    found = _answered(example) if example is not None else {}
    return {
        "operationId": f"get{name}",
        "summary": f"Read one: {title}",
        "description": (
            "The object, put together of what each system of record says of it. It is named by its canonical "
            "identifier, or by any identifier that a system has for it: `system:type:id`."
        ),
        "tags": [title],
        "parameters": [_ref("parameters", "Id"), _ref("parameters", "If-None-Match")],
        "responses": {
            "200": {
                "description": "The object.",
                "headers": {one: _ref("headers", one) for one in ("ETag", "Age", "Cache-Control", "Content-Location")},
                "content": {_JSON: _media(_ref("schemas", f"{name}Answer"), found)},
            },
            "304": {
                "description": "It is as the caller knows it.",
                "headers": {one: _ref("headers", one) for one in ("ETag", "Age", "Cache-Control")},
            },
            **_refusals("400", "401", "403", "404", "409", "502", "503"),
        },
    }


def lineage_operation(name: str, title: str) -> Json:
    """`GET /customers/{id}/lineage`."""
    return {
        "operationId": f"get{name}Lineage",
        "summary": f"Where each field comes from: {title}",
        "description": "For each field of the object as it is served: the system, the call, the mapping, and when.",
        "tags": [title],
        "parameters": [_ref("parameters", "Id")],
        "responses": {
            "200": {
                "description": "The lineage of the object.",
                "headers": {one: _ref("headers", one) for one in ("Age", "Cache-Control")},
                "content": {_JSON: {"schema": _ref("schemas", "Lineage")}},
            },
            **_refusals("400", "401", "403", "404", "409", "502", "503"),
        },
    }


def _media(schema: Json, example: Json) -> Json:
    return {"schema": schema, **({"example": example} if example else {})}


def _answered(example: Json) -> Json:
    """An answer that holds an example of an entity."""
    at = str(example.get("updatedAt", "2026-01-01T00:00:00Z"))
    systems = dict.fromkeys(str(one["system"]) for one in example.get("externalIds", ()))
    first = next(iter(systems), "system")
    sources = [{"system": first, "state": "read", "readAt": at}]
    return {"data": example, "freshness": {"asOf": at, "stale": False, "sources": sources}}


def _many(name: str, segment: str) -> str:
    words = "".join(part.capitalize() for part in segment.split("-"))
    return words if words != name else f"All{words}"


def _refusals(*statuses: str) -> Json:
    return {one: _ref("responses", _RESPONSES[one]) for one in statuses}


# ---------------------------------------------------------------------------------------------------------- common

_CURSOR: Final[Json] = {"type": "string", "minLength": 1, "maxLength": 1000, "pattern": "^[A-Za-z0-9_-]+$"}

_RESPONSES: Final = {
    "400": "BadRequest",
    "401": "Unauthorized",
    "403": "Forbidden",
    "404": "NotFound",
    "409": "Conflict",
    "502": "BadSource",
    "503": "SourceDown",
}

_SCHEMAS: Final[Json] = {
    "Freshness": _object(
        "How old what is said may be.",
        ["asOf", "stale", "sources"],
        asOf={**_MOMENT, "description": "The moment at which all of it held: that of the oldest read."},
        stale={
            "type": "boolean",
            "description": "Whether it is older than it should be, because a system of record does not answer.",
        },
        warning=_text("Why it is stale.", 500),
        sources={
            "type": "array",
            "description": "The systems of record that it was read from.",
            "minItems": 1,
            "maxItems": 20,
            "items": _ref("schemas", "SourceRead"),
        },
    ),
    "SourceRead": _object(
        "What became of one system of record.",
        ["system", "state"],
        system=_text("The system.", 63),
        state={
            "type": "string",
            "description": "Whether it was read, has no such record, or nobody knows what it calls the object.",
            "enum": ["read", "absent", "unlinked"],
        },
        readAt={**_MOMENT, "description": "When it was read."},
    ),
    "Unserved": _object(
        "An object of a list that cannot be served.",
        ["problem"],
        id=_text("What it is called, where that is known."),
        problem=_ref("schemas", "Problem"),
    ),
    "Lineage": _object(
        "Where the fields of an object come from.",
        ["id", "entity", "fields"],
        id=_text("The canonical identifier."),
        entity=_text("The entity, and the version of its schema: `customer@1.0.0`.", 100),
        fields={
            "type": "array",
            "description": "The fields that are there, in order; `*` stands for each item of a list.",
            "maxItems": 2000,
            "items": _ref("schemas", "FieldLineage"),
        },
    ),
    "FieldLineage": _object(
        "Where one field comes from.",
        ["field", "system", "api", "operation", "mapping", "sources", "readAt"],
        field=_text("The field: `billingAddress/city`.", 500),
        system=_text("The system whose word counts.", 63),
        api=_text("The version of its API: `crm@4.2.0`.", 200),
        operation=_text("The call that read it: `getCompany`.", 200),
        mapping=_text("The mapping that made it.", 63),
        how={"type": "string", "description": "How it was made, where it was not taken as it is.", "maxLength": 200},
        sources={
            "type": "array",
            "description": "The fields of the API that it is made of; none where it is the same always.",
            "maxItems": 50,
            "items": _text("`Company/billing_address/city`.", 500),
        },
        readAt={**_MOMENT, "description": "When it was read."},
    ),
    "Problem": _object(
        "Why there is no answer (RFC 9457).",
        ["type", "title", "status", "detail"],
        type=_text("The kind of the problem.", 200, format="uri-reference"),
        title=_text("The kind in words.", 200),
        status={"type": "integer", "description": "The HTTP status.", "minimum": 400, "maximum": 599},
        detail=_text("This case in words.", 2000),
        system=_text("The system of record that it is about.", 63),
        mapping=_text("The mapping that it is about.", 63),
        field=_text("The field that it is about.", 500),
        candidates={
            "type": "array",
            "description": "What may be meant, where more than one object is.",
            "maxItems": 100,
            "items": _text("An identifier.", 500),
        },
    ),
}

_HEADERS: Final[Json] = {
    "ETag": {
        "description": "What tells this state of the object from each other one (RFC 9110).",
        "schema": {"type": "string", "minLength": 4, "maxLength": 100},
    },
    "Age": {
        "description": "The seconds since it was read (RFC 9111).",
        "schema": {"type": "integer", "minimum": 0},
    },
    "Cache-Control": {
        "description": "How long it is fresh; it is the caller's alone.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 100},
    },
    "Content-Location": {
        "description": "The object under its canonical identifier.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 2000},
    },
    "Retry-After": {
        "description": "The seconds after which it may be tried again.",
        "schema": {"type": "integer", "minimum": 0},
    },
    "WWW-Authenticate": {
        "description": "How a caller shows who it is (RFC 6750).",
        "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    },
}


def _refusal(description: str, **headers: Json) -> Json:
    found: Json = {"description": description, "content": {_PROBLEM: {"schema": _ref("schemas", "Problem")}}}
    return {**found, "headers": headers} if headers else found


COMMON: Final[Json] = {
    "securitySchemes": {
        "token": {"type": "http", "scheme": "bearer", "description": "The token of a consumer of the catalog."}
    },
    "parameters": {
        "Id": {
            "name": "id",
            "in": "path",
            "required": True,
            "description": "The canonical identifier, or any identifier of the object: `system:type:id`.",
            "schema": {"type": "string", "minLength": 1, "maxLength": 300},
        },
        "If-None-Match": {
            "name": "If-None-Match",
            "in": "header",
            "description": "The `ETag` that the caller knows: 304 says that nothing changed.",
            "schema": {"type": "string", "minLength": 1, "maxLength": 1000},
        },
        "Limit": {
            "name": "limit",
            "in": "query",
            "description": "How many objects a page has at most.",
            "schema": {"type": "integer", "minimum": 1, "maximum": 100, "default": 25},
        },
        "Cursor": {
            "name": "cursor",
            "in": "query",
            "description": "The `nextCursor` of the page before.",
            "schema": _CURSOR,
        },
    },
    "headers": _HEADERS,
    "responses": {
        "BadRequest": _refusal("The request is not one that can be answered."),
        "Unauthorized": _refusal("Nobody knows who asks.", **{"WWW-Authenticate": _ref("headers", "WWW-Authenticate")}),
        "Forbidden": _refusal("Who asks is not granted this, or not cleared for it."),
        "NotFound": _refusal("There is no such object, or no such page."),
        "Conflict": _refusal("Systems do not agree which object it is; people decide."),
        "BadSource": _refusal("What a system of record says cannot be served: it is not as the entity has it."),
        "SourceDown": _refusal(
            "A system of record does not answer, and nothing that it said lately is known.",
            **{"Retry-After": _ref("headers", "Retry-After")},
        ),
    },
    "schemas": _SCHEMAS,
}
"""The components that are the same for all entities."""
