"""A contract served: what HTTP clients get to see."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from govkit.gate.mocking import Mocks
from tests.mocks.serving import Served, serving

PETS = str(Path(__file__).with_name("pets.yaml"))


@pytest.fixture(scope="module")
def pets() -> Iterator[Served]:
    with serving(PETS, judge=True) as served:
        yield served


def _get(served: Served, path: str, **headers: str) -> Any:
    return served.client.get(path, headers=headers)


def test_a_literal_path_goes_before_a_template(pets: Served) -> None:
    assert _get(pets, "/pets/mine").json() == "mine"
    assert _get(pets, "/pets/1").json() != "mine"


def test_a_literal_path_takes_what_it_declares_and_no_more(pets: Served) -> None:
    refused = pets.client.delete("/pets/mine")
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    assert pets.client.options("/pets/mine").headers["allow"] == "GET, HEAD, OPTIONS"


def test_the_base_path_of_a_server_is_taken_too(pets: Served) -> None:
    assert _get(pets, "/v7/pets/mine").json() == "mine"


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/styles/;path=1;path=2", {}, 204),
        ("/styles/;path=1;path=b", {}, 400),
        ("/styles/1", {}, 400),
        ("/styles/;path=1?ids=1|2", {}, 204),
        ("/styles/;path=1?ids=1|b", {}, 400),
        ("/styles/;path=1?filter[age]=3&filter[name]=x", {}, 204),
        ("/styles/;path=1?filter[age]=old", {}, 400),
        ("/styles/;path=1?filter[name]=x", {}, 400),
        ("/styles/;path=1?plan=%7B%22a%22%3A1%7D", {}, 204),
        ("/styles/;path=1?plan=%7B%22b%22%3A1%7D", {}, 400),
        ("/styles/;path=1?plan=%7B", {}, 400),
        ("/styles/;path=1", {"X-Level": "1, 2"}, 204),
        ("/styles/;path=1", {"X-Level": "1, b"}, 400),
        ("/styles/;path=1", {"Cookie": "session=12"}, 204),
        ("/styles/;path=1", {"Cookie": "other=1; session=abc"}, 400),
    ],
)
def test_parameters_are_read_in_all_styles(pets: Served, path: str, headers: dict[str, str], status: int) -> None:
    assert _get(pets, path, **headers).status_code == status


def test_a_refused_body_is_told_in_the_error_shape_of_the_api(pets: Served) -> None:
    answer = pets.client.post("/pets", json={"name": ""})
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["code"] == 400
    assert [one["field"] for one in error["fields"]] == ["name"]
    missing = pets.client.post("/pets", json={"tag": "x"}).json()["error"]
    assert [one["field"] for one in missing["fields"]] == ["name"]


def test_where_the_api_has_no_shape_a_refusal_is_a_problem(pets: Served) -> None:
    answer = _get(pets, "/styles/;path=1?filter[age]=old")
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == 400
    assert problem["errors"][0]["parameter"] == "filter"


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("application/x-www-form-urlencoded", "n=5", 204),
        ("application/x-www-form-urlencoded", "n=five", 400),
        ("text/plain", "n=5", 415),
        ("", "n=5", 415),
        ("application/x-www-form-urlencoded", "", 400),
        ("application/x-www-form-urlencoded", "n=\xff", 400),
        ("multipart/form-data", "--x", 400),
    ],
)
def test_forms_are_read(pets: Served, content_type: str, body: str, status: int) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    assert pets.client.post("/upload", content=body.encode(), headers=headers).status_code == status


def test_multipart_is_read(pets: Served) -> None:
    good = pets.client.post("/upload", data={"title": "abc"}, files={"file": ("a.bin", b"\x00\xff")})
    long = pets.client.post("/upload", data={"title": "abcdef"}, files={"file": ("a.bin", b"\x00\xff")})
    assert (good.status_code, long.status_code) == (204, 400)


def test_an_example_that_breaks_its_schema_is_told_and_not_shown(pets: Served) -> None:
    assert _get(pets, "/reports").json() == {"size": 3}
    assert pets.judged.wait(10)
    assert len(pets.told) == 1
    assert "pets.yaml:" in pets.told[0]
    assert "`broken` of GET /reports" in pets.told[0]


@pytest.mark.parametrize(
    ("prefer", "status", "body"),
    [
        ("example=large", 200, {"size": 3000}),
        ("example=none", 400, None),
        ("code=404", 404, None),
        ("code=500", 400, None),
        ('code="200"; example="large"', 200, {"size": 3000}),
    ],
)
def test_a_caller_may_choose_the_answer(pets: Served, prefer: str, status: int, body: Any) -> None:
    answer = _get(pets, "/reports", Prefer=prefer)
    assert answer.status_code == status
    assert body is None or answer.json() == body


def test_dynamic_answers_differ_and_hold(pets: Served) -> None:
    seen = {_get(pets, "/reports", Prefer="dynamic=true").text for _ in range(12)}
    assert len(seen) > 1
    assert all(isinstance(json.loads(text)["size"], int) for text in seen)


@pytest.mark.parametrize(
    ("accept", "status", "kind"),
    [
        ("*/*", 200, "application/json"),
        ("text/csv", 200, "text/csv"),
        ("text/*;q=0.9, application/json;q=0.1", 200, "text/csv"),
        ("application/json;q=0, */*", 200, "text/csv"),
        ("image/png", 406, "application/problem+json"),
    ],
)
def test_the_representation_is_negotiated(pets: Served, accept: str, status: int, kind: str) -> None:
    answer = _get(pets, "/reports", Accept=accept)
    assert (answer.status_code, answer.headers["content-type"]) == (status, kind)


def test_head_and_options_are_answered(pets: Served) -> None:
    head, get = pets.client.head("/reports"), pets.client.get("/reports")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == get.headers["content-length"]
    options = pets.client.options("/pets")
    assert (options.status_code, options.headers["allow"]) == (204, "GET, POST, HEAD, OPTIONS")
    refused = pets.client.delete("/pets")
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, POST, HEAD, OPTIONS")


def test_a_browser_may_ask_from_elsewhere(pets: Served) -> None:
    asked = {"Origin": "https://app.example", "Access-Control-Request-Method": "POST"}
    preflight = pets.client.options("/pets", headers=asked | {"Access-Control-Request-Headers": "authorization"})
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert preflight.headers["access-control-allow-headers"] == "authorization"
    assert _get(pets, "/pets/1", Origin="https://app.example").headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("path", "credentials", "status"),
    [
        ("/secret", None, 401),
        ("/secret?api_key=x", None, 204),
        ("/secret?api_key=", None, 401),
        ("/secret", "Bearer abc", 204),
        ("/secret", "Bearer", 401),
        ("/secret", "Bearer a b", 401),
        ("/secret", "Basic abc", 401),
        ("/basic", "Basic YTpi", 204),
        ("/basic", "Basic ####", 401),
        ("/basic", "Basic YWI=", 401),
    ],
)
def test_credentials_are_asked_for(pets: Served, path: str, credentials: str | None, status: int) -> None:
    answer = pets.client.get(path, headers={"Authorization": credentials} if credentials else {})
    assert answer.status_code == status
    assert ("www-authenticate" in answer.headers) == (status == 401)


def test_known_tokens_have_their_scopes() -> None:
    with serving(PETS, tokens={"may": frozenset({"read"}), "may-not": frozenset()}) as served:
        seen = {
            token: _get(served, "/secret", Authorization=f"Bearer {token}").status_code
            for token in ("may", "may-not", "stranger")
        }
    assert seen == {"may": 204, "may-not": 403, "stranger": 401}


def test_several_systems_stand_below_their_names() -> None:
    with serving("support", "crm@4.2.0") as served:
        headers = {"Authorization": "Bearer token"}
        assert served.client.get("/support/tickets", headers=headers).status_code == 200
        assert served.client.get("/crm/companies", headers=headers).json()["items"]
        assert served.client.get("/tickets", headers=headers).status_code == 404


def test_examples_that_were_judged_leave_no_validators_behind() -> None:
    """Those of a large API would take as much memory as all the rest, for operations that nobody may call."""
    mocks = Mocks([PETS])
    (system,) = mocks.systems
    reports, pets = (next(one for one in system.operations if one.id == name) for name in ("GET /reports", "GET /pets"))
    shown = [
        one.responses.checked(one.operation.responses["200"].content["application/json"]) for one in (reports, pets)
    ]
    assert shown[1].accepts([])
    assert [one.name for found in system.broken_examples() for one in found] == ["broken"]
    assert [one.is_built for one in shown] == [False, True]
    assert shown[0].accepts({"size": 1})
    mocks.serving.close()


@pytest.mark.parametrize("status", ["101", "700", "099", "99999", "2٠0"])
def test_a_status_that_ends_no_request_is_not_answered(tmp_path: Path, status: str) -> None:
    """Neither as the usual one nor when somebody wishes for it: the connection would be of no use afterwards."""
    document = tmp_path / "odd.yaml"
    responses = json.dumps({status: {"description": "odd"}})
    document.write_text(
        f"openapi: 3.1.0\ninfo: {{title: Odd, version: '1'}}\npaths: {{/odd: {{get: {{responses: {responses}}}}}}}"
    )
    with serving(str(document)) as served:
        assert _get(served, "/odd").status_code == 200
        assert _get(served, "/odd", Prefer="code=101").status_code == 400
