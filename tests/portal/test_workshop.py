"""What takes long is worked out aside, and whoever asks for it meanwhile is told so."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.responses import PlainTextResponse, Response

from govkit.cli.sync.up import stamps_of
from govkit.errors import InputError
from govkit.portal.application import application
from govkit.portal.pages import entries
from govkit.portal.patience import Patience
from govkit.portal.state import Held, State
from govkit.portal.workshop import Workshop, ahead
from tests.portal.conftest import HOST, reader_of


def _process(_: State) -> int:
    return os.getpid()


def _teams(state: State, least: int) -> tuple[str, ...]:
    return tuple(state.estate.teams) if len(state.estate.teams) >= least else ()


def _wrong(_: State) -> None:
    raise InputError("this cannot be read", hint="mend it")


def _local(_: State) -> threading.Lock:
    return threading.Lock()


@pytest.fixture
def held(small: Path) -> Iterator[Held]:
    made = Held(small, stamps_of(small))
    made.begin()
    yield made
    made.close()


@pytest.fixture
def workshop(held: Held) -> Workshop:
    found = held.state.workshop
    assert found is not None
    return found


def test_what_takes_long_is_made_by_other_processes(held: Held, workshop: Workshop) -> None:
    waited = workshop.made(held.state, _process)
    with ahead():
        unasked = workshop.made(held.state, _process)
    assert len({os.getpid(), waited, unasked}) == 3


def test_what_was_written_since_is_read_there_too(held: Held, workshop: Workshop, small: Path) -> None:
    assert workshop.made(held.state, _teams, 1) == ("finance",)
    text = (small / "catalog/teams/finance.yaml").read_text()
    (small / "catalog/teams/sales.yaml").write_text(text.replace("finance", "sales"))
    assert held.look()
    assert workshop.made(held.state, _teams, 1) == ("finance", "sales")


def test_what_goes_wrong_there_is_raised_here(held: Held, workshop: Workshop) -> None:
    with pytest.raises(InputError, match="this cannot be read") as raised:
        workshop.made(held.state, _wrong)
    assert raised.value.hint == "mend it"


def test_what_cannot_be_sent_is_made_here(held: Held, workshop: Workshop) -> None:
    assert workshop.made(held.state, _local).acquire()


def test_pages_come_without_the_processes_too(held: Held, workshop: Workshop, small: Path) -> None:
    workshop.close()
    assert workshop.made(held.state, _process) == os.getpid()
    assert "finance" in reader_of(small, held).get("/ownership").text


def test_pages_are_the_same_with_the_processes(held: Held, small: Path) -> None:
    alone = reader_of(small)
    aside = reader_of(small, held)
    for path in ("/ownership", "/coverage", "/scorecard", "/teams/finance", "/search?q=finance"):
        assert aside.get(path).text == alone.get(path).text, path


def test_a_page_that_is_not_yet_worked_out_says_so_and_comes_later(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks again gets what was made meanwhile: it is made once."""
    free, asked = threading.Event(), []
    listed = entries.listed

    def slow(*args: object) -> object:
        asked.append(args)
        assert free.wait(30)
        return listed(*args)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(entries, "listed", slow)

    async def ask() -> tuple[httpx.Response, httpx.Response]:
        transport = httpx.ASGITransport(application(held, frozenset({HOST}), patience=0.05))
        async with httpx.AsyncClient(transport=transport, base_url=f"http://{HOST}") as client:
            first = await client.get("/teams?q=finance")
            free.set()
            second = await client.get("/teams?q=finance")
            while second.status_code == 202:
                second = await client.get("/teams?q=finance")
            return first, second

    first, second = asyncio.run(ask())
    assert first.status_code == 202
    assert "still being worked out" in first.text
    assert '<a href="/teams?q=finance">Look again</a>' in first.text
    assert "content-security-policy" in first.headers
    assert second.status_code == 200
    assert "/teams/finance" in second.text
    assert len(asked) == 1


def test_an_answer_is_given_to_who_asked_for_it_alone() -> None:
    async def ask() -> list[bytes | None]:
        patience, free = Patience(0.01), asyncio.Event()

        async def make(text: str) -> Response:
            await free.wait()
            return PlainTextResponse(text)

        said = [await patience.answer(name, lambda name=name: make(name)) for name in ("anna", "ben")]  # type: ignore[misc]  # its default
        free.set()
        said += [await patience.answer(name, lambda: make("new")) for name in ("ben", "anna", "anna")]
        return [bytes(one.body) if one is not None else None for one in said]

    assert asyncio.run(ask()) == [None, None, b"ben", b"anna", b"new"]


def test_what_was_written_is_seen_by_who_comes_back_to_a_page_that_was_being_made() -> None:
    async def asked() -> list[bytes | None]:
        patience, free = Patience(0.01), asyncio.Event()

        async def make(text: str) -> Response:
            await free.wait()
            return Response(text)

        said = [await patience.answer("page", lambda: make("before"))]
        patience.forget()
        free.set()
        said.append(await patience.answer("page", lambda: make("after")))
        return [bytes(one.body) if one is not None else None for one in said]

    assert asyncio.run(asked()) == [None, b"after"]
