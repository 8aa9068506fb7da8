"""A report as one JSON document, and the schema of that. It may only grow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from govkit import __version__
from govkit.gate.answers.report import ColumnType
from govkit.reports.document import document_of
from govkit.reports.format import RenderOptions
from govkit.reports.jsontext import dumps
from govkit.reports.schema import report_schema
from govkit.reports.tables.cells import value

if TYPE_CHECKING:
    from govkit.gate.answers.report import Release, Report, Table


def render(report: Report, options: RenderOptions) -> str:
    """The text of the document."""
    return dumps(document(report)) + "\n"


def document(report: Report) -> dict[str, Any]:
    """The document: rows as objects, by the names of their columns."""
    said = document_of(report.outcome)
    return {
        "govkit": __version__,
        "command": report.outcome.command,
        "report": report.name,
        "title": report.title,
        "on": report.on.isoformat(),
        "about": report.about,
        "notes": list(report.notes),
        "summary": said["summary"],
        "figures": [
            {"name": one.name, "title": one.title, "value": one.value, "bad": one.bad} for one in report.figures
        ],
        "tables": [_table(table) for table in report.tables],
        "pictures": [
            {"name": one.name, "title": one.title, "mermaid": one.mermaid(), "svg": one.document()}
            for one in report.pictures
        ],
        "releases": [_release(release) for release in report.releases],
        "findings": said["findings"],
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "name": table.name,
        "title": table.title,
        "columns": [{"name": one.name, "title": one.title, "type": one.type.value} for one in table.columns],
        "rows": [
            {column.name: value(cell) for column, cell in zip(table.columns, row, strict=True)} for row in table.rows
        ],
    }


def _release(release: Release) -> dict[str, Any]:
    said = document_of(release.outcome) if release.outcome is not None else None
    return {
        "version": release.version,
        "lifecycle": release.lifecycle,
        "released": value(release.released),
        "before": release.before,
        "note": release.note,
        "semver": said["semver"] if said else None,
        "findings": said["findings"] if said else [],
    }


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the document. Objects stay open, for the document may grow."""
    text = {"type": "string"}
    of_findings = report_schema()
    figure = _object({"name": text, "title": text, "value": {"type": "integer"}, "bad": {"type": "boolean"}})
    column = _object({"name": text, "title": text, "type": {"enum": [one.value for one in ColumnType]}})
    quantity = _object({"value": {"type": "number"}, "unit": text})
    cell = {"anyOf": [{"type": ["string", "integer", "null"]}, {"type": "array", "items": text}, quantity]}
    table = _object(
        {
            "name": text,
            "title": text,
            "columns": _array(column),
            "rows": _array({"type": "object", "additionalProperties": cell}),
        }
    )
    finding = {"$ref": "#/$defs/finding"}
    release = _object(
        {
            "version": text,
            "lifecycle": {"enum": ["draft", "active", "deprecated", "retired"]},
            "released": {"type": ["string", "null"], "format": "date"},
            "before": {"type": ["string", "null"], "description": "The version that it is compared with."},
            "note": text,
            "semver": of_findings["properties"]["semver"],
            "findings": _array(finding),
        }
    )
    return {
        "$schema": of_findings["$schema"],
        "title": "A report of govkit on the estate",
        "description": "What `report`, `impact` and `can-i-deploy` write as JSON. Later versions may add properties.",
        **_object(
            {
                "govkit": {**text, "description": "The version of govkit that wrote the report."},
                "command": {**text, "description": "The command that was run."},
                "report": {**text, "description": "The name of the report."},
                "title": {**text, "description": "The heading for people."},
                "on": {**text, "format": "date", "description": "The day that the report speaks of."},
                "about": {**text, "description": "What was asked of it; empty for all there is."},
                "notes": {**_array(text), "description": "Sentences about the run itself."},
                "summary": of_findings["properties"]["summary"],
                "figures": {**_array(figure), "description": "Numbers; `bad` where one should be zero and is not."},
                "tables": {**_array(table), "description": "Rows are objects by the names of the columns."},
                "releases": {**_array(release), "description": "Of a changelog: its versions, the newest first."},
                "findings": {**_array(finding), "description": "What is wrong, worst first."},
            }
        ),
        "$defs": of_findings["$defs"],
    }


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}


def _array(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}
