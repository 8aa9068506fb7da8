"""What is sent as good data and is not: findings about it are none of the mock's."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis

from govkit.checks.pacts.fuzz.misfits import misfits

DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Orders", "version": "1.0.0"},
    "paths": {
        "/orders/{number}": {
            "put": {
                "parameters": [
                    {"name": "number", "in": "path", "required": True, "schema": {"type": "integer"}},
                    {"name": "Last-Event-ID", "in": "header", "schema": {"$ref": "#/components/schemas/EventId"}},
                    {"name": "ids", "in": "query", "schema": {"type": "array", "items": {"type": "integer"}}},
                ],
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}}},
                "responses": {"204": {"description": "Put."}},
            }
        }
    },
    "components": {
        "schemas": {
            "EventId": {"type": "string", "pattern": "^evt_[0-9]+$"},
            "Order": {"type": "object", "properties": {"due": {"type": "string", "format": "date"}}},
        }
    },
}


@pytest.mark.parametrize(
    ("parts", "is_misfit"),
    [
        ({"path_parameters": {"number": "7"}}, False),
        ({"path_parameters": {"number": "seven"}}, True),
        ({"headers": {"Last-Event-ID": "evt_7"}}, False),
        ({"headers": {"Last-Event-ID": "0"}}, True),
        ({"query": {"ids": "1,2"}}, False),
        ({"body": {"due": "2026-03-01"}}, False),
        ({"body": {"due": ""}}, True),
        ({}, False),
    ],
)
def test_a_part_that_its_schema_refuses_is_a_misfit(parts: dict[str, Any], *, is_misfit: bool) -> None:
    operation = schemathesis.openapi.from_dict(DOCUMENT)["/orders/{number}"]["PUT"]
    case = operation.Case(**parts, media_type="application/json")
    assert misfits(case) is is_misfit
