"""What commands write for programs, held in all tests against the schema that is published of it.

The schema is taken strictly here: a member that it does not name is wrong, as is a moment that is none. What a command
of a test writes is held whether it runs in this process (`watched`) or in one of `tests.commands` (`held_of`). What is
wrong fails the test in whose course it was written, whatever the test itself looks at.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import pairwise
from typing import Any

import click
import jsonschema_rs
import pytest

from govkit.cli.rows import Rows

_wrong: list[str] = []


def hold(command: str, value: Any) -> None:
    """Notes where a value is not what a command (`sync events`) is declared to write."""
    _wrong.extend(flaws(command, value))


def settle() -> None:
    """Raises AssertionError for what was noted since this was asked last."""
    found, _wrong[:] = list(_wrong), []
    assert not found, "no schema has what was written (tools/rows declares it):\n" + "\n".join(found)


def forget() -> None:
    """Forgets what was noted: the test has failed already."""
    _wrong.clear()


def flaws(command: str, value: Any) -> list[str]:
    """Where a value is not what a command is declared to write: of several forms, what the nearest one says."""
    validators = _validators(command)
    if not validators:
        return [f"govkit {command}: nothing is declared"]
    found = [[_words(one) for one in validator.iter_errors(value)] for validator in validators]
    return [f"govkit {command}: {one}" for one in min(found, key=len)] if all(found) else []


def held_of(arguments: Sequence[str], written: bytes) -> None:
    """Holds what a command wrote that ran elsewhere, where it was asked for JSON."""
    asked = list(map(str, arguments))
    if written and ("--format=json" in asked or ("--format", "json") in pairwise(asked)):
        command = _named(asked)
        if command is not None:
            hold(command, json.loads(written))


@contextmanager
def watched() -> Iterator[None]:
    """Holds all that commands write in this process; what they would write, as far as it is the same for people."""
    show, say, table = Rows.document, Rows.say, Rows.table

    def document(value: Any) -> None:
        show(value)
        _hold_now(value)

    def told(self: Rows, text: str, value: Any) -> int:
        if not self.is_json:
            _hold_now(value)
        return say(self, text, value)

    def listed(self: Rows, title: str, columns: Any, rows: Iterable[dict[str, Any]], empty: str) -> int:
        found = list(rows)
        if not self.is_json and _command().startswith("mock "):  # others have other rows for people
            _hold_now(found)
        return table(self, title, columns, found, empty)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rows, "document", staticmethod(document))
        patch.setattr(Rows, "say", told)
        patch.setattr(Rows, "table", listed)
        yield


def _hold_now(value: Any) -> None:
    from govkit.reports.jsontext import dumps

    hold(_command(), json.loads(dumps(value)))


def _command() -> str:
    """The words of the command that runs, without `govkit`."""
    context: click.Context | None = click.get_current_context()
    words: list[str] = []
    while context is not None and context.parent is not None:
        words.insert(0, str(context.info_name))
        context = context.parent
    return " ".join(words)


def _named(arguments: Sequence[str]) -> str | None:
    from tools import rows

    lengths = range(min(3, len(arguments)), 0, -1)
    return next((name for size in lengths if (name := " ".join(arguments[:size])) in rows.COMMANDS), None)


@cache
def _validators(command: str) -> list[jsonschema_rs.Draft202012Validator]:
    from tools import rows

    if command not in rows.COMMANDS:
        return []
    whole = rows.strict()
    form = whole["$defs"][rows.key_of(command)]
    made: Callable[..., jsonschema_rs.Draft202012Validator] = jsonschema_rs.Draft202012Validator
    return [made({**one, "$defs": whole["$defs"]}, validate_formats=True) for one in form.get("anyOf", [form])]


def _words(error: jsonschema_rs.ValidationError) -> str:
    at = "/".join(map(str, error.instance_path))
    return f"{at or 'the whole'}: {error.message[:400]}"
