"""What the validator of Spectral says of schemas and values, recorded from it, is what ours says.

Each line of `verdicts.jsonl` has a schema, a value, and where in it something is wrong, in the order that Spectral's
function `schema` tells it: `schema` where the schema is refused itself, `reference` where a reference in it leads
nowhere.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from govkit.checks.lint.spectral import validating
from govkit.checks.lint.spectral.validating import MissingReference, SchemaError, Schemas, dialect_of
from govkit.checks.lint.spectral.validating.bundling import bundled
from govkit.spec.documents import format_pointer

CASES = [json.loads(line) for line in Path(__file__).with_name("verdicts.jsonl").read_text("utf-8").splitlines()]


def says(case: dict[str, Any]) -> list[str] | str:
    schema = bundled(case["schema"], case["dialect"])
    try:
        found = Schemas(case["dialect"]).results(schema, case["value"], everything=case.get("all", False))
    except MissingReference:
        return "reference"
    except SchemaError:
        return "schema"
    return [format_pointer(way) for _, way in found]


@pytest.mark.parametrize("case", CASES, ids=lambda case: json.dumps(case["schema"])[:60])
def test_a_verdict_is_that_of_spectral(case: dict[str, Any]) -> None:
    assert says(case) == case["says"]


def test_both_verdicts_are_among_them() -> None:
    """Or the test above would say little."""
    assert {"schema", "reference"} <= {case["says"] for case in CASES if isinstance(case["says"], str)}
    assert sum(case["says"] == [] for case in CASES) > 20
    assert sum(case["says"] not in ([], "schema", "reference") for case in CASES) > 40


def test_what_need_not_be_there_is_told_by_its_flag() -> None:
    schema = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string", "readOnly": True}}}
    schemas = Schemas("draft4")
    assert [way for _, way in schemas.results(schema, {})] == [()]
    assert schemas.results(schema, {}, lax=frozenset({"readOnly"})) == []
    assert schemas.results({"not": schema}, {}, lax=frozenset({"readOnly"})) == []


def test_null_is_allowed_by_the_keyword_of_the_document() -> None:
    schema = {"type": "string", "x-nullable": True}
    assert Schemas("draft4", "x-nullable").results(schema, None) == []
    assert Schemas("draft4").results(schema, None) != []


def test_a_schema_that_leads_back_to_itself_is_refused() -> None:
    schema = {"$defs": {"a": {"allOf": [{"$ref": "#/$defs/a"}]}}, "$ref": "#/$defs/a"}
    with pytest.raises(SchemaError, match="leads back to itself"):
        Schemas("draft2020-12").results(schema, 1)


def test_messages_name_what_they_are_about() -> None:
    schemas = Schemas("draft4")
    assert schemas.results({"type": "string"}, 1, name="example") == [('"example" property type must be string', ())]
    choices = {"items": {"enum": ["a", 1]}}
    assert schemas.results(choices, ["b"])[0][0] == (
        'Item at index 0 must be equal to one of the allowed values: "a", 1'
    )
    closed = {"additionalProperties": False}
    assert schemas.results(closed, {"b": 1}) == [('Property "b" is not expected to be here', ())]


def test_a_dialect_is_known_by_its_uri() -> None:
    assert dialect_of("http://json-schema.org/draft-04/schema#") == "draft4"
    assert dialect_of("https://json-schema.org/draft/2020-12/schema") == "draft2020-12"
    assert dialect_of("https://spec.openapis.org/oas/3.1/dialect/base") is None
    assert dialect_of(3) is None


def test_a_schema_that_asks_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validating, "_MOST", 10_000)
    twice = {f"a{at}": {"anyOf": [{"$ref": f"#/definitions/a{at + 1}"}] * 2} for at in range(24)}
    schema = {"definitions": {**twice, "a24": {"type": "string"}}, "$ref": "#/definitions/a0"}
    with pytest.raises(SchemaError, match="more than 10,000 questions"):
        Schemas("draft7").results(schema, 1, everything=True)
