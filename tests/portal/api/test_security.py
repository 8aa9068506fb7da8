"""Who may ask the API of the portal for what: tokens and roles, and nothing that a browser sends by itself."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from govkit.portal.api.document import BASE
from govkit.portal.api.operation import Operation
from govkit.portal.api.serving import OPERATIONS
from govkit.portal.security import guessing
from govkit.portal.security.access import Access
from govkit.portal.security.roles import Role
from govkit.portal.state import Held
from tests.portal.api.asking import Program
from tests.portal.conftest import HOST, Clock, Reader, reader_of

WRITING = [one for one in OPERATIONS if one.writes]
BY_ID = [pytest.param(one, id=one.id) for one in OPERATIONS]
WRITING_BY_ID = [pytest.param(one, id=one.id) for one in WRITING]


@pytest.fixture
def reader(small: Path, clock: Clock) -> Reader:
    return reader_of(small, Held(small, lambda: None), Access(small, now=clock))


def asked(program: Program, one: Operation, **more: object) -> httpx.Response:
    path = one.path
    for name, value in {"{id}": "1", "{name}": "x", "{key}": "k", "{api}": "a", "{kind}": "apis"}.items():
        path = path.replace(name, value)
    path = path.replace("{report}", "ownership").replace("{table}", "gaps")
    body = {"json": one.sent} if one.sent is not None else {}
    return program.ask(one.method.upper(), path, **{**body, **more})


def noted(reader: Reader) -> list[tuple[str, str]]:
    return [(one.actor, one.action) for one in reversed(reader.access.trail.lately())]


def problem(answer: httpx.Response, status: int, kind: str) -> str:
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    said = answer.json()
    assert (said["type"], said["status"]) == (f"urn:govkit:portal:{kind}", status)
    assert answer.headers["cache-control"] == "no-store"
    return str(said["detail"])


def test_everything_that_writes_needs_more_than_a_viewer() -> None:
    assert {one.id for one in WRITING} >= {"retryExceptions", "dismissExceptions", "createToken", "revokeToken"}
    assert all(not Role.VIEWER.covers(one.needs) for one in WRITING)
    assert all(one.needs is Role.ADMIN for one in OPERATIONS if one.tag == "Tokens")


@pytest.mark.requirement("E2")
@pytest.mark.parametrize("one", BY_ID)
def test_nobody_asks_without_a_token(reader: Reader, one: Operation) -> None:
    answer = asked(Program(reader, None), one)
    problem(answer, 401, "token")
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert noted(reader) == ([("nobody", "refused")] if one.writes else [])


@pytest.mark.parametrize(
    "one", [pytest.param(each, id=each.id) for each in OPERATIONS if each.needs is not Role.VIEWER]
)
def test_nobody_asks_whose_role_is_less(reader: Reader, one: Operation) -> None:
    for role in Role:
        if not role.covers(one.needs):
            detail = problem(asked(Program(reader, role), one), 403, "role")
            assert f"needs the role {one.needs}" in detail
            assert noted(reader)[-1] == (f"program-{role}", "refused")


@pytest.mark.parametrize("one", WRITING_BY_ID)
def test_the_cookie_of_a_session_is_no_use(reader: Reader, one: Operation) -> None:
    """A page elsewhere could let a browser send it: here it is nobody's, whatever form key comes with it."""
    reader.sign_in(Role.ADMIN)
    person = reader.access.person(next(iter(reader.cookies.values())))
    assert person is not None
    headers = {"origin": f"http://{HOST}", "x-form-key": person.form_key}
    problem(asked(Program(reader, None), one, headers=headers), 401, "token")


@pytest.mark.parametrize("one", WRITING_BY_ID)
@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": f"http://{HOST}", "sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_other_pages_ask_nothing_even_with_a_token(reader: Reader, one: Operation, headers: dict[str, str]) -> None:
    problem(asked(Program(reader, Role.ADMIN), one, headers=headers), 403, "origin")
    assert noted(reader)[-1] == ("nobody", "refused")


@pytest.mark.parametrize("one", WRITING_BY_ID)
def test_a_form_is_not_taken(reader: Reader, one: Operation) -> None:
    if one.body is not None:
        answer = asked(Program(reader, Role.ADMIN), one, json=None, data={"ids": "1"})
        problem(answer, 415, "media")


def test_no_other_page_is_let_in_by_a_browser(reader: Reader) -> None:
    answer = Program(reader, None).ask("OPTIONS", "/retries", headers={"origin": "http://evil.example"})
    assert answer.status_code == 405
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_other_hosts_are_not_answered(reader: Reader) -> None:
    assert Program(reader).ask("GET", "/health", headers={"host": "evil.example"}).status_code == 421


def test_who_guesses_waits_and_so_does_everybody_at_that_address(reader: Reader, clock: Clock) -> None:
    right, wrong = Program(reader, Role.VIEWER), Program(reader, None)
    wrong.secret = "govkit_wrong"
    for _ in range(guessing.FREE):
        problem(wrong.ask("GET", "/tokens"), 401, "token")
    answer = right.ask("GET", "/entries/teams")
    assert "Wait" in problem(answer, 429, "wait")
    clock.at += int(answer.headers["retry-after"])
    for _ in range(50):
        assert right.ask("GET", "/entries/teams").status_code == 200, "who is known guesses nothing"
    problem(wrong.ask("GET", "/tokens"), 401, "token")
    problem(right.ask("GET", "/entries/teams"), 429, "wait")


def test_a_token_is_no_use_any_more_once_it_is_revoked_or_rotated(reader: Reader) -> None:
    admin, other = Program(reader, Role.ADMIN), Program(reader, Role.VIEWER)
    assert other.ask("GET", "/entries/teams").status_code == 200
    new = admin.post(f"/tokens/{other.name}/rotations", None)["token"]
    problem(other.ask("GET", "/entries/teams"), 401, "token")
    other.secret = new
    assert other.ask("GET", "/entries/teams").status_code == 200
    assert admin.ask("DELETE", f"/tokens/{other.name}").status_code == 204
    problem(other.ask("GET", "/entries/teams"), 401, "token")
    assert [action for _, action in noted(reader) if action.startswith("token")] == [
        "token-rotate", "token-refused", "token-revoke", "token-refused",
    ]  # fmt: skip


def test_tokens_are_told_once_and_never_listed(reader: Reader) -> None:
    admin = Program(reader, Role.ADMIN)
    made = admin.ask("POST", "/tokens", json={"name": "carl", "role": "viewer", "days": 3})
    assert (made.status_code, made.headers["location"]) == (201, f"{BASE}/tokens/carl")
    assert reader.access.tokens.of(made.json()["token"]) is not None
    listed = admin.ask("GET", "/tokens")
    assert [one["name"] for one in listed.json()["items"]] == ["carl", "program-admin"]
    assert made.json()["token"] not in listed.text
    problem(admin.ask("POST", "/tokens", json={"name": "carl", "role": "viewer"}), 409, "conflict")
    problem(admin.ask("DELETE", "/tokens/program-admin"), 409, "conflict")


@pytest.mark.parametrize(
    ("method", "path", "status", "kind"),
    [
        ("GET", "/nothing", 404, "address"),
        ("PUT", "/retries", 405, "method"),
        ("TRACE", "/health", 405, "method"),
        ("GET", "/entries/apis?limit=0", 400, "request"),
        ("GET", "/entries/apis?limit=1&limit=2", 400, "request"),
        ("GET", "/entries/apis?nothing=1", 400, "request"),
        ("GET", "/entries/apis?cursor=x", 400, "request"),
        ("GET", "/entries/nothing", 404, "absent"),
        ("GET", "/search", 400, "request"),
        ("GET", "/events/x", 400, "request"),
        ("GET", "/health", 503, "runtime"),
    ],
)
def test_what_is_not_answered_is_told_as_a_problem(
    reader: Reader, method: str, path: str, status: int, kind: str
) -> None:
    problem(Program(reader).ask(method, path), status, kind)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"\xff", b'{"ids": []}', b'{"ids": ["0"]}', b'{"ids": ["1"], "more": 1}', b'{"ids": NaN}'],
)
def test_a_body_that_is_not_as_described_does_nothing(reader: Reader, body: bytes) -> None:
    answer = Program(reader).ask("POST", "/retries", content=body, headers={"content-type": "application/json"})
    problem(answer, 400, "request")
