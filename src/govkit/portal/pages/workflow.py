"""A workflow: its picture, its steps, what it writes, and who answers for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from govkit.portal.page import Absent, Ask, Page
from govkit.portal.pages.report import report_of
from govkit.portal.rows import paged


def _make(ask: Ask) -> dict[str, Any]:
    name = ask.parts["name"]
    workflow = next((one for one in ask.state.estate.workflows if one.id == name), None)
    if workflow is None:
        raise Absent(f"The catalog has no workflow `{name}`.")
    report = report_of(ask, "workflows")
    tables = []
    for table in report.tables:
        if table.columns[0].name == "workflow":
            rows = tuple(row for row in table.rows if row[0] == name)
            kept = replace(table, rows=rows)
            path = f"/workflows/{name}"
            tables.append({"table": kept, "rows": paged(ask, path, rows, parameter=f"{table.name}-page")})
    return {
        "title": name,
        "trail": [("Workflows", "/workflows")],
        "workflow": workflow,
        "pictures": [one for one in report.pictures if one.name == name],
        "tables": tables,
    }


PAGES = (Page(name="workflow", path="/workflows/{name}", make=_make),)
