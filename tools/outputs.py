"""The page of what commands write for programs: exit codes, and the members of their JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import click

from govkit.reports.schema import report_schema
from govkit.reports.tables.json import schema as estate_schema
from tools import rows

_HEAD = """\
# Outputs for programs

What commands write with `--format json`, and their exit codes. Both are public: they change only with a major version.
JSON alone goes to standard output; notes, progress and errors go to standard error. Findings and reports are written
to a file by `--format json=FILE`. New members may come; ignore those that you do not know.

## Exit codes

| exit code | means |
|---|---|
| 0 | nothing at or above `--fail-on` (default `error`); the answer is yes |
| 1 | findings at or above it; the answer is no; some of what was asked was left out |
| 2 | the command, its configuration or its input is wrong: the message says where, and what to do |
| 3 | an error in govkit itself |
| 130 | interrupted (Ctrl-C) |"""

_ROWS = f"""\
## Rows

The other commands write what they know in forms of their own: the rows of a table as a list of objects, whole where
text shortens, or one object where something is done or one thing is looked at. What `--dry-run` writes says so in
`dryRun`. Moments are texts of ISO 8601 in UTC, amounts exact texts. The forms are one JSON Schema,
[{rows.FILE}]({rows.FILE}), with an entry under `$defs` for each command: what `govkit sync events` writes is
`#/$defs/sync-events`. Every member is always there, but for those that are marked as optional."""


def page(commands: Iterable[click.Context]) -> str:
    """The page, in Markdown, of all commands."""
    findings, reports = [], []
    for context in commands:
        for option in context.command.params:
            if "--format" not in option.opts:
                continue
            written_by = type(option.type).__module__
            if written_by == "govkit.cli.showing":
                reports.append(context.command_path)
            elif written_by == "govkit.cli.reporting":
                findings.append(context.command_path)
    parts = [_HEAD, *_document("Findings", "report.schema.json", report_schema(), findings)]
    parts += _document("Reports on the estate", "estate-report.schema.json", estate_schema(), reports)
    return "\n\n".join([*parts, _ROWS, *_commands()]) + "\n"


def schema_file() -> str:
    """The text of the JSON Schema of rows."""
    return json.dumps(rows.schema(), indent=2, ensure_ascii=False) + "\n"


def place_of(command: click.Command, path: str) -> str | None:
    """Where the page tells what a command writes, as a link from beside it; None where it writes nothing of that."""
    for option in command.params:
        if "--format" in option.opts:
            anchors = {"govkit.cli.showing": "reports-on-the-estate", "govkit.cli.reporting": "findings"}
            anchor = anchors.get(type(option.type).__module__)
            return f"outputs.md#{anchor or path.replace(' ', '-')}" if anchor or rows.is_of_rows(command) else None
    return None


def _listed(commands: Iterable[str]) -> str:
    return ", ".join(f"[`{name}`](commands.md#{name.replace(' ', '-')})" for name in commands)


def _document(title: str, file: str, schema: dict[str, Any], commands: list[str]) -> Iterator[str]:
    yield f"## {title}"
    yield f"{schema['description']} The form is a JSON Schema: [{file}]({file}). Written by {_listed(commands)}."
    yield _table(schema)
    for name, form in schema["$defs"].items():
        if file == "report.schema.json":
            yield f"### {name}"
            yield _table(form)


def _commands() -> Iterator[str]:
    """A section for each command that writes rows, and one for each shape that several write."""
    for name, form in rows.COMMANDS.items():
        yield f"### govkit {name}"
        more = "; as `cloudevents` a batch of CloudEvents 1.0" if name == "sync events" else ""
        yield f"Written by {_listed([f'govkit {name}'])}{more}."
        for one in form.get("anyOf", [form]):
            about, *table = _shown(one)
            yield from (about if one["type"] == "array" else f"{about} One object.", *table)
    yield "## What several of them write"
    for name, form in rows.SHAPES.items():
        yield f"### {name}"
        yield from _shown(form)


def _shown(form: dict[str, Any]) -> Iterator[str]:
    """One form in words, and its members."""
    if form.get("type") != "array":
        yield form["description"]
    elif "$ref" in form["items"]:
        yield f"{form['description']} A list of {_type(form['items'])}."
    else:
        about = form["items"]["description"]
        yield f"{form['description']} A list; each is {about[0].lower()}{about[1:]}"
    one = form.get("items", form)
    if one.get("properties"):
        yield _table(one)


def _table(schema: dict[str, Any]) -> str:
    return "\n".join(["| member | type | |", "|---|---|---|", *_rows(schema, "")])


def _rows(schema: dict[str, Any], before: str) -> Iterator[str]:
    """A row for each member, and below it one for each of its own, where it is an object or a list of such."""
    for name, form in schema["properties"].items():
        words = form.get("description", form.get("items", {}).get("description", ""))
        optional = "" if name in schema.get("required", ()) else ", optional"
        yield f"| `{before}{name}` | {_type(form)}{optional} | {_cell(words)} |"
        yield from _below(form, f"{before}{name}")


def _below(form: dict[str, Any], name: str) -> Iterator[str]:
    """Rows for the members of what a member holds: of an object, of the items of a list, of what has names."""
    more = form.get("additionalProperties")
    for below, mark in ((form, ""), (form.get("items", {}), "[]"), (more if isinstance(more, dict) else {}, ".*")):
        if "properties" in below:
            yield from _rows(below, f"{name}{mark}.")
        elif mark and below.get("type") == "object":
            yield from _below(below, f"{name}{mark}")


def _type(form: dict[str, Any]) -> str:
    if "$ref" in form:
        name = form["$ref"].rpartition("/")[2]
        return f"[{name}](#{name})"
    if "enum" in form or "const" in form:
        return ", ".join("null" if value is None else f"`{value}`" for value in form.get("enum", [form.get("const")]))
    if "anyOf" in form:
        return " or ".join(_type(one) for one in form["anyOf"])
    if form.get("format") == "date-time":
        return "moment or null" if "null" in form["type"] else "moment"
    names = form.get("type", "any value")
    listed = [names] if isinstance(names, str) else list(names)
    if isinstance(form.get("additionalProperties"), dict) and "properties" not in form["additionalProperties"]:
        return f"object of {_type(form['additionalProperties'])}"
    words = [{"boolean": "true or false", "string": "text", "array": "list"}.get(one, one) for one in listed]
    if "items" in form and "properties" not in form["items"]:
        words[0] += f" of {_type(form['items'])}" if _type(form["items"]) != "any value" else ""
    return " or ".join(words)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
