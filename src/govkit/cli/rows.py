"""Rows on a terminal or as JSON, and JSON that commands are given."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

import click

from govkit.cli import output
from govkit.cli.reporting import color_option
from govkit.errors import UsageError

if TYPE_CHECKING:
    from govkit.gate.answers.report import Cell
    from govkit.reports.spans import Line

_P = ParamSpec("_P")


class Rows:
    """How rows are shown: as a table, or whole as JSON."""

    def __init__(self, form: str, color: str, show_all: bool) -> None:
        self.form = form
        self.is_json = form == "json"
        self._color = color
        self._show_all = show_all

    def say(self, text: str, value: Any) -> int:
        """Says what was done: in words, or the answer as JSON."""
        self.document(value) if self.is_json else output.say(text)
        return 0

    def table(self, title: str, columns: Sequence[tuple[str, str]], rows: Iterable[dict[str, Any]], empty: str) -> int:
        """Shows rows: as a table of (member, heading), or whole as JSON."""
        found = list(rows)
        if self.is_json:
            self.document(found)
        else:
            self.lines(self.table_lines(title, columns, found, empty))
        return 0

    def table_lines(
        self, title: str, columns: Sequence[tuple[str, str]], rows: Sequence[dict[str, Any]], empty: str
    ) -> list[Line]:
        """The lines of a table of (member, heading), as wide as the terminal."""
        from govkit.gate.answers.report import Column, ColumnType, Table
        from govkit.reports import RenderOptions
        from govkit.reports.tables.text import table_lines

        numbers = {name for name, _ in columns if rows and all(isinstance(row.get(name), int | None) for row in rows)}
        lists = {name: ColumnType.NAMES for name, _ in columns if any(isinstance(row.get(name), tuple) for row in rows)}
        table = Table(
            name="rows",
            title=title,
            columns=tuple(
                Column(name, heading, ColumnType.COUNT if name in numbers else lists.get(name, ColumnType.TEXT))
                for name, heading in columns
            ),
            rows=tuple(tuple(_cell(row.get(name)) for name, _ in columns) for row in rows),
            empty=empty,
        )
        options = RenderOptions(width=output.terminal_width(), show_all=self._show_all)
        return list(table_lines(table, options))

    def lines(self, lines: Sequence[Line]) -> None:
        """Shows lines."""
        output.show(list(lines), self._color)

    @staticmethod
    def document(value: Any) -> None:
        """Shows a value as JSON."""
        from govkit.reports.jsontext import dumps

        output.show(f"{dumps(value)}\n")


def _cell(value: Any) -> Cell:
    if isinstance(value, tuple):
        return tuple(map(str, value))
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def row_options(function: Callable[Concatenate[Rows, _P], int]) -> Callable[..., int]:
    """The options of a command that shows rows, which is handed them as its first argument."""
    return row_options_in()(function)


def row_options_in(*more: str) -> Callable[[Callable[Concatenate[Rows, _P], int]], Callable[..., int]]:
    """The same for a command that knows more forms, which it writes itself."""

    def decorated(function: Callable[Concatenate[Rows, _P], int]) -> Callable[..., int]:
        @click.option(
            "--format",
            "form",
            type=click.Choice(["text", "json", *more]),
            default="text",
            show_default=True,
            help="How it is written.",
        )
        @click.option("--all", "show_all", is_flag=True, help="Show every row; text otherwise shows 200.")
        @color_option
        @wraps(function)
        def wrapped(*args: Any, **kwargs: Any) -> int:
            rows = Rows(*(kwargs.pop(name) for name in ("form", "color", "show_all")))
            return function(rows, *args, **kwargs)

        return wrapped

    return decorated


def json_in(text: str, what: str) -> Any:
    """A JSON text, or `@FILE` that holds one (or YAML). Raises UsageError, InputError."""
    if text.startswith("@"):
        return tree_in(Path(text[1:]))
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{what} is no JSON: {error}", hint="write JSON, or @FILE") from error


def tree_in(path: Path) -> Any:
    """What a file of JSON or YAML holds. Raises UsageError, InputError."""
    from govkit.spec.documents import parse

    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}") from error
    return parse(data, str(path)).tree
