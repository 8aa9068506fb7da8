"""Exchanges: what is sent for each kind of operation and part, and what is said where nothing can be sent."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from govkit.checks.compat import compare, profile_named
from govkit.checks.compat.texts import contract_of
from govkit.gate.replay import Exchange, Unplayable, exchanges

DONE = {"responses": {"204": {"description": "done"}}}


def text(longest: int) -> dict[str, Any]:
    return {"type": "string", "maxLength": longest}


def memo(longest: int) -> dict[str, Any]:
    return {"type": "object", "properties": {"q": text(longest)}}


def document(item: Any, path: str = "/a", version: str = "3.1.0", **more: Any) -> str:
    info = {"title": "T", "version": "1"}
    return json.dumps({"openapi": version, "info": info, "paths": {path: item}, **more})


def parameter(place: str, schema: Any, name: str = "p", **more: Any) -> dict[str, Any]:
    return {"name": name, "in": place, "required": place == "path", "schema": schema, **more}


def body(media: str, schema: Any, method: str = "post", key: str = "schema") -> dict[str, Any]:
    return {method: {"requestBody": {"content": {media: {key: schema}}}, **DONE}}


def answer(status: str, schema: Any, media: str = "application/json", key: str = "schema") -> dict[str, Any]:
    return {"get": {"responses": {status: {"description": "", "content": {media: {key: schema}}}}}}


def all_of(old: str, new: str) -> list[Exchange | Unplayable]:
    before, after = contract_of(old), contract_of(new)
    return list(exchanges(compare(before, after, profile_named("wire")), before, after, "wire"))


def only(old: str, new: str) -> Exchange:
    (found,) = all_of(old, new)
    assert isinstance(found, Exchange), found
    return found


def refused(old: str, new: str) -> str:
    (found,) = all_of(old, new)
    assert isinstance(found, Unplayable)
    return found.reason


# ------------------------------------------------------------------------------------------------------------- requests


@pytest.mark.parametrize(
    ("media", "target"),
    [("application/x-www-form-urlencoded", "/a?q=aaaaaa"), ("application/json", "/a?%7B%22q%22%3A%22aaaaaa%22%7D")],
)
def test_a_parameter_may_be_the_whole_query(media: str, target: str) -> None:
    old, new = (
        document(
            {
                "get": {
                    "parameters": [{"name": "x", "in": "querystring", "content": {media: {"schema": memo(n)}}}],
                    **DONE,
                }
            },
            version="3.2.0",
        )
        for n in (9, 5)
    )
    assert only(old, new).request.target == target


@pytest.mark.parametrize(
    ("item", "method"),
    [
        (lambda n: body("application/json", memo(n), "query"), "QUERY"),
        (lambda n: {"additionalOperations": body("application/json", memo(n), "LINK")}, "LINK"),
    ],
)
def test_methods_of_later_versions_are_sent_as_they_are_written(item: Any, method: str) -> None:
    assert only(*(document(item(n), version="3.2.0") for n in (9, 5))).request.method == method


@pytest.mark.parametrize("method", ["A B", "GET /x HTTP/1.1\r\nX-Injected: 1\r\n\r\nLINK"])
def test_a_method_cannot_write_a_request_of_its_own(method: str) -> None:
    item = [{"additionalOperations": body("application/json", memo(n), method)} for n in (9, 5)]
    assert "is no method" in refused(*(document(one, version="3.2.0") for one in item))


@pytest.mark.parametrize(
    ("media", "content"),
    [
        ("application/jsonl", b'{"q": "aaaaaa"}\n'),
        ("application/json-seq", b'\x1e{"q": "aaaaaa"}\n'),
    ],
)
def test_a_stream_is_written_item_by_item(media: str, content: bytes) -> None:
    found = only(*(document(body(media, memo(n), key="itemSchema"), version="3.2.0") for n in (9, 5)))
    assert found.request.body is not None
    assert found.request.body.content == content


INVOICE: dict[str, Any] = {
    "type": "object",
    "xml": {"name": "invoice"},
    "required": ["id", "lines", "notes", "customer"],
    "properties": {
        "id": {"type": "integer", "xml": {"attribute": True, "name": "number"}},
        "lines": {
            "type": "array",
            "minItems": 2,
            "xml": {"wrapped": True},
            "items": {"type": "string", "example": "a<b&c", "xml": {"name": "line"}},
        },
        "notes": {"type": "array", "minItems": 1, "items": {"type": "boolean"}},
        "customer": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}},
    },
}


def test_xml_is_written_by_the_names_of_its_schema() -> None:
    def invoice(longest: int) -> Any:
        name = {"minLength": 9 - longest, **text(9)}
        customer = {"type": "object", "required": ["name"], "properties": {"name": name}}
        return {**INVOICE, "properties": {**INVOICE["properties"], "customer": customer}}

    found = only(*(document(body("application/xml", invoice(n))) for n in (8, 5)))
    assert found.request.body is not None
    assert found.request.body.content.decode().splitlines() == [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<invoice number="1"><lines><line>a&lt;b&amp;c</line><line>a&lt;b&amp;c</line></lines>'
        "<notes>true</notes><customer><name>aaa</name></customer></invoice>",
    ]


@pytest.mark.parametrize("odd", [{"namespace": "urn:x"}, {"name": "a b"}, {"prefix": "p"}, {"name": "x><y"}])
def test_xml_that_needs_more_than_names_is_not_written(odd: dict[str, Any]) -> None:
    def schema(longest: int) -> Any:
        word = {**text(longest), "xml": odd}
        return {"type": "object", "required": ["q"], "xml": {"name": "r"}, "properties": {"q": word}}

    assert refused(*(document(body("application/xml", schema(n))) for n in (9, 5)))


def test_events_are_written_as_a_server_sends_them() -> None:
    def events(longest: int) -> Any:
        return {"type": "object", "required": ["data"], "properties": {"data": text(longest), "event": text(9)}}

    found = only(
        *(document(answer("200", events(n), "text/event-stream", "itemSchema"), version="3.2.0") for n in (5, 9))
    )
    assert found.answer is not None
    assert found.answer.body is not None
    assert found.answer.body.content == b"data: aaaaaa\n\n"


def test_parameters_of_one_name_in_two_places_are_told_apart() -> None:
    old, new = (
        document(
            {
                "get": {
                    "parameters": [parameter("path", {"type": "integer"}, "id"), parameter("query", text(n), "id")],
                    **DONE,
                }
            },
            "/a/{id}",
        )
        for n in (9, 5)
    )
    assert only(old, new).request.target == "/a/1?id=aaaaaa"


def test_in_the_strict_profile_a_parameter_that_only_the_receiver_knows_is_sent() -> None:
    """A sender that is not held to what it declares may send it, and the receiver reads it."""
    asked = {"parameters": [parameter("query", {"type": "integer"}, "n")], **DONE}
    before, after = (contract_of(document({"get": operation})) for operation in (DONE, asked))
    (found,) = exchanges(compare(before, after, profile_named("strict")), before, after, "strict")
    assert isinstance(found, Exchange), found
    assert re.fullmatch(r"/a\?n=(?!-?\d+$).*", found.request.target)


def test_a_path_with_blanks_and_a_query_is_written_as_a_url() -> None:
    parameters = [parameter("query", {"type": "integer"}, "n", required=True)]
    old, new = (
        document({"get": {"parameters": [*parameters, parameter("path", text(n), "id")], **DONE}}, "/a b/{id}?x=1")
        for n in (9, 5)
    )
    assert only(old, new).request.target == "/a%20b/aaaaaa?x=1&n=1"


def test_a_renamed_path_parameter_is_the_same_segment() -> None:
    old, new = (
        document({"get": {"parameters": [parameter("path", text(n), name)], **DONE}}, f"/a/{{{name}}}")
        for n, name in ((9, "id"), (5, "key"))
    )
    assert only(old, new).request.target == "/a/aaaaaa"


def test_what_the_sender_does_not_know_is_left_out_and_noted() -> None:
    old = body("application/json", memo(9))
    new = body("application/json", memo(5))
    new["post"]["parameters"] = [parameter("query", {"type": "integer"}, "n", required=True)]
    found = [one for one in all_of(document(old), document(new)) if isinstance(one, Exchange)]
    (shown,) = [one for one in found if one.finding.rule == "request-property-max-length-decreased"]
    assert shown.request.target == "/a"
    assert shown.notes == (
        "The receiver's contract refuses it for another reason as well: query parameter `n` is missing.",
    )


@pytest.mark.parametrize(("media", "sent"), [("*/*", "application/json"), ("application/*", "application/json")])
def test_a_range_of_media_types_is_sent_as_one_of_them(media: str, sent: str) -> None:
    found = only(*(document(body(media, memo(n))) for n in (9, 5)))
    assert ("Content-Type", sent) in found.request.headers


@pytest.mark.parametrize("media", ["text/*", "image/png", "application/xml", "x\r\ny/z"])
def test_a_media_type_that_has_no_spelling_for_the_body_is_said(media: str) -> None:
    assert refused(*(document(body(media, memo(n))) for n in (9, 5)))


def test_an_empty_segment_is_no_request() -> None:
    old, new = (
        document(
            {"get": {"parameters": [parameter("path", {"type": "string", "minLength": n}, "id")], **DONE}}, "/a/{id}"
        )
        for n in (0, 1)
    )
    assert not all_of(old, new), "no request shows it, so nothing is proven"


def test_where_the_wire_has_no_word_for_a_value_another_stands_in() -> None:
    """An empty segment is no request, and one that the pattern refuses as well shows the same."""
    segments = ({"type": "string"}, {"type": "string", "pattern": "^C[0-9]+$"})
    old, new = (document({"get": {"parameters": [parameter("path", s, "id")], **DONE}}, "/a/{id}") for s in segments)
    found = only(old, new)
    assert found.request.target in ("/a/a", "/a/-", "/a/0")


def test_an_empty_list_in_a_form_is_filled_where_that_shows_the_same() -> None:
    field = {"tags": {"type": "array", "items": {"type": "string"}}, "word": {"type": "string"}}
    media = "application/x-www-form-urlencoded"
    encoding = {"tags": {"style": "deepObject", "explode": True}}
    items = []
    for names in (("tags", "word"), ("word",)):
        schema = {"type": "object", "properties": {n: field[n] for n in names}, "additionalProperties": False}
        content = {media: {"schema": schema, "encoding": encoding}}
        items.append(document({"post": {"requestBody": {"content": content}, **DONE}}))
    found = only(*items)
    assert found.request.body is not None
    assert found.request.body.content == b"tags[0]=a"
    assert found.notes == (
        "The wire has no word for the value of the finding: another that is refused for the same reason stands in.",
    )


@pytest.mark.parametrize("name", ["X-A\r\nX-B", "Host", "Content-Length"])
def test_a_header_that_frames_the_message_is_no_parameter(name: str) -> None:
    old, new = (document({"get": {"parameters": [parameter("header", text(n), name)], **DONE}}) for n in (9, 5))
    assert "cannot be sent as a header" in refused(old, new)


def test_of_several_ways_to_be_let_in_the_first_is_shown() -> None:
    schemes = {"basic": {"type": "http", "scheme": "basic"}, "key": {"type": "apiKey", "in": "cookie", "name": "s"}}
    more: dict[str, Any] = {"components": {"securitySchemes": schemes}, "security": [{"key": []}, {"basic": []}]}
    found = only(*(document(body("application/json", memo(n)), **more) for n in (9, 5)))
    assert found.request.credentials == (("cookie", "s", "{{key}}"),)


def test_where_nobody_has_to_be_let_in_nothing_is_shown() -> None:
    schemes = {"basic": {"type": "http", "scheme": "basic"}}
    more: dict[str, Any] = {"components": {"securitySchemes": schemes}, "security": [{"basic": []}, {}]}
    assert only(*(document(body("application/json", memo(n)), **more) for n in (9, 5))).request.credentials == ()


def test_the_path_of_the_server_is_that_of_either_contract() -> None:
    servers = [[{"url": "https://example.com/{v}/", "variables": {"v": {"default": v}}}] for v in ("v1", "v2")]
    old, new = (document(body("application/json", memo(n)), servers=s) for n, s in zip((9, 5), servers, strict=True))
    assert only(old, new).bases == ("/v1", "/v2")


def test_a_form_of_swagger_is_multipart_where_a_file_is_in_it() -> None:
    def swagger(most: int) -> str:
        fields = [
            {"name": "f", "in": "formData", "type": "file", "required": True},
            {
                "name": "t",
                "in": "formData",
                "type": "array",
                "items": {"type": "string"},
                "collectionFormat": "pipes",
                "maxItems": most,
            },
        ]
        item = {
            "post": {
                "consumes": ["multipart/form-data"],
                "parameters": fields,
                "responses": {"200": {"description": ""}},
            }
        }
        return json.dumps(
            {"swagger": "2.0", "info": {"title": "T", "version": "1"}, "basePath": "/v1", "paths": {"/a": item}}
        )

    found = only(swagger(3), swagger(2))
    assert found.request.body is not None
    assert (
        b'name="f"; filename="file"\r\nContent-Type: application/octet-stream\r\n\r\na\r\n'
        in found.request.body.content
    )
    assert b'name="t"\r\n\r\na|a|a\r\n' in found.request.body.content
    assert found.bases == ("/v1", "/v1")


# -------------------------------------------------------------------------------------------------------------- answers


@pytest.mark.parametrize(
    ("old", "new", "status"),
    [("200", "200", 200), ("404", "default", 404), ("404", "4XX", 404), ("4XX", "404", 404), ("2XX", "2XX", 200)],
)
def test_the_status_is_one_that_both_contracts_mean(old: str, new: str, status: int) -> None:
    found = only(document(answer(old, memo(5))), document(answer(new, memo(9))))
    assert found.answer is not None
    assert found.promised is not None
    assert (found.answer.status, found.answer.json) == (status, {"q": "aaaaaa"})
    assert found.promised.json == {"q": "a"}


def test_a_class_of_statuses_comes_before_default() -> None:
    """What `default` says is another change, of the statuses that nothing else speaks of."""
    items = []
    for name, longest in (("404", 5), ("4XX", 9)):
        item = answer(name, memo(longest))
        item["get"]["responses"]["default"] = {"description": "", "content": {"application/json": {"schema": text(1)}}}
        items.append(document(item))
    told = {one.finding.rule: one for one in all_of(*items) if isinstance(one, Exchange)}
    found = told["response-property-max-length-increased"]
    assert found.answer is not None
    assert (found.answer.status, found.answer.json) == (404, {"q": "aaaaaa"})


def test_default_is_a_status_that_is_not_declared_otherwise() -> None:
    items = []
    for n in (5, 9):
        item = answer("default", memo(n))
        item["get"]["responses"]["500"] = {"description": "other"}
        items.append(document(item))
    found = only(*items)
    assert found.answer is not None
    assert found.answer.status not in (200, 500)


@pytest.mark.parametrize(("method", "status"), [("head", "200"), ("get", "204")])
def test_an_answer_that_has_no_body_carries_no_witness(method: str, status: str) -> None:
    items = ({method: answer(status, memo(n))["get"]} for n in (5, 9))
    assert not all_of(*map(document, items)), "an answer of this status or method has no body"


# ------------------------------------------------------------------------------------------------- webhooks, callbacks


def callback(longest: int) -> str:
    operation = {
        "requestBody": {"content": {"application/json": {"schema": memo(longest)}}},
        "responses": {"200": {"description": "", "content": {"application/json": {"schema": memo(longest)}}}},
    }
    return document({"post": {"callbacks": {"done": {"{$request.body#/url}/x": {"post": operation}}}, **DONE}})


def test_a_callback_is_sent_to_the_consumer_by_the_new_contract() -> None:
    found = all_of(callback(5), callback(9))
    (sent,) = [one for one in found if isinstance(one, Exchange) and one.carrier == "request"]
    assert (sent.kind, sent.request.method, sent.request.target) == ("callback", "POST", "/x")
    assert sent.request.json == {"q": "aaaaaa"}
    assert sent.finding.witness is not None
    assert (sent.finding.witness.old, sent.finding.witness.new) == ("refuses", "accepts")


def test_the_answer_to_a_callback_is_one_of_an_old_consumer() -> None:
    found = all_of(callback(9), callback(5))
    (answered,) = [one for one in found if isinstance(one, Exchange) and one.carrier == "response"]
    assert answered.answer is not None
    assert answered.answer.json == {"q": "aaaaaa"}
