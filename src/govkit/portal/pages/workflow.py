"""A workflow: its picture, its steps, what it writes, and who answers for it."""

from __future__ import annotations

from typing import Any

from govkit.gate.answers.report import Asked, report_named
from govkit.portal.page import Absent, Ask, Page
from govkit.portal.pages.report import tables_of


def _make(ask: Ask) -> dict[str, Any]:
    name, state = ask.parts["name"], ask.state
    workflow = next((one for one in state.estate.workflows if one.id == name), None)
    if workflow is None:
        raise Absent(f"The catalog has no workflow `{name}`.")
    asked = Asked(estate=state.estate, on=state.on, workflow=name)
    report = state.kept(("workflow", name), lambda: report_named("workflows").make(asked))
    return {
        "title": name,
        "trail": [("Workflows", "/workflows")],
        "workflow": workflow,
        "pictures": [one for one in report.pictures if one.name == name],
        "tables": tables_of(ask, report, f"/workflows/{name}"),
    }


PAGES = (Page(name="workflow", path="/workflows/{name}", make=_make),)
