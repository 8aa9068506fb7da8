"""What these commands have in common: where the mocks are, and how their answers are shown."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec

import click

from govkit.cli import output
from govkit.cli.reporting import color_option
from govkit.errors import UsageError
from govkit.mocks.remote import DEFAULT_URL, Remote

_P = ParamSpec("_P")


class Talk:
    """A talk with mocks: `remote` asks them, the rest shows what they said."""

    def __init__(self, url: str, form: str, color: str, show_all: bool) -> None:
        self.remote = Remote(url)
        self._form = form
        self._color = color
        self._show_all = show_all

    def say(self, text: str, value: Any) -> int:
        """Says what was done: in words, or the answer as JSON."""
        self._show(value) if self._form == "json" else click.echo(text)
        return 0

    def table(self, title: str, columns: Sequence[tuple[str, str]], rows: Iterable[dict[str, Any]], empty: str) -> int:
        """Shows rows: as a table of (member, heading), or whole as JSON."""
        found = list(rows)
        if self._form == "json":
            self._show(found)
            return 0
        from govkit.gate.answers.report import Column, ColumnType, Table
        from govkit.reports import RenderOptions
        from govkit.reports.tables.text import table_lines

        numbers = {name for name, _ in columns if found and all(isinstance(row.get(name), int | None) for row in found)}
        table = Table(
            name="mocks",
            title=title,
            columns=tuple(
                Column(name, heading, ColumnType.COUNT if name in numbers else ColumnType.TEXT)
                for name, heading in columns
            ),
            rows=tuple(tuple(_cell(row.get(name)) for name, _ in columns) for row in found),
            empty=empty,
        )
        options = RenderOptions(width=output.terminal_width(), show_all=self._show_all)
        output.show(list(table_lines(table, options)), self._color)
        return 0

    @staticmethod
    def _show(value: Any) -> None:
        from govkit.reports.jsontext import dumps

        output.show(f"{dumps(value)}\n")


def _cell(value: Any) -> str | int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def talking(function: Callable[Concatenate[Talk, _P], int]) -> Callable[..., int]:
    """The options of a command that talks to mocks, which is handed the talk as its first argument."""

    @click.option(
        "--url",
        envvar="GOVKIT_MOCK_URL",
        default=DEFAULT_URL,
        show_default=True,
        help="Where the mocks are served; the variable GOVKIT_MOCK_URL says the same.",
    )
    @click.option(
        "--format",
        "form",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        help="How it is written.",
    )
    @click.option("--all", "show_all", is_flag=True, help="Show every row; text otherwise shows 200.")
    @color_option
    @wraps(function)
    def wrapped(*args: Any, **kwargs: Any) -> int:
        talk = Talk(*(kwargs.pop(name) for name in ("url", "form", "color", "show_all")))
        return function(talk, *args, **kwargs)

    return wrapped


def json_in(text: str, what: str) -> Any:
    """A JSON text, or `@FILE` that holds one (or YAML). Raises UsageError, InputError."""
    if text.startswith("@"):
        return tree_in(Path(text[1:]))
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{what} is no JSON: {error}", hint="write JSON, or @FILE") from error


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


def tree_in(path: Path) -> Any:
    """What a file of JSON or YAML holds. Raises UsageError, InputError."""
    from govkit.spec.documents import parse

    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}") from error
    return parse(data, str(path)).tree


def narrowed(**asked: Any) -> dict[str, Any]:
    """What was asked for, without what was not."""
    return {name: value for name, value in asked.items() if value is not None}
