"""Witnesses, replayed: a server and a client that know nothing of govkit see the difference that each claims."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from govkit import api
from govkit.findings import Example, Rule, discover
from tests.e2e.contract_server import Document, Reply, reply_of, send, serving

RULES = discover("govkit.checks.compat.rules")
EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.id}-{number}")
    for rule in RULES.values()
    for number, example in enumerate(rule.examples, start=1)
]

REVISIONS = [("apideck-crm", 1), ("recurly", 3), ("openmeter", 3), ("adyen-transfer-webhooks", 0), ("workos", 0)]
"""Published descriptions, each with the number of the revision whose successor it is compared with."""


def written(before: str, after: str, folder: Path, profile: str = "source") -> list[dict[str, Any]]:
    """The exchanges of two documents' witnesses, out of the files that were written."""
    (folder / "old.yaml").write_text(before, encoding="utf-8")
    (folder / "new.yaml").write_text(after, encoding="utf-8")
    options = api.Options(profile=profile, cache=False)
    outcome = api.diff(str(folder / "old.yaml"), str(folder / "new.yaml"), options)
    files = api.write_witnesses(outcome, folder / "witnesses")
    return [
        json.loads(file.read_text())
        for file in files
        if file.suffix == ".json" and file.parent.name == "witnesses" and not file.name.startswith("http-client")
    ]


def operation_of(document: Document, exchange: dict[str, Any], webhook: str | None) -> Any:
    """The operation of an exchange in a document."""
    method, path = exchange["request"]["method"], exchange["request"]["url"].partition("?")[0]
    found = document.operation(method, path) if webhook is None else document.webhook(webhook, method)
    assert found is not None
    return found[1]


def replay(exchange: dict[str, Any], old: Document, new: Document) -> None:
    """Sends an exchange to both sides, and asserts what it says of them.

    Where no request suits both contracts, which is noted, the new server has another reason to refuse as well.
    """
    webhook = None if exchange["kind"] == "path" else exchange["operation"].partition(" webhook:")[2]
    said = f"{exchange['rule']}: {exchange['because']}\n{json.dumps(exchange['request'])}"
    if exchange["carrier"] == "request":
        for side, document in (("old", old), ("new", new)):
            with serving(document, webhook=webhook) as address:
                answer = send(address, exchange["request"])
            wanted = exchange["expect"][side]
            assert f"{answer.status // 100}xx" == wanted, f"{side} answers {answer.status} {answer.body!r}: {said}"
        return
    with serving(new, reply_of(exchange["answer"]), webhook) as address:
        answer = send(address, exchange["request"])
    if any("suits both contracts" in note for note in exchange["notes"]):
        assert answer.status == 400
        return
    assert answer.status == exchange["answer"]["status"], f"new answers {answer.body!r}: {said}"
    way = "response" if webhook is None else "request"
    operations = {side: operation_of(document, exchange, webhook) for side, document in (("old", old), ("new", new))}
    refused = {
        side: document.answer_problems(operations[side], answer, tolerant=side == "old", way=way)
        for side, document in (("old", old), ("new", new))
    }
    for side, wanted in exchange["expect"].items():
        assert bool(refused[side]) == (wanted == "refuses"), f"{side}: {refused[side]} {answer.body!r}: {said}"
    if exchange["promised"] is not None:
        assert not old.answer_problems(operations["old"], reply_of(exchange["promised"]), way=way), said


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_the_witnesses_of_a_rule_are_seen_by_servers_and_clients(rule: Rule, example: Example, tmp_path: Path) -> None:
    assert example.before is not None
    exchanges = written(example.before, example.after, tmp_path)
    old, new = Document(example.before), Document(example.after)
    for exchange in exchanges:
        replay(exchange, old, new)


@pytest.mark.parametrize(("name", "number"), REVISIONS, ids=[name for name, _ in REVISIONS])
def test_the_witnesses_between_published_revisions_are_seen_by_servers_and_clients(
    name: str, number: int, shared_specs: Path, tmp_path: Path
) -> None:
    revisions = sorted((shared_specs / name).iterdir())
    before, after = (file.read_text(encoding="utf-8") for file in revisions[number : number + 2])
    exchanges = written(before, after, tmp_path, "wire")
    assert exchanges
    old, new = Document(before), Document(after)
    for exchange in exchanges:
        replay(exchange, old, new)


# ------------------------------------------------------------------------------------------------------------- spelling

PARAMETERS = """
- {name: ids, in: query, schema: {type: array, items: {type: integer, maximum: 9}}}
- {name: tags, in: query, explode: false, schema: {type: array, items: {type: string, maxLength: 3}}}
- {name: words, in: query, style: spaceDelimited, explode: false, schema: {type: array, maxItems: 2, minItems: 2}}
- {name: pipes, in: query, style: pipeDelimited, explode: false, schema: {items: {maxLength: 2}, type: array}}
- {name: filter, in: query, style: deepObject, schema: {type: object, properties: {size: {type: integer, maximum: 9}}}}
- {name: sort, in: query, schema: {type: object, properties: {by: {type: string, maxLength: 3}}}}
- {name: text, in: query, schema: {type: string, enum: [a, 'b&c=d e+f/é']}}
- {name: where, in: query, content: {application/json: {schema: {type: object, properties: {a: {maximum: 9}}}}}}
- {name: X-Sizes, in: header, schema: {type: array, items: {type: integer, maximum: 9}}}
- {name: session, in: cookie, schema: {type: string, maxLength: 4}}
- {name: id, in: path, required: true, schema: {type: array, items: {type: integer, maximum: 9}, minItems: 2}}
"""

WIDER = {"maximum": 99, "maxLength": 40, "maxItems": 5}


def widened(value: Any) -> Any:
    """A schema whose upper bounds are higher, and whose list of values is longer."""
    if isinstance(value, dict):
        wider = {key: WIDER.get(key, widened(inner)) for key, inner in value.items()}
        return wider | ({"enum": [*value["enum"], "/?#[]@!$'()*,;%"]} if "enum" in value else {})
    return [widened(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("parameter", yaml.safe_load(PARAMETERS), ids=lambda parameter: parameter["name"])
def test_a_parameter_in_any_style_reaches_both_servers(parameter: dict[str, Any], tmp_path: Path) -> None:
    old, new = (one_parameter(one) for one in (widened(parameter), parameter))
    exchanges = written(old, new, tmp_path)
    assert exchanges
    for exchange in exchanges:
        replay(exchange, Document(old), Document(new))


def one_parameter(parameter: dict[str, Any]) -> str:
    path = "/things/{id}" if parameter["in"] == "path" else "/things"
    operation = {"parameters": [parameter], "responses": {"204": {"description": "done"}}}
    info = {"title": "Things", "version": "1"}
    return json.dumps({"openapi": "3.1.0", "info": info, "paths": {path: {"get": operation}}})


MEDIA = [
    ("application/x-www-form-urlencoded", {}),
    ("application/x-www-form-urlencoded", {"tags": {"style": "form", "explode": False}}),
    ("multipart/form-data", {}),
    ("multipart/form-data", {"tags": {"contentType": "text/plain"}}),
    ("application/vnd.things+json; charset=utf-8", {}),
]


@pytest.mark.parametrize(("media", "encoding"), MEDIA)
@pytest.mark.parametrize("narrow", ["count", "word", "tags", "inner"])
def test_a_body_in_any_media_type_reaches_both_servers(
    media: str, encoding: dict[str, Any], narrow: str, tmp_path: Path
) -> None:
    old, new = (one_body(media, encoding, name) for name in ("", narrow))
    exchanges = written(old, new, tmp_path)
    assert exchanges
    for exchange in exchanges:
        replay(exchange, Document(old), Document(new))


def one_body(media: str, encoding: dict[str, Any], narrow: str) -> str:
    inner = 9 if narrow == "inner" else 99
    properties: dict[str, Any] = {
        "count": {"type": "integer", "maximum": 9 if narrow == "count" else 99},
        "word": {"type": "string", "maxLength": 9 if narrow == "word" else 99},
        "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 2 if narrow == "tags" else 5},
        "inner": {"type": "object", "properties": {"a": {"type": "integer", "maximum": inner}}},
        "file": {"type": "string", "format": "binary"},
    }
    schema = {"type": "object", "required": ["word", "file"], "properties": properties}
    body = {"required": True, "content": {media: {"schema": schema, "encoding": encoding}}}
    operation = {"requestBody": body, "responses": {"201": {"description": "done"}}}
    info = {"title": "Things", "version": "1"}
    return json.dumps({"openapi": "3.1.0", "info": info, "paths": {"/things": {"post": operation}}})


def test_what_looks_alike_on_the_wire_is_no_exchange(tmp_path: Path) -> None:
    """`5` and "5" are the same query."""
    old, new = (
        one_parameter({"name": "limit", "in": "query", "schema": schema})
        for schema in ({"type": ["string", "null"], "minLength": 1}, {"type": "string"})
    )
    assert written(old, new, tmp_path) == []


# ---------------------------------------------------------------------------------------------------------------- pacts

PACTS = [
    "request-parameter-maximum-decreased-1",
    "request-property-max-length-decreased-1",
    "request-required-property-added-1",
    "response-header-type-changed-1",
    "response-property-became-optional-1",
    "response-property-enum-value-added-1",
    "response-property-max-items-increased-1",
    "response-property-max-length-increased-1",
    "response-property-type-changed-1",
    "response-property-union-member-added-1",
]


@pytest.mark.parametrize(("rule", "example"), [case for case in EXAMPLES if case.id in PACTS])
def test_the_pact_of_a_witness_passes_with_the_old_provider_and_fails_with_the_new(
    rule: Rule, example: Example, tmp_path: Path
) -> None:
    assert example.before is not None
    exchanges = {f"{e['rule']}-{e['fingerprint']}": e for e in written(example.before, example.after, tmp_path)}
    (file,) = (tmp_path / "witnesses" / "pacts").iterdir()
    pact = json.loads(file.read_text())
    old, new = Document(example.before), Document(example.after)
    for interaction in pact["interactions"]:
        exchange = exchanges[interaction["key"]]
        webhook = None if exchange["kind"] == "path" else exchange["operation"].partition(" webhook:")[2]
        alone = tmp_path / "pact.json"
        alone.write_text(json.dumps({**pact, "interactions": [interaction]}))
        replies = {"old": exchange["promised"], "new": exchange["answer"]}
        passed = {}
        for side, document in (("old", old), ("new", new)):
            reply = replies[side] and reply_of(replies[side])
            with serving(document, reply, webhook) as address:
                passed[side] = verified(alone, pact["provider"]["name"], address)
        kept = "old" if exchange["kind"] == "path" else "new"
        assert passed == {"old": kept == "old", "new": kept == "new"}, interaction


@pytest.fixture(autouse=True)
def untracked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pact's verifier tells nobody of our runs."""
    monkeypatch.setenv("PACT_DO_NOT_TRACK", "true")


def verified(pact: Path, provider: str, address: str) -> bool:
    """Whether Pact's own verifier is content with a provider."""
    from pact import Verifier

    verifier = Verifier(provider, host="127.0.0.1").add_transport(url=address).add_source(pact)
    try:
        verifier.verify()
    except RuntimeError:
        return False
    return True


def test_any_success_will_do_for_the_pact_of_a_request(tmp_path: Path) -> None:
    """A provider may answer 200 where the old contract says 204: what the pact is about is whether it refuses."""
    number = {"name": "n", "in": "query", "required": True}
    old, new = (one_parameter({**number, "schema": {"type": "integer", "maximum": most}}) for most in (9, 5))
    written(old, new, tmp_path)
    (file,) = (tmp_path / "witnesses" / "pacts").iterdir()
    with serving(Document(old), Reply(200)) as address:
        assert verified(file, "things", address)
