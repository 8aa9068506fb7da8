"""Lists over their pages, however the next page is asked for."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, parse_qsl

import pytest
from pydantic import BaseModel, Field

from govkit.client import (
    ApiError,
    AsyncClient,
    AsyncPager,
    Media,
    NotFound,
    Operation,
    Pager,
    Paging,
    PagingError,
    Parameter,
    SyncClient,
)
from tests.client.conftest import Caller
from tests.client.recorder import Arrived, Recorder, Reply

THINGS = [{"id": f"t{number}"} for number in range(7)]


def listing(paging: Paging, *parameters: str, kind: Any = Any) -> Operation[Any]:
    results = {"200": (Media("application/json", type=kind),)}
    return Operation("list", "GET", "/x", tuple(map(Parameter, parameters)), results=results, paging=paging)


def asked(arrived: Arrived) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(arrived.query).items()}


def by_cursor(arrived: Arrived) -> Reply:
    start = int(asked(arrived).get("cursor", "0"))
    end = start + 3
    return Reply.json({"data": THINGS[start:end], "meta": {"next": str(end) if end < 7 else None}})


def by_last_id(arrived: Arrived) -> Reply:
    after = asked(arrived).get("after")
    start = 0 if after is None else int(after[1:]) + 1
    return Reply.json({"data": THINGS[start : start + 3], "more": start + 3 < 7})


def by_page(arrived: Arrived) -> Reply:
    number = int(asked(arrived).get("page", "1"))
    return Reply.json({"data": THINGS[number * 3 - 3 : number * 3], "pages": 3})


def by_offset(arrived: Arrived) -> Reply:
    start = int(asked(arrived).get("offset", "0"))
    return Reply.json({"data": THINGS[start : start + 3], "total": 7})


def by_link(arrived: Arrived) -> Reply:
    start = int(asked(arrived).get("start", "0"))
    following = f'</x?start={start + 3}&q=1>; title="a, b"; rel="next"' if start + 3 < 7 else ""
    return Reply.json(THINGS[start : start + 3], Link=f'</x>; rel="first", {following}'.rstrip(", "))


def by_url(arrived: Arrived) -> Reply:
    start = int(asked(arrived).get("start", "0"))
    return Reply.json({"data": THINGS[start : start + 3], "next": f"?start={start + 3}" if start + 3 < 7 else None})


CURSOR = Paging("cursor", "/data", "cursor", next="/meta/next")

WAYS: list[tuple[Callable[[Arrived], Reply], Operation[Any], tuple[Any, ...]]] = [
    (by_cursor, listing(CURSOR, "cursor"), (None,)),
    (by_last_id, listing(Paging("cursor", "/data", "after", next="/data/-1/id", more="/more"), "after"), (None,)),
    (by_page, listing(Paging("page", "/data", "page", pages="/pages"), "page"), (None,)),
    (by_page, listing(Paging("page", "/data", "page"), "page"), (None,)),
    (by_offset, listing(Paging("offset", "/data", "offset", total="/total"), "offset"), (None,)),
    (by_offset, listing(Paging("offset", "/data", "offset"), "offset", "limit"), (None, 3)),
    (by_link, listing(Paging("link")), ()),
    (by_url, listing(Paging("url", "/data", next="/next")), ()),
]


@pytest.mark.parametrize(("answer", "operation", "arguments"), WAYS)
def test_all_items_come_once_and_in_order(
    caller: Caller, server: Recorder, answer: Any, operation: Operation[Any], arguments: tuple[Any, ...]
) -> None:
    server.answer = answer
    assert [item for items in caller.pages(operation, arguments) for item in items] == THINGS


@pytest.mark.parametrize(("answer", "operation", "arguments"), WAYS)
def test_an_empty_list_is_asked_for_once(
    caller: Caller, server: Recorder, answer: Any, operation: Operation[Any], arguments: tuple[Any, ...]
) -> None:
    empty: Any = {"data": [], "more": False, "total": 0, "pages": 0}
    server.answer = [Reply.json(empty if operation.paging and operation.paging.items else [])]
    assert caller.pages(operation, arguments) == [[]]
    assert len(server.arrived) == 1


def test_a_list_begins_where_the_caller_says(caller: Caller, server: Recorder) -> None:
    server.answer = by_cursor
    assert [len(items) for items in caller.pages(listing(CURSOR, "cursor"), ("3",))] == [3, 1]


def test_a_full_last_page_is_the_last_where_the_total_says_so(caller: Caller, server: Recorder) -> None:
    server.answer = lambda arrived: Reply.json({"data": THINGS[:3], "total": 3})
    caller.pages(listing(Paging("offset", "/data", "offset", total="/total"), "offset"), (None,))
    assert len(server.arrived) == 1


def test_a_provider_that_gives_fewer_than_asked_is_asked_on(caller: Caller, server: Recorder) -> None:
    server.answer = by_offset
    found = caller.pages(listing(Paging("offset", "/data", "offset"), "offset", "limit"), (None, 100))
    assert sum(map(len, found)) == 7


def test_other_arguments_stay_the_same_over_all_pages(caller: Caller, server: Recorder) -> None:
    server.answer = by_cursor
    caller.pages(listing(CURSOR, "q", "cursor"), ("a b", None))
    assert [parse_qsl(arrived.query) for arrived in server.arrived] == [
        [("q", "a b")],
        [("q", "a b"), ("cursor", "3")],
        [("q", "a b"), ("cursor", "6")],
    ]


def test_a_cursor_may_go_into_the_body(server: Recorder) -> None:
    def answer(arrived: Arrived) -> Reply:
        paging = json.loads(arrived.body)["page"]
        start = int(paging.get("cursor", 0))
        return Reply.json({"data": THINGS[start : start + 3], "next": str(start + 3) if start + 3 < 7 else None})

    server.answer = answer
    paging = Paging("cursor", "/data", member="/page/cursor", next="/next")
    json_ = Media("application/json")
    search: Operation[Any] = Operation("search", "POST", "/x", body=json_, results={"200": (json_,)}, paging=paging)
    with SyncClient(server.url) as client:
        body = {"filter": Thing(id="a"), "page": {"size": 3}}
        assert list(Pager[Any, Any](client, search, (), body)) == THINGS
    assert [json.loads(arrived.body) for arrived in server.arrived[1:]] == [
        {"filter": {"id": "a"}, "page": {"size": 3, "cursor": "3"}},
        {"filter": {"id": "a"}, "page": {"size": 3, "cursor": "6"}},
    ]


def test_a_cursor_that_comes_again_ends_in_an_error(caller: Caller, server: Recorder) -> None:
    server.answer = [Reply.json({"data": THINGS, "meta": {"next": "same"}})]
    with pytest.raises(PagingError, match="the same cursor again"):
        caller.pages(listing(CURSOR, "cursor"), (None,))
    assert len(server.arrived) == 2


def test_a_provider_that_counts_all_items_is_not_asked_behind_them(caller: Caller, server: Recorder) -> None:
    server.answer = lambda arrived: Reply.json({"data": by_page_items(arrived), "count": 7})
    found = caller.pages(listing(Paging("page", "/data", "page", total="/count"), "page"), (None,))
    assert [len(items) for items in found] == [3, 3, 1]
    assert len(server.arrived) == 3


def by_page_items(arrived: Arrived) -> list[Any]:
    number = int(asked(arrived).get("page", "1"))
    return THINGS[number * 3 - 3 : number * 3]


def test_a_page_that_comes_again_ends_in_an_error(caller: Caller, server: Recorder) -> None:
    server.answer = [Reply.json({"data": THINGS})]
    with pytest.raises(PagingError, match="the same page again"):
        caller.pages(listing(Paging("page", "/data", "page"), "page"), (None,))
    assert len(server.arrived) == 2


def test_a_next_page_on_another_server_gets_no_credentials(caller: Caller, server: Recorder) -> None:
    server.answer = [Reply.json([1], Link='<http://127.0.0.2:9/x>; rel="next"')]
    with pytest.raises(PagingError, match="on another server"):
        caller.pages(listing(Paging("link")))


def test_a_page_without_its_list_is_told(caller: Caller, server: Recorder) -> None:
    server.answer = [Reply.json({"data": {"a": 1}})]
    with pytest.raises(PagingError, match="no list of items stands at /data"):
        caller.pages(listing(CURSOR, "cursor"), (None,))


def test_an_error_in_the_middle_keeps_what_came_before(server: Recorder) -> None:
    server.answer = [by_cursor(Arrived("GET", "/x", [], b"")), Reply(404)]
    with SyncClient(server.url) as client:
        pager = Pager[Any, Any](client, listing(CURSOR, "cursor"), (None,))
        seen: list[Any] = []
        with pytest.raises(NotFound):
            seen.extend(iter(pager))
    assert seen == THINGS[:3]


class Thing(BaseModel):
    id: str


class Meta(BaseModel):
    following: str | None = Field(default=None, validation_alias="next", serialization_alias="next")


class Page(BaseModel):
    data: list[Thing]
    meta: Meta


def test_pointers_lead_through_models(server: Recorder) -> None:
    server.answer = by_cursor
    with SyncClient(server.url) as client:
        pager = Pager[Page, Thing](client, listing(CURSOR, "cursor", kind=Page), (None,))
        assert [thing.id for thing in pager] == [f"t{number}" for number in range(7)]
        assert [len(page.data) for page in pager.pages()] == [3, 3, 1]


def test_a_page_is_asked_for_when_it_is_wanted(server: Recorder) -> None:
    server.answer = by_cursor
    with SyncClient(server.url) as client:
        items = iter(Pager[Any, Any](client, listing(CURSOR, "cursor"), (None,)))
        for _ in range(3):
            next(items)
        assert len(server.arrived) == 1
        next(items)
        assert len(server.arrived) == 2


def test_whoever_leaves_in_the_middle_of_a_page_leaves_the_client_whole(server: Recorder) -> None:
    server.answer = by_cursor

    async def run() -> None:
        async with AsyncClient(server.url) as client:
            pager = AsyncPager[Any, Any](client, listing(CURSOR, "cursor"), (None,))
            async for item in pager:
                if item["id"] == "t1":
                    break
            assert [item["id"] async for item in pager] == [f"t{number}" for number in range(7)]

    asyncio.run(run())
    assert server.connections == 1


def test_a_task_that_is_cancelled_in_the_middle_of_a_page_leaves_the_client_whole(server: Recorder) -> None:
    """The second page hangs; its reader is cancelled; others go on, and the pool has its connection back."""
    held = asyncio.Event()

    def pieces() -> Any:
        yield b'{"data": ['
        loop.call_soon_threadsafe(held.set)
        import time

        time.sleep(0.3)
        yield b"]}"

    server.answer = lambda arrived: (
        Reply(200, headers={"Content-Type": "application/json"}, pieces=pieces)
        if asked(arrived).get("cursor") == "3"
        else by_cursor(arrived)
    )
    loop = asyncio.new_event_loop()

    async def run() -> list[Any]:
        async with AsyncClient(server.url) as client:
            operation = listing(CURSOR, "cursor")
            seen = []

            async def read() -> None:
                async for item in AsyncPager[Any, Any](client, operation, (None,)):
                    seen.append(item["id"])

            reading = asyncio.create_task(read())
            await held.wait()
            reading.cancel()
            with pytest.raises(asyncio.CancelledError):
                await reading
            assert seen == ["t0", "t1", "t2"]
            return [item["id"] async for item in AsyncPager[Any, Any](client, operation, ("6",))]

    try:
        assert loop.run_until_complete(run()) == ["t6"]
    finally:
        loop.close()


def test_what_is_no_list_has_no_pages(caller: Caller) -> None:
    with pytest.raises(PagingError, match="get has no pages"):
        caller.pages(Operation("get", "GET", "/x"))


def test_the_error_of_a_page_is_that_of_its_operation(caller: Caller, server: Recorder) -> None:
    server.answer = [Reply(400, json.dumps({"error": "bad cursor"}).encode(), {"Content-Type": "application/json"})]
    with pytest.raises(ApiError, match="list: 400 Bad Request: bad cursor"):
        caller.pages(listing(CURSOR, "cursor"), (None,))
