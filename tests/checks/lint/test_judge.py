"""A contract under lint: what is one finding, what names it over edits, and that no document is too odd for it."""

from __future__ import annotations

import copy
import json
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govkit.checks.lint.judge import RULES, linted
from govkit.errors import InputError
from govkit.findings import Finding, discover
from govkit.spec.documents import Library, MemoryFiles, parse
from govkit.spec.openapi import Contract


def contract(text: str, name: str = "openapi.yaml") -> Contract:
    library = Library(MemoryFiles({}))
    return Contract(library, library.add(parse(text.encode(), name)))


def found(text: str, *rules: str) -> list[Finding]:
    return linted(contract(text), only=rules or None)


def operations(count: int, *, fine: int = 0) -> str:
    """A document with some operations without an operationId, and some with one."""
    rows = [f"  /a{number}: {{get: {{}}}}" for number in range(count)]
    rows += [f"  /b{number}: {{get: {{operationId: b{number}}}}}" for number in range(fine)]
    return "openapi: 3.1.0\ninfo: {title: A, version: 1.0.0}\npaths:\n" + "\n".join(rows) + "\n"


def test_what_a_document_does_nowhere_is_one_finding() -> None:
    (only,) = found(operations(20), "operation-id-missing")
    assert only.message == "none of the 20 operations have an `operationId`"
    assert only.subject.operations == ()
    (rarely,) = found(operations(20, fine=2), "operation-id-missing")
    assert rarely.message == "only 2 of the 22 operations have an `operationId`"


def test_what_a_document_does_here_and_there_is_found_where_it_does_not() -> None:
    several = found(operations(4, fine=3), "operation-id-missing")
    assert [one.subject.operations for one in several] == [(f"GET /a{number}",) for number in range(4)]


def test_what_a_habit_is_named_by_does_not_depend_on_where_it_shows_first() -> None:
    (before,) = found(operations(20), "operation-id-missing")
    (after,) = found(operations(20).replace("/a0:", "/z:"), "operation-id-missing")
    assert before.fingerprint == after.fingerprint


SCHEMA = """
openapi: 3.1.0
info: {title: A, version: 1.0.0}
paths: {}
components:
  schemas:
    Invoice:
      type: object
      properties:
        price: {type: number}
        fee: {type: number}
        cost: {type: number}
    Line: {type: object, properties: {price: {type: number}}}
"""


def test_several_properties_of_one_component_are_one_finding_that_names_them() -> None:
    invoice, line = found(SCHEMA, "money-as-binary-number")
    assert invoice.message.endswith("; so it is with `fee` and `cost`")
    assert (invoice.subject.schema, line.subject.schema) == ("Invoice", "Line")


def test_a_finding_about_several_places_keeps_its_name_when_the_first_is_mended() -> None:
    before, _ = found(SCHEMA, "money-as-binary-number")
    after, _ = found(SCHEMA.replace("price: {type: number}\n", "price: {type: string}\n"), "money-as-binary-number")
    assert "`fee` is money" in after.message
    assert before.fingerprint == after.fingerprint


def test_no_two_findings_of_a_document_bear_one_name() -> None:
    every = found(operations(4, fine=3))
    assert len({one.fingerprint for one in every}) == len(every)


def test_a_schema_is_judged_where_it_is_declared_however_often_it_is_used() -> None:
    uses = "".join(
        f"""
  /i{number}:
    get:
      responses:
        '200':
          description: A
          content: {{application/json: {{schema: {{$ref: '#/components/schemas/Invoice'}}}}}}"""
        for number in range(30)
    )
    (one, _) = found(SCHEMA.replace("paths: {}", f"paths:{uses}"), "money-as-binary-number")
    assert len(one.subject.operations) == 30


def test_an_owner_that_a_catalog_knows_is_not_asked_for() -> None:
    text = "openapi: 3.1.0\ninfo: {title: A, version: 1.0.0}\npaths: {}\n"
    assert [one.rule for one in linted(contract(text), only={"contact-missing"})] == ["contact-missing"]
    assert linted(contract(text), known_owner=True, only={"contact-missing"}) == []


def test_swagger_is_judged_too_and_its_own_text_is_named() -> None:
    text = """\
swagger: "2.0"
info: {title: A, version: 1.0.0}
schemes: [http]
host: api.example.com
paths:
  /invoices/:
    get: {responses: {"200": {description: A, schema: {type: array, items: {type: string}}}}}
"""
    places = {one.rule: one.new.line for one in found(text) if one.new}
    assert places["path-with-trailing-slash"] == 6
    assert "server-not-https" in places


def test_the_order_of_findings_is_that_of_the_text() -> None:
    lines = [one.new.line for one in found(SCHEMA) if one.new and one.new.line]
    assert lines == sorted(lines)


# -------------------------------------------------------------------------------------------------------- odd documents


@cache
def examples() -> list[str]:
    """The examples of the rules as JSON trees."""
    texts = [example.after for rule in discover(RULES).values() for example in rule.examples]
    return [json.dumps(parse(text.encode(), "a.yaml").tree) for text in texts]


ODD: list[Any] = [
    None,
    True,
    0,
    -1,
    1.5,
    "",
    "x",
    "#/",
    [],
    {},
    [None],
    {"$ref": 1},
    {"": {}},
    ["a", 1],
    {"type": []},
    10**30,
]


def ways(value: Any, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [*((at,) if at else ()), *(way for key, one in inner for way in ways(one, (*at, key)))]


@given(st.data())
def test_no_document_is_too_odd(data: st.DataObject) -> None:
    """A value of another kind at any place is found fault with or not, and nothing breaks."""
    tree = json.loads(data.draw(st.sampled_from(examples())))
    for _ in range(data.draw(st.integers(1, 3))):
        way = data.draw(st.sampled_from([way for way in ways(tree) if way != ("openapi",)]))
        holder = tree
        for part in way[:-1]:
            holder = holder[part]
        holder[way[-1]] = copy.deepcopy(data.draw(st.sampled_from(ODD)))
    try:
        every = linted(contract(json.dumps(tree), "a.json"))
    except InputError:
        return
    assert all(one.message and "\n" not in one.message for one in every)


@pytest.mark.parametrize("name", ["stripe", "adyen-transfer-webhooks"])
def test_published_documents_are_judged(shared_specs: Any, name: str) -> None:
    path = sorted((shared_specs / name).iterdir())[0]
    every = linted(contract(path.read_text(encoding="utf-8"), path.name))
    counted = {rule: sum(one.rule == rule for one in every) for rule in {one.rule for one in every}}
    assert len(counted) > 5
    assert max(counted.values()) < 400, "what is one cause is one finding"
