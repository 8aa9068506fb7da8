"""Reports on the estate written down: tables for people, documents for machines; findings by the renderers of those."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from govkit.errors import UsageError
from govkit.reports.format import Rendered, RenderOptions, format_named

if TYPE_CHECKING:
    from govkit.gate.answers.report import Report

OWN_FORMATS = ("html", "ics", "json", "markdown", "text")
"""Formats that show a report itself, each a module here."""
FINDING_FORMATS = ("github", "gitlab", "junit", "sarif")
"""Formats that show what is wrong, each as everywhere."""
FORMATS = tuple(sorted((*OWN_FORMATS, *FINDING_FORMATS)))


def check_format(name: str) -> str:
    """The name of a format for reports. Raises UsageError where there is none."""
    if name not in FORMATS:
        raise UsageError(f"reports have no format {name!r}", hint=f"the formats are {', '.join(FORMATS)}")
    return name


def render_report(report: Report, format_name: str, options: RenderOptions) -> Rendered:
    """A report in a format. Raises UsageError for a format that this report does not have."""
    if check_format(format_name) in FINDING_FORMATS:
        return format_named(format_name).render(report.outcome, options)
    module = importlib.import_module(f"{__name__}.{format_name}")
    rendered: Rendered = module.render(report, options)
    return rendered
