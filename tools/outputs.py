"""The page of what commands write for programs: exit codes, and the members of their JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import click

from govkit.reports.schema import report_schema
from govkit.reports.tables.json import schema as estate_schema

_HEAD = """\
# Outputs for programs

What commands write with `--format json`, and their exit codes. Both are public: they change only with a major version.
JSON alone goes to standard output; notes, progress and errors go to standard error. `--format json=FILE`
writes to a file. New members may come; ignore those that you do not know.

## Exit codes

| exit code | means |
|---|---|
| 0 | nothing at or above `--fail-on` (default `error`); the answer is yes |
| 1 | findings at or above it; the answer is no; some of what was asked was left out |
| 2 | the command, its configuration or its input is wrong: the message says where, and what to do |
| 3 | an error in govkit itself |
| 130 | interrupted (Ctrl-C) |"""

_RULES = """\
## The list of rules

`govkit rules --format json` writes `govkit` (the version) and `rules`, a list:

| member | type | |
|---|---|---|
| `id` | text | its name in findings, policies and waivers |
| `severity` | `error`, `warning`, `info` | where no policy says otherwise |
| `stricter` | true or false | whether comparators of pacts do not know it |
| `summary`, `rationale`, `fix` | text | what it finds, why that matters, what to do |"""

_ROWS = """\
## Rows

The commands below `govkit mock`, `govkit sync` and `govkit portal token` write the rows of their tables: a JSON list of
objects, one a row, whole where text shortens. Where something is done or one thing is looked at, it is one object; what
`--dry-run` writes says so in `dryRun`."""


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
    return "\n\n".join([*parts, _RULES, _ROWS]) + "\n"


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


def _table(schema: dict[str, Any]) -> str:
    return "\n".join(["| member | type | |", "|---|---|---|", *_rows(schema, "")])


def _rows(schema: dict[str, Any], before: str) -> Iterator[str]:
    """A row for each member, and below it one for each of its own, where it is an object or a list of such."""
    for name, form in schema["properties"].items():
        words = form.get("description", form.get("items", {}).get("description", ""))
        yield f"| `{before}{name}` | {_type(form)} | {_cell(words)} |"
        for below, mark in ((form, "."), (form.get("items", {}), "[].")):
            if "properties" in below:
                yield from _rows(below, f"{before}{name}{mark}")


def _type(form: dict[str, Any]) -> str:
    if "$ref" in form:
        name = form["$ref"].rpartition("/")[2]
        return f"[{name}](#{name})"
    if "enum" in form or "const" in form:
        return ", ".join("null" if value is None else f"`{value}`" for value in form.get("enum", [form.get("const")]))
    if "anyOf" in form:
        return " or ".join(_type(one) for one in form["anyOf"])
    names = form.get("type", "any value")
    listed = [names] if isinstance(names, str) else list(names)
    words = [{"boolean": "true or false", "string": "text", "array": "list"}.get(one, one) for one in listed]
    if "items" in form and "properties" not in form["items"]:
        words[0] += f" of {_type(form['items'])}" if _type(form["items"]) != "any value" else ""
    return " or ".join(words)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
