"""Credentials as they arrive, and tokens that are fetched, kept and replaced."""

from __future__ import annotations

import asyncio
import base64
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from secrets import token_hex
from typing import Any
from urllib.parse import parse_qs

import pytest
from pydantic import SecretStr

from govkit.client import (
    ApiError,
    ApiKey,
    AsyncClient,
    Auth,
    AuthenticationFailed,
    Basic,
    Bearer,
    ClientCredentials,
    Media,
    Operation,
    Settings,
    SyncClient,
    Unauthorized,
    Unwritable,
    World,
)
from tests.client.conftest import Caller
from tests.client.recorder import Arrived, Recorder, Reply, TurnedClock

GET: Operation[Any] = Operation("get", "GET", "/x")
SECRET = token_hex(12)


def test_an_api_key_in_each_place(caller: Caller, server: Recorder) -> None:
    several = [ApiKey(SECRET, "X-Api-Key"), ApiKey(SecretStr(SECRET), "key", "query"), ApiKey(SECRET, "sid", "cookie")]
    caller.having(auth=several).call(GET)
    assert server.last.header("x-api-key") == SECRET
    assert server.last.query == f"key={SECRET}"
    assert server.last.header("cookie") == f"sid={SECRET}"


def test_basic_and_bearer(caller: Caller, server: Recorder) -> None:
    caller.having(auth=[Basic("uñ", SECRET)]).call(GET)
    assert base64.b64decode((server.last.header("authorization") or "")[6:]).decode() == f"uñ:{SECRET}"
    caller.having(auth=[Bearer(SECRET)]).call(GET)
    assert server.last.header("authorization") == f"Bearer {SECRET}"


def test_an_operation_that_asks_for_none_gets_no_credentials(caller: Caller, server: Recorder) -> None:
    caller.having(auth=[Bearer(SECRET)]).call(Operation("ping", "GET", "/ping", anonymous=True))
    assert server.last.header("authorization") is None


@pytest.mark.parametrize("auth", [Bearer("a\r\nb"), ApiKey("a\nb", "X-Key"), Basic("a:b", "c")])
def test_credentials_that_are_no_header_are_refused(caller: Caller, server: Recorder, auth: Auth) -> None:
    with pytest.raises(Unwritable):
        caller.having(auth=[auth]).call(GET)
    assert not server.arrived


def test_a_function_is_asked_for_a_token_and_once_more_after_a_401(caller: Caller, server: Recorder) -> None:
    tokens = ["stale", "fresh"]
    server.answer = lambda arrived: Reply(200 if arrived.header("authorization") == "Bearer fresh" else 401)

    def token() -> str:
        return tokens.pop(0) if len(tokens) > 1 else tokens[0]

    caller.having(auth=[Bearer(token)]).call(GET)
    assert len(server.arrived) == 2


def test_credentials_that_cannot_be_renewed_are_not_tried_twice(caller: Caller, server: Recorder) -> None:
    server.answer = [Reply(401)]
    with pytest.raises(Unauthorized):
        caller.having(auth=[Bearer(SECRET), ApiKey(SECRET, "X-Key")]).call(GET)
    assert len(server.arrived) == 1


def test_secrets_are_in_no_repr_and_no_error(caller: Caller, server: Recorder) -> None:
    several = [
        ApiKey(SECRET, "X-Odd-Name"),
        ApiKey(SECRET, "odd", "query"),
        Basic("u", SECRET),
        Bearer(SECRET),
        ClientCredentials("http://host/token", "id", SECRET),
    ]
    settings = Settings(base_url=f"http://u:{SECRET}@host", auth=several, headers={"X-Api-Key": SECRET})
    assert SECRET not in repr(settings) + "".join(map(repr, several)) + repr(SyncClient(settings=settings))
    server.answer = [Reply(403)]
    with pytest.raises(ApiError) as caught:
        caller.having(auth=several[:2]).call(GET)
    assert SECRET in server.last.target
    assert SECRET not in str(caught.value) + repr(caught.value) + caught.value.url


class Issuer:
    """An authorisation server and the API behind it, on one address."""

    def __init__(self, server: Recorder, *, life: int | None = 3600) -> None:
        self.server, self.life = server, life
        self.asked: list[Arrived] = []
        self.good: set[str] = set()
        self.refuses = 0
        self.delay = 0.0
        self._lock = threading.Lock()
        server.answer = self.answer

    def answer(self, arrived: Arrived) -> Reply:
        if arrived.path != "/token":
            return Reply(200 if (arrived.header("authorization") or "").removeprefix("Bearer ") in self.good else 401)
        time.sleep(self.delay)
        with self._lock:
            self.asked.append(arrived)
            if self.refuses:
                self.refuses -= 1
                return Reply.json({"error": "invalid_client", "error_description": "unknown client"}, 401)
            token = f"token-{len(self.asked)}"
            self.good = {token}
        life = {} if self.life is None else {"expires_in": self.life}
        return Reply.json({"access_token": token, "token_type": "Bearer", **life})

    def auth(self, **more: Any) -> ClientCredentials:
        return ClientCredentials(f"{self.server.url}/token", "me", SECRET, **more)


@pytest.fixture
def issuer(server: Recorder) -> Issuer:
    return Issuer(server)


def test_a_token_is_fetched_once_and_kept(caller: Caller, issuer: Issuer) -> None:
    with_token = caller.having(auth=[issuer.auth(scopes=["read", "write"], audience="https://api")])
    with_token.call(GET)
    with_token.call(GET)
    assert len(issuer.asked) == 1
    asked = issuer.asked[0]
    assert parse_qs(asked.body.decode()) == {
        "grant_type": ["client_credentials"],
        "scope": ["read write"],
        "audience": ["https://api"],
    }
    assert base64.b64decode((asked.header("authorization") or "")[6:]).decode() == f"me:{SECRET}"


def test_an_issuer_may_want_the_secret_in_the_body(caller: Caller, issuer: Issuer) -> None:
    caller.having(auth=[issuer.auth(style="body")]).call(GET)
    asked = issuer.asked[0]
    assert parse_qs(asked.body.decode())["client_secret"] == [SECRET]
    assert asked.header("authorization") is None


def test_a_token_is_fetched_anew_before_it_ends(caller: Caller, issuer: Issuer, clock: TurnedClock) -> None:
    with_token = caller.having(auth=[issuer.auth(leeway=60)])
    with_token.call(GET)
    clock.now += 3600 - 61
    with_token.call(GET)
    assert len(issuer.asked) == 1
    clock.now += 2
    with_token.call(GET)
    assert len(issuer.asked) == 2


def test_while_a_token_still_holds_a_failure_to_renew_it_hurts_nobody(
    caller: Caller, issuer: Issuer, clock: TurnedClock
) -> None:
    with_token = caller.having(auth=[issuer.auth()])
    with_token.call(GET)
    clock.now += 3590
    issuer.refuses = 1
    with_token.call(GET)
    assert issuer.server.last.header("authorization") == "Bearer token-1"


def test_a_short_life_leaves_time_to_use_the_token(caller: Caller, server: Recorder, clock: TurnedClock) -> None:
    issuer = Issuer(server, life=30)
    with_token = caller.having(auth=[issuer.auth(leeway=60)])
    with_token.call(GET)
    clock.now += 20
    with_token.call(GET)
    assert len(issuer.asked) == 1


def test_a_token_without_an_end_is_kept_until_it_is_refused(
    caller: Caller, server: Recorder, clock: TurnedClock
) -> None:
    issuer = Issuer(server, life=None)
    with_token = caller.having(auth=[issuer.auth()])
    with_token.call(GET)
    clock.now += 10**7
    with_token.call(GET)
    assert len(issuer.asked) == 1
    issuer.good = set()
    with_token.call(GET)
    assert len(issuer.asked) == 2


def test_a_call_is_tried_once_more_after_a_401_and_then_stands(caller: Caller, server: Recorder, clock: Any) -> None:
    issuer = Issuer(server)
    issuer.server.answer = lambda arrived: issuer.answer(arrived) if arrived.path == "/token" else Reply(401)
    operation = Operation[Any]("post", "POST", "/x", body=Media("application/json"))
    with pytest.raises(Unauthorized):
        caller.having(auth=[issuer.auth()]).call(operation, body={"a": 1})
    assert [arrived.path for arrived in server.arrived] == ["/token", "/x", "/token", "/x"]
    assert server.last.body == b'{"a":1}'


def test_a_refused_client_is_told_why_without_its_secret(caller: Caller, issuer: Issuer) -> None:
    issuer.refuses = 9
    with pytest.raises(AuthenticationFailed, match="401 Unauthorized: unknown client") as caught:
        caller.having(auth=[issuer.auth()]).call(GET)
    assert caught.value.status == 401
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    "reply",
    [Reply.json({"access_token": 5}), Reply(200, b"<html>"), Reply.json({"access_token": "a", "token_type": "mac"})],
)
def test_an_answer_that_is_no_token_is_told(caller: Caller, server: Recorder, reply: Reply) -> None:
    server.answer = [reply]
    with pytest.raises(AuthenticationFailed, match="no bearer token"):
        caller.having(auth=[ClientCredentials(f"{server.url}/token", "me", SECRET)]).call(GET)


def test_an_issuer_that_is_busy_is_asked_again(caller: Caller, server: Recorder, clock: TurnedClock) -> None:
    issuer = Issuer(server)
    answers = [Reply(503), None]
    server.answer = lambda arrived: (arrived.path == "/token" and answers.pop(0)) or issuer.answer(arrived)
    caller.having(auth=[issuer.auth()]).call(GET)
    assert clock.slept == [0.5]


def test_threads_that_need_a_token_at_once_fetch_one(issuer: Issuer, server: Recorder, clock: TurnedClock) -> None:
    issuer.delay = 0.05
    settings = Settings(base_url=server.url, auth=[issuer.auth()], world=World(clock=clock))
    with SyncClient(settings=settings) as client, ThreadPoolExecutor(8) as pool:
        for _ in range(2):
            for call in [pool.submit(client.call, GET) for _ in range(8)]:
                call.result()
            issuer.good = set()  # all find their token refused at once, and one fetches another
    assert len(issuer.asked) == 2
    assert sum(arrived.path == "/x" for arrived in server.arrived) > 16


def test_tasks_that_need_a_token_at_once_fetch_one(issuer: Issuer, server: Recorder, clock: TurnedClock) -> None:
    issuer.delay = 0.05
    settings = Settings(base_url=server.url, auth=[issuer.auth()], world=World(clock=clock))

    async def run() -> None:
        async with AsyncClient(settings=settings) as client:
            await asyncio.gather(*(client.call(GET) for _ in range(8)))
            issuer.good = set()
            await asyncio.gather(*(client.call(GET) for _ in range(8)))

    asyncio.run(run())
    assert len(issuer.asked) == 2


def test_while_one_fetches_ahead_the_others_go_on_with_the_old_token(
    issuer: Issuer, server: Recorder, clock: TurnedClock
) -> None:
    settings = Settings(base_url=server.url, auth=[issuer.auth()], world=World(clock=clock))

    async def run() -> None:
        async with AsyncClient(settings=settings) as client:
            await client.call(GET)
            clock.now += 3590
            issuer.delay = 0.3
            issuer.good = {"token-1"}
            renewing = asyncio.create_task(client.call(GET))
            await asyncio.sleep(0.1)
            await client.call(GET)
            assert not renewing.done()
            assert server.last.header("authorization") == "Bearer token-1"
            await renewing

    asyncio.run(run())
    assert len(issuer.asked) == 2


def test_a_task_that_is_cancelled_while_it_fetches_leaves_the_fetching_to_the_next(
    issuer: Issuer, server: Recorder, clock: TurnedClock
) -> None:
    settings = Settings(base_url=server.url, auth=[issuer.auth()], world=World(clock=clock))

    async def run() -> None:
        async with AsyncClient(settings=settings) as client:
            issuer.delay = 0.2
            first, second = (asyncio.create_task(client.call(GET)) for _ in range(2))
            await asyncio.sleep(0.05)
            first.cancel()
            with pytest.raises(asyncio.CancelledError):
                await first
            await second

    asyncio.run(run())
    assert sum(arrived.path == "/x" for arrived in server.arrived) == 1
