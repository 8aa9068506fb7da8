"""Who may do what: roles, forms of other pages, guessing, and the ends of sessions."""

from __future__ import annotations

import json
import socket
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from starlette.types import ASGIApp

from govkit.errors import InputError, UsageError
from govkit.portal.page import Page, all_pages
from govkit.portal.security import guessing, sessions
from govkit.portal.security.access import FOLDER, Access
from govkit.portal.security.forms import LARGEST, Refused, check_origin, own_path, parsed
from govkit.portal.security.forwarding import Proxies
from govkit.portal.security.guessing import FREE, Guesses
from govkit.portal.security.roles import Role
from govkit.portal.security.tokens import Tokens
from govkit.portal.state import Held
from tests.portal.conftest import HOST, ORIGIN, Clock, Reader, reader_of

WRITING = [page for page in all_pages() if page.act is not None]
GUARDED = [page for page in all_pages() if page.needs is not None]


@pytest.fixture
def estate(small: Path) -> Path:
    return small


@pytest.fixture
def held(estate: Path) -> Held:
    return Held(estate, lambda: None)


@pytest.fixture
def reader(estate: Path, held: Held, clock: Clock) -> Reader:
    """Somebody who did not sign in yet."""
    return reader_of(estate, held, Access(estate, now=clock))


def another(reader: Reader) -> Reader:
    """Somebody else at the same portal."""
    return Reader(reader._app, reader.access)


def path_of(page: Page) -> str:
    return page.path.replace("{number}", "1").replace("{name}", "x")


def noted(reader: Reader) -> list[tuple[str, str]]:
    return [(one.actor, one.action) for one in reversed(reader.access.trail.lately())]


# ------------------------------------------------------------------------------------------------------- writing routes


def test_there_are_pages_that_write() -> None:
    assert {"/tokens"} <= {page.path for page in WRITING}
    assert all(page.act_needs in Role for page in WRITING)


@pytest.mark.requirement("E2")
@pytest.mark.parametrize("page", WRITING, ids=lambda page: page.name)
def test_nobody_writes_who_did_not_sign_in(reader: Reader, page: Page) -> None:
    answer = reader.post(path_of(page), data={"does": "make"}, headers=ORIGIN)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in"
    assert noted(reader) == [("nobody", "refused")]


@pytest.mark.parametrize("page", WRITING, ids=lambda page: page.name)
def test_nobody_writes_whose_role_is_less(reader: Reader, page: Page) -> None:
    for role in Role:
        if not role.covers(page.act_needs):
            reader.sign_in(role)
            answer = reader.post(path_of(page), data={"does": "make"}, headers=ORIGIN)
            assert answer.status_code == 403, role
            assert (
                f"needs the role {page.needs if not role.covers(page.needs or role) else page.act_needs}" in answer.text
            )
            assert noted(reader)[-1] == (f"a-{role.value}", "refused")


@pytest.mark.parametrize("page", WRITING, ids=lambda page: page.name)
@pytest.mark.parametrize("key", [None, "", "x", "é" * 43])
def test_a_form_that_is_of_no_page_of_the_session_is_refused(reader: Reader, page: Page, key: str | None) -> None:
    reader.sign_in(Role.ADMIN)
    form = {"does": "make", **({"form-key": key} if key is not None else {})}
    answer = reader.post(path_of(page), data=form, headers=ORIGIN)
    assert answer.status_code == 403
    assert "another session" in answer.text
    assert noted(reader)[-1] == ("a-admin", "refused")


@pytest.mark.parametrize("page", WRITING, ids=lambda page: page.name)
def test_the_form_key_of_somebody_else_is_refused(reader: Reader, page: Page) -> None:
    other = another(reader)
    other.sign_in(Role.ADMIN, "other")
    person = reader.access.person(next(iter(other.cookies.values())))
    assert person is not None
    reader.sign_in(Role.ADMIN)
    answer = reader.post(path_of(page), data={"form-key": person.form_key}, headers=ORIGIN)
    assert answer.status_code == 403


_FOREIGN = [
    {"origin": "http://evil.example"},
    {"origin": "null"},
    {"origin": f"http://{HOST}:8080"},
    {"origin": f"http://{HOST}", "sec-fetch-site": "cross-site"},
    {"origin": f"http://{HOST}", "sec-fetch-site": "same-site"},
    {"sec-fetch-site": "none"},
    {},
]


@pytest.mark.parametrize("headers", _FOREIGN)
@pytest.mark.parametrize("path", ["/sign-in", "/sign-out", *(path_of(page) for page in WRITING)])
def test_forms_of_other_pages_are_refused(reader: Reader, path: str, headers: dict[str, str]) -> None:
    """Also where they know the key of the session."""
    reader.sign_in(Role.ADMIN)
    person = reader.access.person(next(iter(reader.cookies.values())))
    assert person is not None
    answer = reader.post(path, data={"form-key": person.form_key, "token": "x"}, headers=headers)
    assert answer.status_code == 403
    assert reader.access.person(next(iter(reader.cookies.values()))) == person, "the session is as it was"


@pytest.mark.parametrize("path", [page.path for page in all_pages() if page.act is None and "{" not in page.path])
def test_other_pages_take_no_form(reader: Reader, path: str) -> None:
    reader.sign_in(Role.ADMIN)
    if path != "/sign-in":
        assert reader.post(path, data={}, headers=ORIGIN).status_code == 405


# -------------------------------------------------------------------------------------------------------------- reading


@pytest.mark.parametrize("page", GUARDED, ids=lambda page: page.name)
def test_what_needs_a_role_is_read_by_nobody_else(reader: Reader, page: Page) -> None:
    answer = reader.get(path_of(page), params={"q": "a b"})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?to=%2F")
    assert page.needs is not None
    for role in Role:
        if not role.covers(page.needs):
            reader.sign_in(role)
            assert reader.get(path_of(page)).status_code == 403


def test_only_tokens_need_an_admin() -> None:
    assert {page.path for page in all_pages() if page.needs is Role.ADMIN} == {"/tokens"}


def test_where_the_catalog_is_not_open_every_page_needs_a_viewer(estate: Path, held: Held) -> None:
    reader = reader_of(estate, held, Access(estate, is_open=False))
    for page in all_pages():
        if "{" not in page.path:
            expected = 200 if page.path == "/sign-in" else 303
            assert reader.get(page.path).status_code == expected, page.path
    assert reader.get("/assets/portal.css").status_code == 200
    reader.sign_in(Role.VIEWER)
    assert reader.get("/teams/finance").status_code == 200


def test_what_needs_somebody_is_written_to_no_file() -> None:
    assert not [page.path for page in all_pages() if page.exported and (page.needs or page.act or page.outside)]


@pytest.mark.parametrize(
    ("words", "host", "status", "cookie"),
    [
        ((), "127.0.0.1", 200, "govkit-session"),
        (("--allow-host", HOST), HOST, 303, "__Host-govkit-session"),
        (("--allow-host", HOST, "--open-catalog"), HOST, 200, "__Host-govkit-session"),
        (("--host", "0.0.0.0"), "0.0.0.0", 303, "__Host-govkit-session"),
    ],
)
def test_where_others_may_reach_it_the_catalog_is_not_open(
    estate: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], host: str, status: int, cookie: str
) -> None:
    """As the command line says, without anything being served."""
    from click.testing import CliRunner

    from govkit.cli import govkit as program
    from govkit.portal import serving

    made: list[ASGIApp] = []
    monkeypatch.chdir(estate)

    def served(app: ASGIApp, listener: socket.socket, _: Held) -> None:
        made.append(app)
        listener.close()

    monkeypatch.setattr(serving, "serve", served)
    found = CliRunner().invoke(program, ["portal", "--port", "0", *words])
    assert found.exit_code == 0, found.output
    access = Access(estate)
    token = access.tokens.make("anna", Role.VIEWER, by="test")
    reader = Reader(made[0], access)
    assert reader.get("/", headers={"host": host}).status_code == status
    answer = reader.post("/sign-in", data={"token": token}, headers={"host": host, "origin": f"http://{host}"})
    assert answer.headers["set-cookie"].startswith(f"{cookie}=")


def test_what_is_shown_to_those_who_signed_in_is_kept_by_no_browser(reader: Reader) -> None:
    reader.sign_in(Role.VIEWER)
    assert reader.get("/").headers["cache-control"] == "no-store"


# ------------------------------------------------------------------------------------------------------------- sessions


def cookie_of(answer: httpx.Response) -> str:
    return answer.headers["set-cookie"]


def signed(reader: Reader, token: str, **more: str) -> httpx.Response:
    return reader.post("/sign-in", data={"token": token, **more}, headers=ORIGIN)


def test_a_session_is_a_cookie_that_scripts_and_other_sites_do_not_get(reader: Reader) -> None:
    token = reader.access.tokens.make("anna", Role.VIEWER, by="test")
    said = cookie_of(signed(reader, f" {token}\n"))
    assert said.startswith("govkit-session=")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(said.split("; "))
    assert "Secure" not in said
    assert token not in said


def test_where_others_reach_it_the_cookie_needs_tls(estate: Path, held: Held) -> None:
    access = Access(estate, is_open=False, is_secure=True)
    token = access.tokens.make("anna", Role.VIEWER, by="test")
    said = cookie_of(signed(reader_of(estate, held, access), token))
    assert said.startswith("__Host-govkit-session=")
    assert said.endswith("; Secure")


def test_a_session_that_somebody_put_into_a_browser_is_never_signed_in(reader: Reader) -> None:
    """Session fixation: the cookie is another after signing in, and the one before leads nowhere."""
    reader.cookies.set("govkit-session", "chosen-by-evil", domain=HOST)
    reader.sign_in(Role.VIEWER, "anna")
    mine = next(iter(reader.cookies.values()))
    assert mine != "chosen-by-evil"
    assert reader.access.person("chosen-by-evil") is None
    reader.sign_in(Role.VIEWER, "bert")
    assert reader.access.person(mine) is None, "who signs in once more ends the session before"


@pytest.mark.parametrize(("idle", "asks"), [(sessions.IDLE, 1), (sessions.IDLE - 1, int(sessions.LONGEST // 1799) + 1)])
def test_a_session_ends_by_itself(reader: Reader, clock: Clock, idle: float, asks: int) -> None:
    """When nobody asks for a while, and after some hours whatever is asked."""
    reader.sign_in(Role.VIEWER)
    secret = next(iter(reader.cookies.values()))
    for _ in range(asks):
        assert reader.access.person(secret) is not None
        clock.at += idle
    assert reader.access.person(secret) is None


@pytest.mark.parametrize("how", ["revoke", "rotate", "over", "out"])
def test_a_session_ends_with_what_it_stands_on(reader: Reader, clock: Clock, how: str) -> None:
    token = reader.access.tokens.make("anna", Role.VIEWER, by="test", days=1)
    signed(reader, token)
    assert "anna" in reader.get("/").text
    if how == "revoke":
        Tokens(reader.access.tokens._file.parent).revoke("anna")  # another process
    elif how == "rotate":
        reader.access.tokens.rotate("anna", by="test")
    elif how == "over":
        for _ in range(60):
            clock.at += 1500
            reader.access.person(next(iter(reader.cookies.values())))
    else:
        secret = next(iter(reader.cookies.values()))
        assert reader.send("/sign-out", {}, page="/").status_code == 303
        reader.cookies.set("govkit-session", secret, domain=HOST)
    assert "anna" not in reader.get("/").text


def test_a_role_that_is_less_by_now_holds_at_once(reader: Reader) -> None:
    reader.sign_in(Role.ADMIN, "anna")
    reader.access.tokens.revoke("anna")
    reader.access.tokens.make("anna", Role.VIEWER, by="test")
    assert reader.get("/tokens").status_code == 303


def test_who_signs_in_comes_to_what_was_asked(reader: Reader) -> None:
    token = reader.access.tokens.make("anna", Role.VIEWER, by="test")
    assert signed(reader, token, to="/teams?q=a").headers["location"] == "/teams?q=a"


@pytest.mark.parametrize(
    "to", ["//evil.example", "https://evil.example", "/\\evil.example", "/a\r\nset-cookie: x", "", "/é"]
)
def test_nobody_is_sent_elsewhere(reader: Reader, to: str) -> None:
    token = reader.access.tokens.make("anna", Role.VIEWER, by="test")
    assert own_path(to) == "/"
    assert signed(reader, token, to=to).headers["location"] == "/"


def test_what_was_done_at_the_door_is_noted_by_nobody_s_secret(reader: Reader, estate: Path) -> None:
    token = reader.access.tokens.make("anna", Role.VIEWER, by="test")
    signed(reader, "govkit_wrong")
    signed(reader, token)
    reader.send("/sign-out", {}, page="/")
    assert noted(reader) == [("nobody", "sign-in-refused"), ("anna", "sign-in"), ("anna", "sign-out")]
    text = (estate / FOLDER / "audit.jsonl").read_text()
    assert "govkit_" not in text
    assert stat.S_IMODE((estate / FOLDER / "audit.jsonl").stat().st_mode) == 0o600


def test_nobody_fills_the_disk_by_being_refused(reader: Reader) -> None:
    for _ in range(80):
        reader.access.trail.note("nobody", "refused", what="x" * 10_000)
    assert len(reader.access.trail.lately()) == 60


# ------------------------------------------------------------------------------------------------------------- guessing


def test_who_guesses_waits_longer_each_time(reader: Reader, clock: Clock) -> None:
    token = reader.access.tokens.make("anna", Role.VIEWER, by="test")
    for _ in range(guessing.FREE):
        answer = signed(reader, "govkit_wrong")
        assert answer.status_code == 403
        assert "govkit_wrong" not in answer.text
    waits = []
    for _ in range(3):
        refused = signed(reader, token)
        assert refused.status_code == 429, "also the right one, or guessing would go on"
        waits.append(int(refused.headers["retry-after"]))
        clock.at += waits[-1]
        assert signed(reader, "govkit_wrong").status_code == 403
    assert waits == [1, 2, 4]
    clock.at += 8
    assert signed(reader, token).status_code == 303
    assert signed(reader, "govkit_wrong").status_code == 403, "who signed in begins anew"


def test_many_addresses_gain_nothing(clock: Clock) -> None:
    guesses = Guesses(clock)
    assert all(guesses.attempt(f"10.0.{number // 250}.{number % 250}") == 0 for number in range(guessing.OVERALL))
    assert guesses.attempt("10.9.9.9") == 60
    clock.at += 60
    assert guesses.attempt("10.9.9.9") == 0


def test_tries_at_a_time_are_counted_each(clock: Clock) -> None:
    guesses = Guesses(clock)
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(lambda _: guesses.attempt("10.0.0.1"), range(40)))
    assert waits.count(0.0) == guessing.FREE


def test_a_network_of_one_is_one_address(clock: Clock) -> None:
    guesses = Guesses(clock)
    for number in range(guessing.FREE):
        assert guesses.attempt(f"2001:db8::{number:x}") == 0
    assert guesses.attempt("2001:db8::ffff") > 0
    assert guesses.attempt("2001:db8:0:1::1") == 0


# ---------------------------------------------------------------------------------------------------------------- forms


def test_a_form_has_an_end(reader: Reader) -> None:
    answer = reader.post("/sign-in", data={"token": "x" * LARGEST}, headers=ORIGIN)
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("media", "body", "status"),
    [
        ("application/json", b"{}", 415),
        ("multipart/form-data; boundary=x", b"--x--", 415),
        ("application/x-www-form-urlencoded", b"token=%ff", 400),
        ("application/x-www-form-urlencoded", b"\xff", 400),
        ("application/x-www-form-urlencoded", b"a=1&a=2", 400),
        ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % number for number in range(101)), 400),
    ],
)
def test_what_is_no_form_is_refused(reader: Reader, media: str, body: bytes, status: int) -> None:
    answer = reader.post("/sign-in", content=body, headers={**ORIGIN, "content-type": media})
    assert answer.status_code == status
    with pytest.raises(Refused):
        parsed(media, body)


def test_what_ends_tls_may_stand_before_the_portal() -> None:
    check_origin({"origin": "https://portal.example", "host": "portal.example", "sec-fetch-site": "same-origin"})


# -------------------------------------------------------------------------------------------------------------- proxies

PROXY, OTHER, GUESSER = "10.0.0.5", "10.0.0.6", "203.0.113.9"


@pytest.mark.parametrize(
    ("declared", "peer", "forwarded", "origin"),
    [
        ([], PROXY, [GUESSER], PROXY),
        ([PROXY], PROXY, [GUESSER], GUESSER),
        ([PROXY], PROXY, [], PROXY),
        ([PROXY], PROXY, [""], PROXY),
        ([PROXY], GUESSER, ["198.51.100.1"], GUESSER),
        ([PROXY], PROXY, [f"198.51.100.1, {GUESSER}"], GUESSER),
        ([PROXY], PROXY, ["198.51.100.1", GUESSER], GUESSER),
        ([PROXY], PROXY, [f"{PROXY}, {GUESSER}"], GUESSER),
        ([PROXY, OTHER], PROXY, [f"198.51.100.1, {GUESSER}, {OTHER}"], GUESSER),
        (["10.0.0.0/24"], PROXY, [f"{GUESSER}, {OTHER}"], GUESSER),
        ([PROXY], PROXY, [f"{GUESSER}, no address"], PROXY),
        ([PROXY], PROXY, [f"{GUESSER}:4711"], GUESSER),
        (["::1"], "::1", ["[2001:db8::7]:4711"], "2001:db8::7"),
        ([PROXY], f"::ffff:{PROXY}", [GUESSER], GUESSER),
        ([PROXY], "", [GUESSER], ""),
    ],
)
def test_only_what_declared_proxies_wrote_is_believed(
    declared: list[str], peer: str, forwarded: list[str], origin: str
) -> None:
    assert Proxies(declared).origin(peer, forwarded) == origin


@pytest.mark.parametrize("text", ["", "proxy.example", "10.0.0.0/99", "*"])
def test_what_is_no_address_of_a_proxy_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="no address of a proxy"):
        Proxies([text])


def test_who_guesses_behind_a_proxy_keeps_nobody_else_waiting(estate: Path, held: Held) -> None:
    """Also who writes other addresses into the header at each try: the proxy adds its own behind them."""
    access = Access(estate, proxies=Proxies(["127.0.0.1"]))
    reader = reader_of(estate, held, access)
    secret = access.tokens.make("anna", Role.VIEWER, by="test")
    answers = [
        reader.post(
            "/sign-in",
            data={"token": "wrong"},
            headers={**ORIGIN, "x-forwarded-for": f"198.51.100.{number}, {GUESSER}"},
        ).status_code
        for number in range(FREE + 1)
    ]
    assert answers == [*[403] * FREE, 429]
    well = reader.post("/sign-in", data={"token": secret}, headers={**ORIGIN, "x-forwarded-for": "203.0.113.10"})
    assert well.status_code == 303


def test_a_header_that_nobody_is_believed_for_gains_nothing(reader: Reader) -> None:
    answers = [
        reader.post(
            "/sign-in", data={"token": "wrong"}, headers={**ORIGIN, "x-forwarded-for": f"198.51.100.{number}"}
        ).status_code
        for number in range(FREE + 1)
    ]
    assert answers[-1] == 429


# --------------------------------------------------------------------------------------------------------------- tokens


@pytest.fixture
def tokens(tmp_path: Path) -> Tokens:
    return Tokens(tmp_path / "state")


def test_of_a_token_only_its_hash_is_kept(tokens: Tokens, tmp_path: Path) -> None:
    secret = tokens.make("anna", Role.OPERATOR, by="test")
    file = tmp_path / "state/tokens.json"
    assert secret not in file.read_text()
    assert secret.removeprefix("govkit_") not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    found = tokens.of(secret)
    assert found is not None
    assert (found.name, found.role) == ("anna", Role.OPERATOR)


def test_a_token_is_good_until_it_is_rotated_revoked_or_over(tmp_path: Path, clock: Clock) -> None:
    tokens = Tokens(tmp_path, clock)
    first = tokens.make("anna", Role.VIEWER, by="test", days=10)
    clock.at += 86_400
    second = tokens.rotate("anna", by="test")
    assert tokens.of(first) is None
    assert tokens.of(second) is not None
    clock.at += 10 * 86_400 - 1
    assert tokens.of(second) is not None, "it is good for as long as the first was"
    clock.at += 1
    assert tokens.of(second) is None
    third = tokens.rotate("anna", by="test", days=1)
    tokens.revoke("anna")
    assert tokens.of(third) is None


@pytest.mark.parametrize("name", ["", "a b", "run", "Nobody", "a/b", "-", "x" * 65, "é", "a\n"])
def test_what_is_no_name_of_a_person_is_refused(tokens: Tokens, name: str) -> None:
    with pytest.raises(UsageError, match="no name of a person"):
        tokens.make(name, Role.VIEWER, by="test")


def test_where_the_tokens_cannot_be_read_nobody_is_signed_in(reader: Reader, estate: Path) -> None:
    reader.sign_in(Role.ADMIN)
    (estate / FOLDER / "tokens.json").write_text("{}")
    assert reader.get("/tokens").status_code == 303
    assert reader.get("/").status_code == 200
    assert signed(reader, "govkit_x").status_code == 422


def test_there_is_one_token_a_name(tokens: Tokens) -> None:
    tokens.make("anna", Role.VIEWER, by="test")
    with pytest.raises(UsageError, match="has a token already"):
        tokens.make("anna", Role.ADMIN, by="test")
    with pytest.raises(UsageError, match="has no token"):
        tokens.revoke("bert")


def test_of_those_who_make_tokens_at_a_time_none_is_lost(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda number: Tokens(tmp_path).make(f"p{number}", Role.VIEWER, by="test"), range(24)))
    assert len(Tokens(tmp_path).all()) == len(set(made)) == 24


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"tokens": [{"name": "x"}]}', '{"tokens": [{"role": "king"}]}'])
def test_a_file_that_is_none_of_ours_lets_nobody_in(tokens: Tokens, tmp_path: Path, text: str) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state/tokens.json").write_text(text)
    with pytest.raises(InputError, match="does not hold the tokens"):
        tokens.of("govkit_x")


def test_an_admin_makes_rotates_and_revokes_tokens(reader: Reader) -> None:
    reader.sign_in(Role.ADMIN, "root")
    made = reader.send("/tokens", {"does": "make", "name": "anna", "role": "operator", "days": "30"})
    assert made.status_code == 200
    secret = made.text.partition("<pre>")[2].partition("</pre>")[0]
    token = reader.access.tokens.of(secret)
    assert token is not None
    assert (token.name, token.role, token.made_by) == ("anna", Role.OPERATOR, "root")
    assert secret not in reader.get("/tokens").text, "it is shown once"
    assert "has a token already" in reader.send("/tokens", {"does": "make", "name": "anna", "role": "viewer"}).text
    assert "which role" in reader.send("/tokens", {"does": "make", "name": "bert", "role": "king"}).text
    assert (
        "no number of days"
        in reader.send("/tokens", {"does": "make", "name": "b", "role": "viewer", "days": "-1"}).text
    )
    rotated = reader.send("/tokens", {"does": "rotate", "name": "anna"}).text
    assert reader.access.tokens.of(secret) is None
    assert "<pre>govkit_" in rotated
    assert "no token any more" in reader.send("/tokens", {"does": "revoke", "name": "anna"}).text
    assert reader.access.tokens.named("anna") is None
    acts = [action for _, action in noted(reader) if action.startswith("token-")]
    assert acts == ["token-make", "token-rotate", "token-revoke"]


def test_hostile_names_are_texts(reader: Reader) -> None:
    reader.sign_in(Role.ADMIN)
    answer = reader.send("/tokens", {"does": "make", "name": "<script>alert(1)</script>\u202e", "role": "viewer"})
    assert "<script>alert" not in answer.text
    assert "\u202e" not in answer.text


def test_tokens_are_looked_after_on_the_command_line(
    estate: Path, monkeypatch: pytest.MonkeyPatch, reader: Reader
) -> None:
    from click.testing import CliRunner

    from govkit.cli import govkit as program

    monkeypatch.chdir(estate)
    monkeypatch.setenv("GOVKIT_SYNC_DATABASE", f"sqlite:///{estate / 'none.db'}")

    def run(*words: str) -> str:
        found = CliRunner().invoke(program, ["portal", "token", *words])
        assert found.exit_code == 0, found.output
        return found.stdout

    secret = run("make", "anna", "--role", "operator", "--by", "root").strip()
    assert signed(reader, secret).status_code == 303
    (row,) = json.loads(run("list", "--format", "json"))
    assert (row["name"], row["role"], row["madeBy"]) == ("anna", "operator", "root")
    assert run("rotate", "anna").strip() != secret
    assert "anna" not in reader.get("/").text
    run("revoke", "anna")
    assert json.loads(run("list", "--format", "json")) == []
    assert not (estate / "none.db").exists()
    wrong = CliRunner().invoke(program, ["portal", "token", "revoke", "anna"])
    assert wrong.exit_code == 2
    assert "has no token" in wrong.stderr
