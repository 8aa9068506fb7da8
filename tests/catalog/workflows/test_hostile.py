"""Texts that mean no good, or are no workflow at all: each is refused with a place and a hint, and nothing breaks."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from govkit.catalog.entries import Problem
from govkit.catalog.entries.estate import load_text
from govkit.catalog.workflows.judge import all_judged
from govkit.catalog.workflows.rules._document import SAMPLE
from govkit.catalog.workflows.rules._samples import INVOICE, flow, whole
from govkit.findings import Finding
from tests.catalog.workflows.helpers import checking_of, found_in

HOME = "# file: catalog/workflows/posting.arazzo.yaml\n"


def told(text: str) -> tuple[list[Problem], list[Finding]]:
    """What is said of a text: by the reader of the catalog, or by the checks; all of it placed."""
    estate = load_text(whole(HOME + text))
    found = all_judged(checking_of(estate))
    for one in found:
        assert one.new is not None
        assert one.new.line is not None
        assert one.message
        assert one.fix
    return list(estate.problems), found


def edited(old: str, new: str) -> str:
    assert old in SAMPLE
    return SAMPLE.replace(old, new, 1)


TEXT = "text: The invoice is in the books."
CONDITION = "condition: $response.body#/status == 'paid'"
SKU = "sku: {type: string}"


@pytest.mark.parametrize(
    "expression",
    [
        "$inputs.é", "$inputs.a b", "$inputs.", "$steps..outputs.x", "$steps.invoice.body", "$inputs.invoice#",
        "$inputs.invoice#/~2", "$inputs.invoice#/%zz", "$inputs['a']", "$response.body", "{$inputs.invoice",
        "$inputs.invoice}", "$$inputs.invoice", "$inputs.invoice == 3", "$url", "$inputs.__class__",
        "$inputs.invoice#/__class__", "{$inputs.invoice}" * 2000, "$inputs." + "a" * 3000,
    ],
)  # fmt: skip
def test_an_expression_that_is_none_is_refused_at_its_place(expression: str) -> None:
    problems, found = told(edited(TEXT, f"text: {json.dumps(expression)}"))
    assert not problems
    (one,) = found
    assert one.rule in ("workflow-invalid", "workflow-value-unknown")
    assert one.new is not None
    assert one.new.line == 104


@pytest.mark.parametrize(
    "condition",
    [
        "true", "$statusCode", "$statusCode = 200", "$statusCode == '200'", "$statusCode == null",
        "$statusCode == 2e400", "$statusCode == 200.5", "$statusCode == 99999999999999999999",
        "1 == 1", "null == null", "'a' == 'b'",
        "$statusCode == 200 &&", "&& $statusCode == 200", "$statusCode == 200; drop", "!$statusCode == 200",
        "$response.body#/status in ['a']", "$response.body#/total > '1'", "(" * 90 + "$statusCode == 200" + ")" * 90,
        " && ".join(["$statusCode == 200"] * 300), "$response.body == 'x'", "$response.body#/status == true",
    ],
)  # fmt: skip
def test_a_condition_that_decides_nothing_is_refused_at_its_place(condition: str) -> None:
    problems, found = told(edited(CONDITION, f"condition: {json.dumps(condition)}"))
    assert not problems
    (one,) = found
    assert one.rule in ("workflow-invalid", "workflow-comparison-never-true")
    assert one.new is not None
    assert one.new.line == 34


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("arazzo: 1.1.0\n", "workflow-invalid"),
        ("arazzo: 1.0.1\nworkflows: []\n", "workflow-invalid"),
        ("arazzo: [1]\nworkflows: 3\n", "workflow-invalid"),
        ("arazzo:\n", "workflow-invalid"),
        (edited("    steps:\n      - stepId: note", "    steps: []\n    x:\n      - stepId: note"), "workflow-invalid"),
        (edited("workflowId: line\n    summary", "workflowId: posting\n    summary"), "workflow-invalid"),
        (edited("name: ledger, type", "name: billing, type"), "workflow-invalid"),
        (edited("    summary: One line", "    summary: Twice.\n    summary: One line"), "workflow-invalid"),
        (edited("urgent: true", "urgent: " + "[" * 90 + "]" * 90), "workflow-invalid"),
        (edited("urgent: true", "urgent: " + "{a: " * 150 + "1" + "}" * 150), "workflow-invalid"),
        (edited("required: [invoice, line]", "required: [{a: 1}]"), "workflow-invalid"),
        (edited("required: [invoice, line]", "required: 7"), "workflow-invalid"),
        (edited("../../specs/ledger.yaml", "../../../../etc/passwd"), "workflow-source-unknown"),
        (edited("../../specs/ledger.yaml", "https://example.com/ledger.yaml"), "workflow-source-unknown"),
        (edited(SKU, "sku: {$ref: ../../../../etc/passwd}"), "workflow-schema-unknown"),
        (edited(SKU, "sku: {$ref: 'https://example.com/sku.json'}"), "workflow-schema-unknown"),
        (edited(SKU, "sku: {$ref: '#/workflows/1/inputs/properties/line/properties/sku'}"), "workflow-schema-unknown"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_place(text: str, rule: str) -> None:
    problems, found = told(text)
    assert not problems
    assert {one.rule for one in found} == {rule}


@pytest.mark.parametrize(
    "text",
    [
        edited("payload:\n            text: The", "payload: &x\n            self: *x\n            text: The"),
        edited("urgent: true", "urgent: " + "[" * 3000 + "]" * 3000),
        edited(SKU, "sku: " + "{items: " * 500 + "{}" + "}" * 500),
        edited(TEXT, 'text: "\\ud800"'),
        edited(TEXT, "text: \x07"),
    ],
)
def test_what_is_no_yaml_within_limits_is_told_by_the_catalog(text: str) -> None:
    problems, found = told(text)
    assert problems
    assert all(one.place.line is not None for one in problems)
    assert not found


@pytest.mark.parametrize(
    "text",
    [
        edited(TEXT, "text: 😀{$inputs.invoice}\u202e é"),
        edited(SKU, "sku: {enum: [{a: 1}, [1], x]}"),
        edited("urgent: true", "urgent: true # \u2028"),
        edited("- {name: invoice, value: $inputs.invoice}", "- &one {name: invoice, value: $inputs.invoice}"),
    ],
)
def test_odd_signs_and_anchors_are_read_as_they_are(text: str) -> None:
    problems, found = told(text)
    assert not problems
    assert not [one for one in found if one.rule == "workflow-invalid"]


def test_an_alias_has_the_place_of_what_it_names() -> None:
    parameters = "parameters:\n          - {name: id, in: path, value: $inputs.invoice}"
    shared = parameters.replace("parameters:", "parameters: &those").replace("$inputs.invoice", "$inputs.invoce")
    text = SAMPLE.replace(parameters, shared, 1).replace(parameters, "parameters: *those")
    _, found = told(text)
    assert {one.subject.path for one in found} >= {"/invoice/parameters/id/value", "/urgent/parameters/id/value"}


def test_thousands_of_steps_are_more_than_anybody_follows() -> None:
    steps = "".join(INVOICE.replace("stepId: invoice", f"stepId: s{number}") for number in range(2_000))
    (one,) = found_in(flow(steps))
    assert one.message == "`workflows.0.steps` has 2000, and 500 are the most"


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20),
    st.sampled_from(
        ["$", "{$", "$inputs", "$inputs.invoice", "$steps.book.outputs.number", "posting", "line", "known"]
    ),
    st.sampled_from(
        [[], {}, [[]], [None], {"a": None}, {"reference": 3}, {"$ref": "#"}, {"reference": "$components.x"}]
    ),
)


def ways(node: Any, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if way:
        yield way
    for key, inner in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        yield from ways(inner, (*way, key))


TREE = yaml.safe_load(SAMPLE)
WAYS = list(ways(TREE))


@given(st.lists(st.tuples(st.sampled_from(WAYS), VALUES), min_size=1, max_size=3))
def test_wrong_types_everywhere_never_break_anything(edits: list[tuple[tuple[str | int, ...], Any]]) -> None:
    tree = copy.deepcopy(TREE)
    for way, value in edits:
        node: Any = tree
        try:
            for part in way[:-1]:
                node = node[part]
            node[way[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue
    told(json.dumps(tree))
