"""What a pact stands for, asked of Pact itself: its verifier and its own way to write pacts are the oracles."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from govkit.checks.pacts.expected.handling import unhandled
from govkit.checks.pacts.expected.terms import term_of
from govkit.checks.pacts.reading import read_pact
from govkit.spec.documents import parse
from tests.checks.pacts.helpers import contract_of, pact_of, verified_trees

pytestmark = pytest.mark.long

pact = pytest.importorskip("pact")

BY_TYPE = {"matchers": [{"match": "type"}]}
MIN = {"matchers": [{"match": "type", "min": 1}]}


def one(name: str, **more: Any) -> dict[str, Any]:
    return {"matchers": [{"match": name, **more}]}


VARIANTS = [{"index": 0, "rules": {"$.v": one("integer")}}]
EXPECTED: list[tuple[Any, dict[str, Any]]] = [
    ({"a": 1, "b": "x", "c": None, "d": True}, {}),
    ({"a": 1, "b": "x", "c": None, "d": True}, {"$": BY_TYPE}),
    ({"a": {"b": {"c": "x"}}}, {"$.a": BY_TYPE}),
    ({"a": {"b": "x", "c": "y"}}, {"$.a.*": BY_TYPE}),
    ({"a": {"b": "x", "c": 1}}, {"$.a": BY_TYPE, "$.a.b": one("regex", regex="^x+$")}),
    ({"l": [{"i": 1}]}, {"$.l": MIN, "$.l[*].i": one("integer")}),
    ({"l": [{"i": 1}]}, {"$.l": MIN}),
    ({"l": ["a", "b"]}, {}),
    ({"l": ["a", "b"]}, {"$.l[*]": BY_TYPE}),
    ({"l": ["a", "b"]}, {"$.l[0]": BY_TYPE}),
    ({"l": ["a"]}, {"$.l": {"matchers": [{"match": "type", "min": 1, "max": 2}]}}),
    ({"n": 1.5}, {"$.n": one("decimal")}),
    ({"n": 1}, {"$.n": one("integer")}),
    ({"n": 1}, {"$.n": one("number")}),
    ({"n": None}, {"$.n": one("null")}),
    ({"n": "x"}, {"$.n": {"combine": "OR", "matchers": [{"match": "type"}, {"match": "null"}]}}),
    ({"n": True}, {"$.n": one("boolean")}),
    ({"s": "2026-01-31"}, {"$.s": one("date", format="yyyy-MM-dd")}),
    ({"s": "12:30"}, {"$.s": one("time", format="HH:mm")}),
    ({"s": "2026-01-31T12:30:00Z"}, {"$.s": one("datetime", format="yyyy-MM-dd'T'HH:mm:ssX")}),
    ({"s": "a-b"}, {"$.s": one("include", value="-b")}),
    ({"s": "1.2.3"}, {"$.s": one("semver")}),
    ({"s": "x"}, {"$.s": one("notEmpty")}),
    ({"m": {"k1": {"v": 1}}}, {"$.m": one("values"), "$.m.*.v": one("integer")}),
    ({"m": {"k1": 1}}, {"$.m": one("eachValue", rules=[{"match": "integer"}], value="1")}),
    ({"l": [{"k": "a", "v": 1}]}, {"$.l": one("arrayContains", variants=VARIANTS)}),
]
"""Expected bodies, and the rules that hold for them."""


def mutated(value: Any) -> Iterator[Any]:
    """A value, and others that differ from it in one place."""
    yield value
    if isinstance(value, dict):
        yield {**value, "more": 1}
        for key, inner in value.items():
            yield {name: other for name, other in value.items() if name != key}
            yield from ({**value, key: other} for other in mutated(inner) if other is not inner)
        yield {**value, "k2": next(iter(value.values()), 1)}
    elif isinstance(value, list):
        yield []
        yield [*value, *value[:1]]
        yield [*value, *value, *value]
        yield [*value, "other"]
        for index, inner in enumerate(value):
            yield from ([*value[:index], other, *value[index + 1 :]] for other in mutated(inner) if other is not inner)
    yield from ([None, 2, 2.5, "other", "y", "", True, "2026-02-01", "23:59", [], {}, "9.9.9", "c-b"])


CASES = [
    (body, rules, actual)
    for body, rules in EXPECTED
    for actual in {json.dumps(one): one for one in mutated(body) if isinstance(one, dict)}.values()
]


def a_pact() -> dict[str, Any]:
    interactions = [
        {
            "type": "Synchronous/HTTP",
            "description": f"case {number}",
            "request": {"method": "GET", "path": f"/{number}"},
            "response": {
                "status": 200,
                "body": {"content": body, "contentType": "application/json", "encoded": False},
                "matchingRules": {"body": rules},
            },
        }
        for number, (body, rules, _) in enumerate(CASES)
    ]
    return {
        "consumer": {"name": "web"},
        "provider": {"name": "things"},
        "interactions": interactions,
        "metadata": {"pactSpecification": {"version": "4.0"}},
    }


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        data = json.dumps(CASES[int(self.path.strip("/"))][2]).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        return


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bool]:
    """What Pact's own verifier says of each case."""
    file = tmp_path_factory.mktemp("pacts") / "web-things.json"
    file.write_text(json.dumps(a_pact()), encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.server_address[1]}"
    verifier = pact.Verifier("things", host="127.0.0.1").add_transport(url=address)
    try:
        with contextlib.suppress(RuntimeError):  # some cases fail: that is what they are for
            verifier.add_source(str(file)).verify()
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    return {one["description"]: one["result"] == "OK" for one in verifier.results["interactionResults"]}


def test_a_body_is_handled_where_the_verifier_of_pact_lets_it_pass(verdicts: dict[str, bool]) -> None:
    assert len(verdicts) == len(CASES)
    interactions = pact_of(a_pact()).interactions
    differing = []
    for number, (body, rules, actual) in enumerate(CASES):
        response = interactions[number].response
        assert response is not None
        ours = unhandled(term_of(response.body), actual)
        if (ours is None) != verdicts[f"case {number}"] and not _is_known(rules, actual):
            differing.append((body, rules, actual, ours, verdicts[f"case {number}"]))
    assert not differing, f"{len(differing)} of {len(CASES)}: {differing[:8]}"


def _is_known(rules: dict[str, Any], actual: Any) -> bool:
    """Where both are known to differ: to a schema a whole number is a number, to Pact it is no `decimal`."""
    return rules.get("$.n") == one("decimal") and isinstance(actual.get("n"), int)


@pytest.mark.parametrize("version", ["V2", "V3", "V4"])
def test_what_pact_writes_is_read(version: str, tmp_path: Path) -> None:
    """A pact written by the library itself, in each version, holds what was said."""
    import httpx

    match = pact.match
    described = pact.Pact("web", "things").with_specification(version)
    body = {"id": match.int(1), "name": match.str("Ann"), "tags": match.each_like("a", min=1), "kind": "exact"}
    (
        described.upon_receiving("a thing")
        .given("there is one")
        .with_request("GET", "/things/1")
        .will_respond_with(200)
        .with_body(body, content_type="application/json")
    )
    with described.serve() as server:
        httpx.get(f"{server.url}/things/1")
    described.write_file(tmp_path)
    file = tmp_path / "web-things.json"
    read = read_pact(parse(file.read_bytes(), "pact.json"))
    (interaction,) = read.interactions
    assert read.version.startswith(version[1])
    assert interaction.states[0].name == "there is one"
    assert interaction.response is not None
    term = term_of(interaction.response.body)
    assert (term.members["tags"].many, term.members["kind"].exact) == (True, True)
    assert term.members["id"].schema in ({"type": "integer"}, {"type": "number"})
    assert term.members["name"].schema == {"type": "string"}


def test_what_a_mock_answers_a_consumer_that_the_verdict_clears_is_handled() -> None:
    """Answers drawn from a description are handled by every pact in which nothing is found."""
    from hypothesis import given, settings
    from hypothesis import strategies as st

    from govkit.checks.pacts.provider import Provider
    from govkit.findings import Direction, Severity

    scalars: list[dict[str, Any]] = [
        {"type": "string"}, {"type": "integer"}, {"type": ["string", "null"]}, {"enum": ["a", "b"]}, {"type": "number"},
        {"type": "string", "format": "date"},
    ]  # fmt: skip
    rulings = st.sampled_from([None, "type", "integer"])
    schemas = st.lists(st.tuples(st.sampled_from(scalars), st.booleans(), rulings), min_size=1, max_size=4)

    @settings(max_examples=300, deadline=None)
    @given(schemas)
    def holds(fields: list[tuple[dict[str, Any], bool, str | None]]) -> None:
        names = [f"f{index}" for index in range(len(fields))]
        schema = {
            "type": "object",
            "properties": {name: said for name, (said, _, _) in zip(names, fields, strict=True)},
            "required": [name for name, (_, required, _) in zip(names, fields, strict=True) if required],
        }
        answer = {"description": "A", "content": {"application/json": {"schema": schema}}}
        api = {
            "openapi": "3.1.0",
            "info": {"title": "T", "version": "1"},
            "paths": {"/t": {"get": {"responses": {"200": answer}}}},
        }
        contract = contract_of(api)
        provider = Provider(contract)
        media = contract.operations["GET /t"].responses["200"].content["application/json"]
        spot = provider.body(media, Direction.RESPONSE)
        drawn = list(provider.values.some(spot))
        example = {name: _example(said) for name, (said, _, _) in zip(names, fields, strict=True)}
        rules = {f"$.{name}": one(rule) for name, (_, _, rule) in zip(names, fields, strict=True) if rule}
        response = {
            "status": 200,
            "body": {"content": example, "contentType": "application/json", "encoded": False},
            "matchingRules": {"body": rules},
        }
        interaction = {"description": "d", "request": {"method": "GET", "path": "/t"}, "response": response}
        tree = {
            "consumer": {"name": "web"},
            "provider": {"name": "t"},
            "interactions": [interaction],
            "metadata": {"pactSpecification": {"version": "4.0"}},
        }
        found = verified_trees(api, tree).findings
        if any(finding.severity is not Severity.INFO for finding in found):
            return
        term = term_of(pact_of(tree).interactions[0].response.body)  # type: ignore[union-attr]
        for value in drawn:
            kept = {name: example[name] if term.members[name].exact else given for name, given in value.items()}
            assert unhandled(term, kept) is None, (schema, tree, value)

    holds()


def _example(schema: dict[str, Any]) -> Any:
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema["type"] if isinstance(schema["type"], str) else schema["type"][0]
    return {"integer": 5, "number": 1.5}.get(kind, "2026-01-31")
