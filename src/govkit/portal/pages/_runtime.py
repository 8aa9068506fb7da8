"""What pages about the runtime have in common: its database, and what they show where there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any

from govkit.errors import GovkitError
from govkit.portal.page import Absent, Ask

if TYPE_CHECKING:
    from govkit.sync.store.database import Database, Reading

_GREATEST = 2**63 - 1
"""What a database can hold."""


class NoRuntime(Exception):
    """There is no database to ask; why, and how to get one."""

    def __init__(self, why: str, hint: str) -> None:
        super().__init__(why)
        self.why = why
        self.hint = hint


@contextmanager
def runtime(ask: Ask) -> Iterator[Database]:
    """The database of the runtime. Raises NoRuntime."""
    if ask.state.database is None:
        raise NoRuntime("the portal was given no database", "")
    with ExitStack() as opened:
        try:
            database = opened.enter_context(ask.state.database())
        except GovkitError as error:
            raise NoRuntime(error.message, error.hint or "") from error
        yield database


@contextmanager
def reading(ask: Ask) -> Iterator[Reading]:
    """A connection that reads. Raises NoRuntime."""
    with runtime(ask) as database, database.reading() as connection:
        yield connection


def of_runtime(title: str) -> Callable[[Callable[[Ask], dict[str, Any]]], Callable[[Ask], dict[str, Any]]]:
    """For a page that shows what happened: where there is no database, how to get one."""

    def decorated(make: Callable[[Ask], dict[str, Any]]) -> Callable[[Ask], dict[str, Any]]:
        @wraps(make)
        def made(ask: Ask) -> dict[str, Any]:
            try:
                return make(ask)
            except NoRuntime as none:
                return {"title": title, "template": "no-runtime", "why": none.why, "hint": none.hint}

        return made

    return decorated


def number_in(text: str, what: str) -> int:
    """A number from a path. Raises Absent for what is none."""
    if text.isascii() and text.isdecimal() and len(text) <= len(str(_GREATEST)) and 0 < int(text) <= _GREATEST:
        return int(text)
    raise Absent(f"There is no {what} {text[:40]}.")
