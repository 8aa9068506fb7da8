"""The report for scripts: one JSON document, whole and unshortened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govkit.reports.document import document_of
from govkit.reports.format import Format, RenderOptions
from govkit.reports.jsontext import dumps

if TYPE_CHECKING:
    from govkit.gate.outcome import Outcome


def _render(outcome: Outcome, _: RenderOptions) -> str:
    return dumps(document_of(outcome)) + "\n"


FORMAT = Format(name="json", description="for scripts: one document, described by report.schema.json", render=_render)
