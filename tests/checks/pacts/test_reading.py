"""Pact files of every version, read into one form; what cannot be read is told with its place."""

from __future__ import annotations

import json
from typing import Any

import pytest

from govkit.checks.pacts.expected.terms import Term, term_of
from govkit.checks.pacts.reading import is_pact, read_pact
from govkit.checks.pacts.reading.pact import Interaction, Kind, Presence
from govkit.checks.pacts.reading.paths import Any_, BadPath, path_of
from govkit.errors import InputError
from govkit.spec.documents import parse
from tests.checks.pacts.helpers import pact_of

PARTIES = {"consumer": {"name": "web"}, "provider": {"name": "billing"}}


def read(interaction: dict[str, Any], version: str = "4.0", section: str = "interactions") -> Interaction:
    tree = {**PARTIES, section: [interaction], "metadata": {"pactSpecification": {"version": version}}}
    return pact_of(tree).interactions[0]


def http(request: dict[str, Any] | None = None, response: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "description": "an invoice",
        "request": {"method": "GET", "path": "/", **(request or {})},
        "response": {"status": 200, **(response or {})},
    }


def body_terms(response: dict[str, Any], version: str) -> Term:
    expected = read(http(response=response), version).response
    assert expected is not None
    return term_of(expected.body)


# ------------------------------------------------------------------------------------------------------------ versions


ITEMS = {"items": [{"id": 1}]}
BY_TYPE = {"matchers": [{"match": "type"}]}
MANY = {"matchers": [{"match": "type", "min": 1}], "combine": "AND"}
IN_BODY = {"body": {"$.items": MANY, "$.items[*].id": BY_TYPE}}


@pytest.mark.parametrize(
    ("version", "body", "rules"),
    [
        ("2.0.0", ITEMS, {"$.body.items": {"min": 1}, "$.body.items[*].id": {"match": "type"}}),
        ("3.0.0", ITEMS, IN_BODY),
        ("4.0", {"content": ITEMS, "contentType": "application/json", "encoded": False}, IN_BODY),
    ],
)
def test_the_same_rules_mean_the_same_in_every_version(version: str, body: Any, rules: dict[str, Any]) -> None:
    term = body_terms({"body": body, "matchingRules": rules}, version)
    items = term.members["items"]
    assert (items.many, items.least) == (True, 1)
    assert items.items[0].members["id"].schema == {"type": "number"}


def test_a_pact_without_a_version_is_told_by_its_looks() -> None:
    assert pact_of({**PARTIES, "interactions": [http()]}).version == "2.0.0"
    assert pact_of({**PARTIES, "messages": [{"description": "a", "contents": {}}]}).version == "3.0.0"
    assert pact_of({**PARTIES, "interactions": [{**http(), "type": "Synchronous/HTTP"}]}).version == "4.0"


@pytest.mark.parametrize(
    "metadata",
    [
        {"pactSpecification": {"version": "3.0.0"}},
        {"pact-specification": {"version": "3.0.0"}},
        {"pactSpecificationVersion": "3.0.0"},
    ],
)
def test_the_version_is_found_under_all_names_that_libraries_gave_it(metadata: dict[str, Any]) -> None:
    assert pact_of({**PARTIES, "interactions": [http()], "metadata": metadata}).version == "3.0.0"


def test_provider_states_of_all_versions_are_read() -> None:
    assert read({**http(), "providerState": "there is one"}, "2.0.0").states[0].name == "there is one"
    two = [{"name": "a"}, {"name": "b", "params": {"id": 5}}]
    states = read({**http(), "providerStates": two}).states
    assert [(one.name, one.parameters) for one in states] == [("a", {}), ("b", {"id": 5})]
    assert read({**http(), "providerStates": two}).name == "an invoice (given a, b)"


def test_what_version_4_adds_is_read() -> None:
    one = read({**http(), "type": "Synchronous/HTTP", "key": "k1", "pending": True, "comments": {"text": ["why"]}})
    assert (one.key, one.pending, one.comments) == ("k1", True, {"text": ["why"]})


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("Asynchronous/Messages", Kind.MESSAGE), ("Synchronous/Messages", Kind.EXCHANGE), ("Other/Thing", Kind.UNKNOWN)],
)
def test_interactions_of_other_kinds_are_read(kind: str, expected: Kind) -> None:
    assert read({"type": kind, "description": "paid", "contents": {"content": {"id": 1}}}).kind is expected


def test_a_query_is_a_text_in_version_2_and_an_object_later() -> None:
    for version, query in (("2.0.0", "tag=a%20b&tag=c&x"), ("3.0.0", {"tag": ["a b", "c"], "x": [""]})):
        request = read(http({"query": query}), version).request
        assert request is not None
        assert request.query.values == {"tag": ("a b", "c"), "x": ("",)}


def test_a_query_may_stand_in_the_path() -> None:
    request = read(http({"path": "/invoices?limit=5"})).request
    assert request is not None
    assert (request.path, request.query.values) == ("/invoices", {"limit": ("5",)})


# -------------------------------------------------------------------------------------------------------------- bodies


@pytest.mark.parametrize(
    ("version", "part", "presence"),
    [
        ("2.0.0", {}, Presence.MISSING),
        ("2.0.0", {"body": None}, Presence.EMPTY),
        ("3.0.0", {"body": ""}, Presence.EMPTY),
        ("3.0.0", {"body": {}}, Presence.PRESENT),
        ("4.0", {}, Presence.MISSING),
        ("4.0", {"body": {}}, Presence.EMPTY),
        ("4.0", {"body": {"content": None}}, Presence.EMPTY),
        ("4.0", {"body": {"content": ""}}, Presence.EMPTY),
        ("4.0", {"body": {"content": []}}, Presence.PRESENT),
    ],
)
def test_a_body_is_missing_empty_or_there(version: str, part: dict[str, Any], presence: Presence) -> None:
    response = read(http(response=part), version).response
    assert response is not None
    assert response.body.presence is presence


@pytest.mark.parametrize(
    ("body", "value", "is_json"),
    [
        ({"content": {"a": 1}, "contentType": "application/json", "encoded": False}, {"a": 1}, True),
        ({"content": "eyJhIjogMX0=", "contentType": "application/json", "encoded": "base64"}, {"a": 1}, True),
        ({"content": '{"a": 1}', "contentType": "application/json", "encoded": "json"}, {"a": 1}, True),
        ({"content": "plain", "contentType": "application/json", "encoded": False}, "plain", True),
        ({"content": "plain", "contentType": "text/plain", "encoded": False}, "plain", False),
        ({"content": "/wA=", "contentType": "image/png", "encoded": "base64"}, b"\xff\x00", False),
    ],
)  # fmt: skip
def test_encoded_bodies_are_decoded(body: dict[str, Any], value: Any, is_json: bool) -> None:
    response = read(http(response={"body": body})).response
    assert response is not None
    assert (response.body.value, response.body.is_json) == (value, is_json)


# ------------------------------------------------------------------------------------------------------ matching rules


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("$", ()),
        ("$.a.b", ("a", "b")),
        ("$.a[0].b", ("a", 0, "b")),
        ("$.a[*].b", ("a", Any_.INDEX, "b")),
        ("$.a.*", ("a", Any_.NAME)),
        ("$['a b']['c.d']", ("a b", "c.d")),
        ('$.a["x"]', ("a", "x")),
        ("$['it\\'s']", ("it's",)),
        ("$.first-name", ("first-name",)),
    ],
)
def test_path_expressions_are_read(text: str, path: tuple[Any, ...]) -> None:
    assert path_of(text) == path


@pytest.mark.parametrize("text", ["a.b", "$a", "$.", "$..a", "$.a[", "$.a['b]", "$[?(@.a)]"])
def test_what_is_no_path_expression_is_refused(text: str) -> None:
    with pytest.raises(BadPath):
        path_of(text)


def test_the_closest_path_counts() -> None:
    rules = {"$": {"match": "type"}, "$.*": {"match": "regex", "regex": "x"}, "$.a": {"match": "integer"}}
    body = {"matchers": None, **rules}
    del body["matchers"]
    term = body_terms({"body": {"content": {"a": 1, "b": "x"}}, "matchingRules": {"body": body}}, "4.0")
    assert term.members["a"].schema == {"type": "integer"}
    assert term.members["b"].schema == {"type": "string", "pattern": "x"}


def test_a_type_holds_for_all_below_that_has_no_closer_rule() -> None:
    response = {"body": {"a": {"b": ["x"]}, "c": 1}, "matchingRules": {"$.body.a": {"match": "type"}}}
    term = body_terms(response, "2.0.0")
    assert term.members["a"].members["b"].items[0].schema == {"type": "string"}
    assert term.members["a"].members["b"].many
    assert term.members["c"].exact


def test_several_matchers_hold_together_or_one_of_them() -> None:
    for combine, keyword in (("AND", "allOf"), ("OR", "anyOf")):
        rules = {"$.a": {"combine": combine, "matchers": [{"match": "type"}, {"match": "null"}]}}
        term = body_terms({"body": {"content": {"a": "x"}}, "matchingRules": {"body": rules}}, "4.0")
        assert term.members["a"].schema == {keyword: [{"type": "string"}, {"type": "null"}]}


def test_names_are_data_where_values_are_matched() -> None:
    rules = {"$.a": {"matchers": [{"match": "eachValue", "rules": [{"match": "integer"}]}]}}
    term = body_terms({"body": {"content": {"a": {"x": 1}}}, "matchingRules": {"body": rules}}, "4.0")
    assert term.members["a"].loose
    assert term.members["a"].members["x"].schema == {"type": "integer"}


def test_a_list_may_hold_items_among_others() -> None:
    variants = [{"index": 0, "rules": {"$.id": {"matchers": [{"match": "integer"}]}}}]
    rules = {"$.a": {"matchers": [{"match": "arrayContains", "variants": variants}]}}
    term = body_terms({"body": {"content": {"a": [{"id": 1, "b": 2}, 5]}}, "matchingRules": {"body": rules}}, "4.0")
    listed = term.members["a"]
    assert listed.contains
    assert [one.value for one in listed.items] == [{"id": 1, "b": 2}]
    assert listed.items[0].members["id"].schema == {"type": "integer"}
    assert listed.items[0].members["b"].exact


# ----------------------------------------------------------------------------------------------------------- bad files


def refused(text: str) -> InputError:
    with pytest.raises(InputError) as caught:
        read_pact(parse(text.encode(), "pact.json"))
    return caught.value


@pytest.mark.parametrize(
    ("tree", "line", "words"),
    [
        ([], 1, "no object"),
        ({"provider": {"name": "b"}, "interactions": []}, 1, "does not name its consumer"),
        ({**PARTIES}, 1, "no `interactions`"),
        ({**PARTIES, "interactions": {}}, 8, "`interactions` must be a list"),
        ({**PARTIES, "interactions": ["x"]}, 9, "an interaction must be an object"),
        ({**PARTIES, "interactions": [{"request": {}}]}, 9, "no `response`"),
        ({**PARTIES, "interactions": [{"request": {}, "response": {"status": "ok"}}]}, 12, "`status` must be a number"),
        ({**PARTIES, "interactions": [{"request": {"path": 5}, "response": {}}]}, 11, "`path` must be text"),
        ({**PARTIES, "interactions": [http(response={"matchingRules": {"$.body[": {}}})]}, 18, "no path expression"),
        ({**PARTIES, "interactions": [http(response={"matchingRules": {"$.bdy.a": {}}})]}, 18, "begins with none of"),
        ({**PARTIES, "interactions": [http(response={"matchingRules": []})]}, 17, "must be an object"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_pact_is_told_with_its_place(tree: Any, line: int, words: str) -> None:
    error = refused(json.dumps(tree, indent=2))
    assert words in error.message
    assert error.place is not None
    assert error.place.line == line


def test_a_pact_is_told_by_its_two_parties() -> None:
    assert is_pact({**PARTIES, "interactions": []})
    assert is_pact({**PARTIES, "messages": []})
    assert not is_pact({"consumer": "web", "provider": "billing", "interactions": []})
    assert not is_pact({"openapi": "3.1.0"})
