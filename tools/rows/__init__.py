"""What commands write with `--format json` that is neither a report of findings nor one on the estate, declared.

One entry a command, by its words behind `govkit`, and one a shape that several have. From the same declarations come
the JSON Schema that is published, the sections of the page of outputs, and what tests hold every output against.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import click

from tools.rows import books, desk, looking, mocks, others, reconciling, shapes
from tools.rows.notation import Json

FILE: Final = "rows.schema.json"
COMMANDS: Final[dict[str, Json]] = dict(
    sorted(
        {
            **mocks.COMMANDS,
            **books.COMMANDS,
            **desk.COMMANDS,
            **looking.COMMANDS,
            **reconciling.COMMANDS,
            **others.COMMANDS,
        }.items()
    )
)
"""What each command writes, by its words: `sync links import`."""

SHAPES: Final = shapes.SHAPES
"""What several commands write, by its name in `$defs`."""


def key_of(command: str) -> str:
    """The name in `$defs` of what a command writes: `sync-links-import`."""
    return command.removeprefix("govkit ").replace(" ", "-")


def schema() -> Json:
    """The JSON Schema (2020-12) of all of them. Objects stay open, for they may grow."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Rows of govkit",
        "description": "What commands write with `--format json`, each under `$defs` by its words: what `govkit sync "
        "events` writes is `#/$defs/sync-events`. Later versions may add properties.",
        "$defs": {**{key_of(name): form for name, form in COMMANDS.items()}, **SHAPES},
    }


def strict() -> Json:
    """The same for tests: an object has no member that is not declared, unless it says that it may."""
    closed: Json = _closed(schema())
    return closed


def is_of_rows(command: click.Command) -> bool:
    """Whether a command writes such JSON: it has a `--format` that is a plain choice with `json` among others."""
    return any(
        "--format" in option.opts and isinstance(option.type, click.Choice) and "json" in option.type.choices
        for option in command.params
    )


def of_rows(contexts: list[click.Context]) -> Iterator[str]:
    """The words of those commands that write such JSON."""
    return (one.command_path.removeprefix("govkit ") for one in contexts if is_of_rows(one.command))


def _closed(form: Any) -> Any:
    if isinstance(form, list):
        return [_closed(one) for one in form]
    if not isinstance(form, dict):
        return form
    found = {name: _closed(one) for name, one in form.items()}
    if isinstance(form.get("properties"), dict) and "type" in form:
        found.setdefault("additionalProperties", False)
    return found
