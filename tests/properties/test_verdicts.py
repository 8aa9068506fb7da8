"""Laws of verdicts: what is refuted no value separates, what is proven its witness does, and equal things are equal."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import jsonschema_rs
from hypothesis import given, note
from hypothesis import strategies as st

from govkit.checks.compat import compare_texts
from govkit.findings import Direction, Severity, Verdict
from tests.properties.schemas import changed, schemas, values


def document(schema: dict[str, Any], direction: Direction) -> str:
    """A document that uses a schema in one direction, as a member of a body."""
    content = {"application/json": {"schema": schema}}
    operation: dict[str, Any] = {"responses": {"200": {"description": "fine"}}}
    if direction is Direction.REQUEST:
        operation["requestBody"] = {"required": True, "content": content}
    else:
        operation["responses"]["200"]["content"] = content
    paths = {"/things": {"post": operation}}
    return json.dumps({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths})


@given(schemas(), st.sampled_from(list(Direction)), st.sampled_from(["wire", "strict"]))
def test_a_document_beside_itself_has_no_finding(schema: dict[str, Any], direction: Direction, profile: str) -> None:
    """diff(x, x) is empty."""
    text = document(schema, direction)
    assert compare_texts(text, text, profile) == []


@given(changed(), st.lists(values(), min_size=20, max_size=60), st.sampled_from(list(Direction)))
def test_no_value_separates_what_is_called_safe(
    pair: tuple[dict[str, Any], dict[str, Any]], tried: list[Any], direction: Direction
) -> None:
    """Where nothing is above info in the strict profile, whatever the writer may send the reader accepts."""
    old, new = pair
    note(json.dumps(pair))
    findings = compare_texts(document(old, direction), document(new, direction), "strict")
    writer, reader = (old, new) if direction is Direction.REQUEST else (new, old)
    if any(finding.severity is not Severity.INFO for finding in findings):
        return
    sends = jsonschema_rs.Draft202012Validator(writer, offline=True)
    takes = jsonschema_rs.Draft202012Validator(reader, offline=True)
    for value in tried:
        assert not sends.is_valid(value) or takes.is_valid(value), (value, findings)


@given(changed(), st.sampled_from(list(Direction)), st.sampled_from(["wire", "strict"]))
def test_a_witness_separates_the_two_sides(
    pair: tuple[dict[str, Any], dict[str, Any]], direction: Direction, profile: str
) -> None:
    """Two validators agree with every witness; what is refuted has none."""
    old, new = pair
    note(json.dumps(pair))
    for finding in compare_texts(document(old, direction), document(new, direction), profile):
        assert (finding.witness is not None) == (finding.verdict is Verdict.PROVEN)
        if finding.witness is None:
            continue
        for schema, verdict in ((old, finding.witness.old), (new, finding.witness.new)):
            expected = verdict == "accepts"
            assert jsonschema_rs.is_valid(schema, finding.witness.value) == expected, finding
            assert jsonschema.Draft202012Validator(schema).is_valid(finding.witness.value) == expected, finding


@given(changed(), st.sampled_from(list(Direction)))
def test_a_change_and_its_reverse_mirror_each_other(
    pair: tuple[dict[str, Any], dict[str, Any]], direction: Direction
) -> None:
    """What is found between two documents is found between them the other way round, at the same places."""
    old, new = (document(schema, direction) for schema in pair)
    note(json.dumps(pair))
    there = {(f.old and f.old.pointer, f.new and f.new.pointer) for f in compare_texts(old, new, "strict")}
    back = {(f.new and f.new.pointer, f.old and f.old.pointer) for f in compare_texts(new, old, "strict")}
    overlaps = json.dumps(pair).count('"oneOf"') > 0  # an overlap of branches is told of where it hurts only
    assert there == back or overlaps


@given(changed(), schemas(1), st.sampled_from(list(Direction)), st.sampled_from(["wire", "strict"]))
def test_what_stands_unchanged_beside_a_change_does_not_sway_its_verdict(
    pair: tuple[dict[str, Any], dict[str, Any]], other: dict[str, Any], direction: Direction, profile: str
) -> None:
    """A proof that leaves out an unchanged reference agrees with one that looks into it, written out in place."""
    note(json.dumps([*pair, other]))
    tree = {"type": "object", "properties": {"self": {"$ref": "#/components/schemas/Tree"}, "kept": other}}
    sides = [
        {"type": "object", "properties": {"a": schema, "b": {"$ref": "#/components/schemas/Kept"}}} for schema in pair
    ]
    inline = [{"type": "object", "properties": {"a": schema, "b": other}} for schema in pair]

    def verdicts(schemas_: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
        texts = []
        for schema in schemas_:
            tree_ = json.loads(document(schema, direction))
            tree_["components"] = {"schemas": {"Kept": other, "Tree": tree}}
            texts.append(json.dumps(tree_))
        return sorted((f.rule, f.verdict.value, f.severity.value) for f in compare_texts(texts[0], texts[1], profile))

    assert verdicts(sides) == verdicts(inline)
