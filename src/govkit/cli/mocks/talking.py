"""What these commands have in common: where the mocks are, and how their answers are shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

import click

from govkit.cli.rows import Rows, json_in, row_options
from govkit.errors import UsageError
from govkit.mocks.remote import DEFAULT_URL, Remote

_P = ParamSpec("_P")


class Talk:
    """A talk with mocks: `remote` asks them, the rest shows what they said."""

    def __init__(self, url: str, rows: Rows) -> None:
        self.remote = Remote(url)
        self.say = rows.say
        self.table = rows.table


def talking(function: Callable[Concatenate[Talk, _P], int]) -> Callable[..., int]:
    """The options of a command that talks to mocks, which is handed the talk as its first argument."""

    @click.option(
        "--url",
        envvar="GOVKIT_MOCK_URL",
        default=DEFAULT_URL,
        show_default=True,
        help="Where the mocks are served; the variable GOVKIT_MOCK_URL says the same.",
    )
    @row_options
    @wraps(function)
    def wrapped(rows: Rows, *args: Any, **kwargs: Any) -> int:
        return function(Talk(kwargs.pop("url"), rows), *args, **kwargs)

    return wrapped


def member(text: str) -> tuple[str, Any]:
    """`NAME=VALUE`, the value being JSON or a text. Raises UsageError."""
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise UsageError(f"{text!r} has no value", hint="write NAME=VALUE, as in status=503")
    try:
        return name, json_in(value, name)
    except UsageError:
        if value[:1] in ("{", "[", '"', "@"):
            raise
        return name, value


def narrowed(**asked: Any) -> dict[str, Any]:
    """What was asked for, without what was not."""
    return {name: value for name, value in asked.items() if value is not None}
