"""The battery: every keyword in every place of a message, told from its meaning, with two validators as witnesses."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jsonschema
import jsonschema_rs
import pytest

from govkit.checks.compat import compare_texts
from govkit.findings import Direction, Finding, Severity, Verdict
from tests.checks.compat.battery import NARROWED, NULL, Narrowed, obj
from tests.checks.compat.battery_documents import EDITS, SAME, Edit
from tests.checks.compat.battery_equal import EQUAL
from tests.tiers import some

JSON = Any
WIRE_FORMATS = ("date", "date-time", "uuid")


@dataclass(frozen=True)
class Spot:
    """A place of a message: what is put around a schema there, and around a value of it."""

    name: str
    schema: Callable[[JSON], JSON]
    value: Callable[[JSON], JSON]
    components: Callable[[JSON], JSON] = lambda schema: {}


def tagged(schema: JSON, *, refs: bool = False) -> JSON:
    """A choice of two tagged objects, the first of which holds a schema."""
    first = {"type": "object", "properties": {"k": {"const": "First"}, "v": schema}, "required": ["k", "v"]}
    second = {"type": "object", "properties": {"k": {"const": "Second"}}, "required": ["k"]}
    if refs:
        return {"First": first, "Second": second}
    return {"oneOf": [first, second]}


def referred(schema: JSON) -> JSON:
    """The same choice by references, with a discriminator."""
    parts = [{"$ref": f"#/components/schemas/{name}"} for name in ("First", "Second")]
    return {"oneOf": parts, "discriminator": {"propertyName": "k"}}


SPOTS = [
    Spot("body", lambda schema: schema, lambda value: value),
    Spot("property", lambda schema: obj(p=schema), lambda value: {"p": value}),
    Spot("required property", lambda s: obj(p=s) | {"required": ["p"]}, lambda value: {"p": value}),
    Spot("item", lambda schema: {"type": "array", "items": schema}, lambda value: [value]),
    Spot("map", lambda schema: {"type": "object", "additionalProperties": schema}, lambda value: {"p": value}),
    Spot("tagged branch", tagged, lambda value: {"k": "First", "v": value}),
    Spot("discriminated branch", referred, lambda v: {"k": "First", "v": v}, lambda s: tagged(s, refs=True)),
    Spot("component", lambda _: {"$ref": "#/components/schemas/X"}, lambda value: value, lambda s: {"X": s}),
    Spot("conjunct", lambda schema: {"allOf": [schema, {"description": "x"}]}, lambda value: value),
    Spot("deep", lambda s: obj(a={"type": "array", "items": {"allOf": [obj(b=s)]}}), lambda v: {"a": [{"b": v}]}),
    Spot("nullable", lambda schema: {"anyOf": [schema, NULL]}, lambda value: value),
]


TURNS = {pair.name: number for number, pair in enumerate([*NARROWED, *EQUAL])}
"""Which places of `SPOTS` a pair is tried at in the short tier."""


def body(schema: JSON, components: JSON, direction: Direction, version: str = "3.1.0", *, webhook: bool = False) -> str:
    """A document that uses a schema as a body in one direction."""
    content = {"application/json": {"schema": schema}}
    operation: dict[str, JSON] = {"responses": {"200": {"description": "fine"}}}
    if (direction is Direction.REQUEST) != webhook:
        operation["requestBody"] = {"required": True, "content": content}
    else:
        operation["responses"]["200"]["content"] = content
    items = {"webhooks": {"thing": {"post": operation}}} if webhook else {"paths": {"/things": {"post": operation}}}
    return document(items, components, version)


def document(items: JSON, components: JSON, version: str = "3.1.0") -> str:
    """A whole document."""
    whole = {"openapi": version, "info": {"title": "T", "version": "1"}, "paths": {}, **items}
    return json.dumps({**whole, "components": {"schemas": components}})


def parameter(schema: JSON, components: JSON, location: str, version: str = "3.1.0") -> str:
    """A document with one parameter."""
    path = "/things/{p}" if location == "path" else "/things"
    entry = {"name": "p", "in": location, "required": location == "path", "schema": schema}
    operation = {"parameters": [entry], "responses": {"200": {"description": "fine"}}}
    return document({"paths": {path: {"get": operation}}}, components, version)


def header(schema: JSON, components: JSON, version: str = "3.1.0") -> str:
    """A document with one response header."""
    response = {"description": "fine", "headers": {"P": {"schema": schema}}}
    return document({"paths": {"/things": {"get": {"responses": {"200": response}}}}}, components, version)


_ONLY_3_1 = frozenset(
    {"patternProperties", "propertyNames", "contains", "prefixItems", "dependentRequired", "dependentSchemas", "if",
     "then", "else", "unevaluatedProperties", "unevaluatedItems", "$defs", "$comment", "examples", "minContains"}
)  # fmt: skip


def spelled_for_3_0(schema: JSON) -> JSON:
    """A schema of 3.1 in the spelling of 3.0. Raises ValueError where it has none."""
    if isinstance(schema, bool):
        return {} if schema else {"not": {}}
    if schema.keys() & _ONLY_3_1 or ("$ref" in schema and len(schema) > 1) or _bounded_twice(schema):
        raise ValueError
    out: dict[str, JSON] = {}
    for key, value in schema.items():
        if key == "const":
            out["enum"] = [value]
        elif key == "properties":
            out[key] = {name: spelled_for_3_0(inner) for name, inner in value.items()}
        elif key in ("allOf", "anyOf", "oneOf"):
            out[key] = [spelled_for_3_0(inner) for inner in value]
        elif key in ("items", "not") or (key, type(value)) == ("additionalProperties", dict):
            out[key] = spelled_for_3_0(value)
        elif key in ("exclusiveMinimum", "exclusiveMaximum"):
            out |= {key.replace("exclusiveM", "m"): value, key: True}
        elif key == "type":
            out |= _type_for_3_0(value)
        else:
            out[key] = value
    return {"items": {}, **out} if out.get("type") == "array" else out


def _bounded_twice(schema: JSON) -> bool:
    pairs = ("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")
    return any(set(pair) <= set(schema) for pair in pairs)


def _type_for_3_0(value: JSON) -> JSON:
    rest = [name for name in ([value] if isinstance(value, str) else value) if name != "null"]
    if len(rest) != 1:
        raise ValueError
    return {"type": rest[0], "nullable": True} if "null" in value and value != "null" else {"type": rest[0]}


def plain(schema: JSON, profile: str) -> JSON:
    """The schema with formats as the profile means them."""
    if isinstance(schema, list):
        return [plain(part, profile) for part in schema]
    if not isinstance(schema, dict):
        return schema
    out = {key: plain(part, profile) for key, part in schema.items()}
    size = {"int32": 31, "int64": 63}.get(str(out.get("format")))
    if size and out.get("type") == "integer":
        del out["format"]
        return {"allOf": [out, {"minimum": -(2**size), "maximum": 2**size - 1}]}
    if isinstance(out.get("format"), str) and profile == "wire" and out["format"] not in WIRE_FORMATS:
        del out["format"]
    return out


def allows(schema: JSON, components: JSON, value: JSON, profile: str) -> bool:
    """Whether a schema allows a value, in the opinion of two validators."""
    whole = {"components": {"schemas": plain(components, profile)}, "allOf": [plain(schema, profile)]}
    first = bool(jsonschema_rs.is_valid(whole, value, draft=jsonschema_rs.Draft202012, validate_formats=True))
    text = json.dumps(whole)
    if "\\p{" in text or '"uri"' in text:  # what the other validator does not know
        return first
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    second = bool(jsonschema.Draft202012Validator(whole, format_checker=checker).is_valid(value))
    assert first == second
    return first


def placed(pair: Narrowed, spot: Spot) -> tuple[tuple[JSON, JSON], tuple[JSON, JSON]]:
    """Both sides of a pair at a place: schema and components."""
    return (
        (spot.schema(pair.old), {**(pair.old_components or {}), **spot.components(pair.old)}),
        (spot.schema(pair.new), {**(pair.new_components or {}), **spot.components(pair.new)}),
    )


def check_witnesses(findings: list[Finding], old: tuple[JSON, JSON], new: tuple[JSON, JSON], profile: str) -> None:
    """Every witness is allowed by the one side and not by the other."""
    for finding in findings:
        assert (finding.witness is not None) == (finding.verdict is Verdict.PROVEN)
        if finding.witness is None:
            continue
        said = finding.witness.old, finding.witness.new
        assert said == (("accepts", "refuses") if finding.direction is Direction.REQUEST else ("refuses", "accepts"))
        value = finding.witness.value
        got = tuple("accepts" if allows(*side, value, profile) else "refuses" for side in (old, new))
        assert got == said, (finding.rule, value)


def proven(findings: list[Finding], least: Severity) -> bool:
    """Whether a proven finding is at least that bad."""
    return any(f.verdict is Verdict.PROVEN and f.severity.rank <= least.rank for f in findings)


def silent(findings: list[Finding]) -> bool:
    """Whether nothing is said to break."""
    return not any(
        f.verdict in (Verdict.PROVEN, Verdict.UNPROVEN) and f.severity is not Severity.INFO for f in findings
    )


def judge_body(
    pair: Narrowed, spot: Spot, direction: Direction, profile: str, *, webhook: bool = False, version: str = "3.1.0"
) -> str:
    """What is wrong with what is found, in words; nothing where all is right."""
    wide, narrow = placed(pair, spot)
    old, new = (wide, narrow) if direction is Direction.REQUEST else (narrow, wide)
    before, after = (body(*side, direction, version, webhook=webhook) for side in (old, new))
    findings = compare_texts(before, after, profile)
    check_witnesses(findings, old, new, profile)
    least = Severity.ERROR if direction is Direction.REQUEST else Severity(pair.mirror)
    expected = profile == "strict" or direction.value[0 if direction is Direction.REQUEST else 2] in pair.wire
    right = proven(findings, least) if expected else silent(findings)
    return "" if right else f"{spot.name} {direction} {profile}: {told(findings)}"


def told(findings: list[Finding]) -> str:
    """Findings in a few words."""
    return "; ".join(f"{f.rule} {f.severity} {f.verdict} {f.reason}" for f in findings) or "nothing"


def named(pairs: list[Any]) -> list[Any]:
    """Pairs under their names."""
    return [pytest.param(pair, id=pair.name) for pair in pairs]


@pytest.mark.parametrize("pair", named(NARROWED))
def test_the_value_of_a_pair_is_allowed_by_one_side_only(pair: Narrowed) -> None:
    assert allows(pair.old, pair.old_components or {}, pair.value, "strict")
    assert not allows(pair.new, pair.new_components or {}, pair.value, "strict")


@pytest.mark.parametrize("pair", named(NARROWED))
@pytest.mark.parametrize("profile", ["wire", "strict"])
def test_a_break_is_found_wherever_its_schema_stands(pair: Narrowed, profile: str) -> None:
    """In places of a body, in every one over all pairs, both ways, by a message that two validators judge alike."""
    wrong = [
        said
        for spot in some(SPOTS, 4, TURNS[pair.name] + (profile == "wire"))
        if spot.name != "nullable" or pair.value is not None
        for direction in Direction
        if (said := judge_body(pair, spot, direction, profile))
    ]
    assert not wrong


@pytest.mark.parametrize("pair", named(NARROWED))
def test_a_webhook_turns_the_directions_round(pair: Narrowed) -> None:
    wrong = [said for direction in Direction if (said := judge_body(pair, SPOTS[1], direction, "wire", webhook=True))]
    assert not wrong


@pytest.mark.parametrize("pair", named(NARROWED))
def test_a_break_is_found_in_the_spelling_of_3_2(pair: Narrowed) -> None:
    wrong = [
        said for direction in Direction if (said := judge_body(pair, SPOTS[1], direction, "strict", version="3.2.0"))
    ]
    assert not wrong


@pytest.mark.parametrize("pair", named([pair for pair in NARROWED if pair.text]))
@pytest.mark.parametrize("location", ["query", "path", "header", "cookie", "response header"])
def test_a_break_is_found_in_parameters_and_headers(pair: Narrowed, location: str) -> None:
    """The witness holds the value of the one parameter or header."""
    sides = [(pair.old, pair.old_components or {}), (pair.new, pair.new_components or {})]
    for profile in ("wire", "strict"):
        if location == "response header":
            findings = compare_texts(header(*sides[1]), header(*sides[0]), profile)
            least = Severity(pair.mirror)
        else:
            findings = compare_texts(parameter(*sides[0], location), parameter(*sides[1], location), profile)
            least = Severity.ERROR
        expected = profile == "strict" or bool(pair.wire)
        assert proven(findings, least) if expected else silent(findings), told(findings)
        assert {finding.subject.path.lower() for finding in findings} <= {"/p", "/p/*"}
        for finding in findings:
            if finding.witness is not None:
                [value] = finding.witness.value.values()
                assert [allows(*side, value, profile) for side in sides] == [True, False]


@pytest.mark.parametrize("pair", named(EQUAL))
def test_what_means_the_same_is_no_break(pair: Narrowed) -> None:
    """Wherever it stands, in both directions, either way round, in both profiles: nothing above info or undecided."""
    wrong = []
    for spot in some(SPOTS, 3, TURNS[pair.name]):
        sides = placed(pair, spot)
        for direction in Direction:
            one, other = (body(*side, direction) for side in sides)
            for old, new in ((one, other), (other, one)):
                for profile in ("wire", "strict"):
                    if not harmless(compare_texts(old, new, profile)):
                        wrong.append((spot.name, direction, profile))
    assert not wrong


def harmless(findings: list[Finding]) -> bool:
    """Whether nothing is above info or undecided or proven."""
    doubtful = (Verdict.PROVEN, Verdict.UNPROVEN)
    return not any(f.severity is not Severity.INFO or f.verdict in doubtful for f in findings)


@pytest.mark.parametrize("pair", named([*NARROWED, *EQUAL]))
def test_a_schema_of_3_0_means_what_its_translation_means(pair: Narrowed) -> None:
    """What is spelled for 3.0 is found, or found equal, as in 3.1; and both spellings are equal."""
    for spot in some(SPOTS[:3], 1, TURNS[pair.name]):
        sides = placed(pair, spot)
        try:
            older = [
                (spelled_for_3_0(schema), {k: spelled_for_3_0(s) for k, s in rest.items()}) for schema, rest in sides
            ]
        except ValueError:
            return
        for direction in Direction:
            turned = direction is Direction.RESPONSE and pair in NARROWED
            texts = [body(*side, direction, "3.0.3") for side in (older[::-1] if turned else older)]
            newer = [body(*side, direction) for side in (sides[::-1] if turned else sides)]
            for profile in ("wire", "strict"):
                there = {(f.rule, f.severity, f.verdict) for f in compare_texts(newer[0], newer[1], profile)}
                assert {(f.rule, f.severity, f.verdict) for f in compare_texts(texts[0], texts[1], profile)} == there
                assert harmless(compare_texts(texts[0], newer[0], profile))
                assert harmless(compare_texts(newer[1], texts[1], profile))


def test_one_value_of_598_is_missed() -> None:
    """Lists as long as those of published descriptions."""
    names = [f"v{number}" for number in range(598)]
    old, new = (body({"enum": some}, {}, Direction.REQUEST) for some in (names, names[:-1]))
    assert proven(compare_texts(old, new), Severity.ERROR)


def worst(findings: list[Finding]) -> str:
    """The worst severity, `info` and `none` told apart."""
    return min((f.severity for f in findings), key=lambda severity: severity.rank, default="none")


@pytest.mark.parametrize("edit", named(EDITS))
def test_an_edit_of_a_document_is_as_bad_as_its_meaning(edit: Edit) -> None:
    findings = compare_texts(edit.old, edit.new, edit.profile)
    allowed = {"info", "none"} if edit.worst == "info" else {edit.worst}
    assert worst(findings) in allowed, told(findings)
    assert set(edit.rules) <= {finding.rule for finding in findings}
    assert all(finding.verdict is not Verdict.UNPROVEN for finding in findings)


@pytest.mark.parametrize("edit", named(SAME))
def test_a_document_rewritten_is_no_break(edit: Edit) -> None:
    for old, new in ((edit.old, edit.new), (edit.new, edit.old)):
        for profile in ("wire", "source", "strict"):
            findings = compare_texts(old, new, profile)
            assert worst(findings) in {"info", "none"}, told(findings)
