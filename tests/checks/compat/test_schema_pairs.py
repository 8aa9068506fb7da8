"""Pairs of schemas with what each direction must say: one line a pair."""

from __future__ import annotations

import json

import jsonschema
import pytest

from govkit.checks.compat import compare_texts
from govkit.findings import Direction, Finding, Severity, Verdict

STRING, NUMBER = '{"type":"string"}', '{"type":"number"}'


def document(schema: str, direction: Direction, version: str = "3.1.0") -> str:
    """A document with one operation that uses a schema in one direction."""
    content = {"application/json": {"schema": json.loads(schema)}}
    operation: dict[str, object] = {"responses": {"200": {"description": "fine"}}}
    if direction is Direction.REQUEST:
        operation["requestBody"] = {"required": True, "content": content}
    else:
        operation["responses"] = {"200": {"description": "fine", "content": content}}
    paths = {"/things": {"post": operation}}
    return json.dumps({"openapi": version, "info": {"title": "T", "version": "1"}, "paths": paths})


def judge(old: str, new: str, direction: Direction, profile: str = "wire", version: str = "3.1.0") -> list[Finding]:
    """What is found between two schemas that are used in one direction."""
    return compare_texts(document(old, direction, version), document(new, direction, version), profile)


def obj(properties: str, *rest: str) -> str:
    """An object schema."""
    return "{" + ",".join(['"type":"object"', f'"properties":{{{properties}}}', *rest]) + "}"


BREAKS_REQUEST = [
    ('{"type":"string"}', '{"type":"integer"}'),
    ('{"type":"number"}', '{"type":"integer"}'),
    ('{"type":["string","null"]}', '{"type":"string"}'),
    ('{"type":"string"}', '{"type":"string","enum":["a","b"]}'),
    ('{"type":"string","enum":["a","b"]}', '{"type":"string","enum":["a"]}'),
    ('{"type":"string","enum":["a"]}', '{"const":"b"}'),
    ('{"type":"boolean"}', '{"const":true}'),
    ('{"type":"string"}', '{"type":"string","maxLength":5}'),
    ('{"type":"string","maxLength":9}', '{"type":"string","maxLength":5}'),
    ('{"type":"string"}', '{"type":"string","minLength":1}'),
    ('{"type":"string","pattern":"^[a-z]+$"}', '{"type":"string","pattern":"^[a-c]+$"}'),
    ('{"type":"string"}', '{"type":"string","pattern":"^[a-c]+$"}'),
    ('{"type":"string"}', '{"type":"string","format":"date"}'),
    ('{"type":"string"}', '{"type":"string","format":"uuid"}'),
    ('{"type":"integer"}', '{"type":"integer","format":"int32"}'),
    ('{"type":"integer","format":"int64"}', '{"type":"integer","format":"int32"}'),
    ('{"type":"number"}', '{"type":"number","minimum":0}'),
    ('{"type":"number","minimum":0}', '{"type":"number","exclusiveMinimum":0}'),
    ('{"type":"number","maximum":10}', '{"type":"number","maximum":9.5}'),
    ('{"type":"integer","maximum":10}', '{"type":"integer","exclusiveMaximum":10}'),
    ('{"type":"integer"}', '{"type":"integer","multipleOf":2}'),
    ('{"type":"number","multipleOf":0.01}', '{"type":"number","multipleOf":0.1}'),
    ('{"type":"array","items":{"type":"string"}}', '{"type":"array","items":{"type":"integer"}}'),
    ('{"type":"array","items":{}}', '{"type":"array","items":{"type":"integer"}}'),
    ('{"type":"array"}', '{"type":"array","items":{"type":"integer"}}'),
    ('{"type":"array"}', '{"type":"array","maxItems":2}'),
    ('{"type":"array"}', '{"type":"array","minItems":1}'),
    ('{"type":"array"}', '{"type":"array","uniqueItems":true}'),
    ('{"type":"array"}', '{"type":"array","contains":{"type":"integer"}}'),
    ('{"type":"array"}', '{"type":"array","prefixItems":[{"type":"integer"}]}'),
    (obj('"a":{}'), obj('"a":{}', '"required":["a"]')),
    (obj('"a":{}'), obj('"a":{},"b":{}', '"required":["b"]')),
    (obj('"a":{"type":"string"}'), obj('"a":{"type":"integer"}')),
    (obj('"a":{},"b":{}'), obj('"a":{}', '"additionalProperties":false')),
    (obj('"a":{}', '"additionalProperties":true'), obj('"a":{}', '"additionalProperties":{"type":"string"}')),
    ('{"type":"object"}', '{"type":"object","additionalProperties":{"type":"string"}}'),
    (obj('"a":{"type":"array","items":{"type":"string"}}'), obj('"a":{"type":"array","items":{"type":"null"}}')),
    ('{"type":"object"}', '{"type":"object","maxProperties":1}'),
    (obj('"a":{}'), obj('"a":{}', '"minProperties":1')),
    ('{"type":"object"}', '{"type":"object","propertyNames":{"maxLength":3}}'),
    (obj('"a":{},"b":{}'), obj('"a":{},"b":{}', '"dependentRequired":{"a":["b"]}')),
    (obj('"a":{},"b":{}'), obj('"a":{},"b":{}', '"dependentSchemas":{"a":{"required":["b"]}}')),
    ('{"oneOf":[{"type":"string"},{"type":"integer"}]}', '{"oneOf":[{"type":"string"}]}'),
    ('{"anyOf":[{"type":"string"},{"type":"integer"}]}', '{"type":"string"}'),
    ('{"anyOf":[{"enum":["a"]},{"enum":["b"]}]}', '{"anyOf":[{"enum":["a"]},{"enum":["c"]}]}'),
    ('{"type":"integer"}', '{"type":"integer","not":{"const":3}}'),
    ("{}", '{"not":{"type":"string"}}'),
    ('{"type":"string"}', '{"type":"string","if":{"maxLength":3},"then":{"pattern":"^a"}}'),
    ('{"type":"string"}', '{"allOf":[{"type":"string"},{"maxLength":3}]}'),
    (
        '{"oneOf":[{"type":"integer","maximum":5},{"type":"integer","minimum":7}]}',
        '{"oneOf":[{"type":"integer","maximum":8},{"type":"integer","minimum":7}]}',
    ),
    (obj('"a":{}', '"patternProperties":{"^x":{}}'), obj('"a":{}', '"patternProperties":{"^x":{"type":"string"}}')),
    (
        obj('"t":{"oneOf":[{"type":"object","properties":{"k":{"const":"a"},"v":{"type":"string"}},"required":["k"]},'
            '{"type":"object","properties":{"k":{"const":"b"}},"required":["k"]}]}'),
        obj('"t":{"oneOf":[{"type":"object","properties":{"k":{"const":"a"},"v":{"type":"integer"}},"required":["k"]},'
            '{"type":"object","properties":{"k":{"const":"b"}},"required":["k"]}]}'),
    ),
]  # fmt: skip

SAFE_REQUEST = [
    ('{"type":"integer"}', '{"type":"number"}'),
    ('{"type":"string"}', '{"type":["string","null"]}'),
    ('{"type":"string","maxLength":5}', '{"type":"string","maxLength":9}'),
    ('{"type":"string","format":"uuid"}', '{"type":"string","maxLength":36}'),
    ('{"type":"string","enum":["a"]}', '{"type":"string","enum":["a","b"]}'),
    ('{"type":"string","enum":["a","bb"]}', '{"type":"string","maxLength":2}'),
    ('{"type":"integer","minimum":1}', '{"type":"integer","exclusiveMinimum":0}'),
    ('{"type":"integer","multipleOf":4}', '{"type":"integer","multipleOf":2}'),
    ('{"type":"string","pattern":"^[a-c]+$"}', '{"type":"string","pattern":"^[a-z]+$"}'),
    (obj('"a":{}', '"required":["a"]'), obj('"a":{}')),
    (obj('"a":{}'), obj('"a":{},"b":{}')),
    (obj('"a":{}', '"additionalProperties":false'), obj('"a":{}')),
    (obj('"a":{}'), obj('"a":{}', '"additionalProperties":false')),
    ('{"oneOf":[{"type":"string"}]}', '{"oneOf":[{"type":"string"},{"type":"integer"}]}'),
    ('{"type":"string"}', '{"anyOf":[{"type":"string"},{"type":"integer"}]}'),
    ('{"anyOf":[{"type":"string"},{"type":"integer"}]}', '{"type":["string","integer"]}'),
    ('{"oneOf":[{"type":"string"},{"type":"null"}]}', '{"type":["string","null"]}'),
    ('{"allOf":[{"type":"string"},{"maxLength":3}]}', '{"type":"string","maxLength":3}'),
    (
        '{"allOf":[{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]},'
        '{"properties":{"b":{"type":"integer"}}}]}',
        obj('"a":{"type":"string"},"b":{"type":"integer"}', '"required":["a"]'),
    ),
    ('{"const":"a"}', '{"enum":["a"]}'),
    ('{"type":"string","minLength":0}', '{"type":"string"}'),
    ('{"type":"string","format":"uri"}', '{"type":"string","format":"email"}'),
    ('{"not":{"not":{"type":"string"}}}', '{"type":"string"}'),
    ('{"type":"string","description":"a"}', '{"type":"string","description":"b"}'),
    ('{"enum":["a","b"]}', '{"enum":["b","a"]}'),
    ('{"anyOf":[{"enum":["a"]},{"enum":["b"]}]}', '{"enum":["a","b"]}'),
]


def worst(findings: list[Finding]) -> Severity:
    """The worst severity of some findings."""
    return min((finding.severity for finding in findings), key=lambda severity: severity.rank, default=Severity.INFO)


def check_witnesses(findings: list[Finding], old: str, new: str) -> None:
    """Every witness is taken by the one side and refused by the other, says another validator as well."""
    for finding in findings:
        if finding.verdict is not Verdict.PROVEN:
            continue
        assert finding.witness is not None
        for schema, verdict in ((old, finding.witness.old), (new, finding.witness.new)):
            validator = jsonschema.Draft202012Validator(
                json.loads(schema), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
            )
            if '"format":"int' not in schema:
                assert validator.is_valid(finding.witness.value) == (verdict == "accepts"), finding


@pytest.mark.parametrize(("old", "new"), BREAKS_REQUEST)
def test_what_an_old_client_may_send_and_the_new_server_refuses_is_proven(old: str, new: str) -> None:
    """A narrowed request is an error with a message that proves it."""
    findings = judge(old, new, Direction.REQUEST)
    assert any(f.severity is Severity.ERROR and f.verdict is Verdict.PROVEN for f in findings), findings
    check_witnesses(findings, old, new)


@pytest.mark.parametrize(("new", "old"), BREAKS_REQUEST)
def test_what_the_new_server_may_send_and_the_old_client_refuses_is_found(old: str, new: str) -> None:
    """The mirror image in a response is at least a warning, unless clients ignore what they do not know."""
    findings = judge(old, new, Direction.RESPONSE)
    tolerated = '"additionalProperties":false' in old and '"additionalProperties":false' not in new
    if not tolerated:
        assert any(f.severity is not Severity.INFO for f in findings), findings
    check_witnesses(findings, old, new)


@pytest.mark.parametrize(("old", "new"), SAFE_REQUEST)
def test_what_the_new_server_still_accepts_is_no_break(old: str, new: str) -> None:
    """A widened or rewritten request raises nothing above info."""
    findings = judge(old, new, Direction.REQUEST)
    assert worst(findings) is Severity.INFO, findings


@pytest.mark.parametrize(("new", "old"), SAFE_REQUEST)
def test_what_old_clients_still_understand_is_no_break(old: str, new: str) -> None:
    """The mirror image in a response raises nothing above info, but for vocabulary that is lost."""
    findings = judge(old, new, Direction.RESPONSE)
    alarms = [f for f in findings if f.severity is not Severity.INFO and f.rule != "response-property-removed"]
    assert not alarms
