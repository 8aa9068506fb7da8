"""What a description has no word for: a mock answers with what it has, and not with what nobody declared."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.mocks.serving import Served, serving

API = """\
openapi: 3.0.3
info: {title: Unsaid, version: 1.0.0}
paths:
  /users:
    get:
      parameters:
        - name: versions
          in: query
          style: deepObject
          schema: {type: object, additionalProperties: {type: array, items: {type: integer}}}
      responses: {'200': {description: a, content: {application/json: {schema: {$ref: '#/components/schemas/Users'}}}}}
  /users/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      responses:
        '200': {description: one, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}
        '404': {description: none}
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}
      responses:
        '200': {description: changed, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}
        '201': {description: made, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}
    delete: {responses: {'202': {description: gone}, '403': {description: no}}}
  /files/{name}:
    put:
      parameters: [{name: name, in: path, required: true, schema: {type: string}}]
      requestBody: {required: true, content: {'*/*': {schema: {type: string, format: binary}}}}
      responses: {'204': {description: kept}, '400': {description: wrong}}
  /users/deleted:
    get:
      parameters: [{name: per_page, in: query, schema: {type: integer, minimum: 1}}]
      responses:
        '200':
          description: gone
          content:
            application/json:
              schema: {type: array, items: {type: integer}}
              example: [1, 2, 3]
  /sources:
    get:
      responses: {'200': {description: a, content: {application/json: {schema: {$ref: '#/components/schemas/Many'}}}}}
  /sources/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: a, content: {application/json: {schema: {$ref: '#/components/schemas/Source'}}}}}
components:
  schemas:
    Source: {type: object, required: [id], properties: {id: {type: integer}, url: {type: string}}}
    Many: {type: array, items: {$ref: '#/components/schemas/Source'}}
    Users: {type: array, items: {$ref: '#/components/schemas/User'}}
    User: {type: object, required: [id], properties: {id: {type: string, readOnly: true}, name: {type: string}}}
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    path = tmp_path_factory.mktemp("unsaid") / "unsaid.yaml"
    path.write_text(API)
    with serving(str(path)) as one:
        yield one


def test_what_is_gone_is_taken_away_again_where_no_answer_says_that_it_is_gone(served: Served) -> None:
    made = served.client.post("/users/ada", json={"name": "Ada"})
    assert made.status_code in (200, 201)
    assert [served.client.delete("/users/ada").status_code for _ in range(3)] == [202, 202, 202]
    assert served.client.get("/users/ada").status_code == 404


def test_what_is_gone_is_made_again_by_an_operation_that_makes(served: Served) -> None:
    served.client.delete("/users/bob")
    served.client.post("/users/bob", json={"name": "Bob"})
    served.client.delete("/users/bob")
    again = served.client.post("/users/bob", json={"name": "Bo"})
    assert (again.status_code, again.json()["name"]) == (201, "Bo")
    assert served.client.get("/users/bob").json()["name"] == "Bo"


def test_lists_in_an_object_of_a_query_are_read_however_many_there_are(served: Served) -> None:
    """One text may be the only item of a list: the likeliest reading of all of them comes first."""
    query = "&".join(f"versions[k{number}]={number}" for number in range(30))
    assert served.client.get(f"/users?{query}").status_code == 200
    assert served.client.get(f"/users?{query}&versions[k31]=x").status_code == 400


@pytest.mark.parametrize("kind", ["text/x-yaml", "application/octet-stream", "image/png"])
def test_a_body_of_bytes_is_taken_whatever_it_holds(served: Served, kind: str) -> None:
    answer = served.client.put("/files/a", content=b"\xed\xa0n\x00\xff", headers={"Content-Type": kind})
    assert answer.status_code == 204


def test_an_unknown_collection_is_told_what_there_is(served: Served) -> None:
    answer = served.client.get("/__govkit__/records?collection=/user")
    assert answer.json()["detail"] == "`collection` is one of /sources, /users"


def test_a_list_that_no_records_stand_behind_is_no_longer_than_it_was_asked_to_be(served: Served) -> None:
    assert served.client.get("/users/deleted?per_page=2").json() == [1, 2]
    for query in ("", "?per_page=3", "?per_page=9"):
        assert len(served.client.get(f"/users/deleted{query}").json()) == 3


def test_a_record_that_was_never_there_has_the_name_that_it_was_asked_by(served: Served) -> None:
    """Also where the path takes a text, and the record has a number."""
    assert served.client.get("/sources/77").json()["id"] == 77
