"""Reports: what a command found, written down in one of several formats. Only the command line paints them."""

from govkit.reports.format import Format, Rendered, RenderOptions, format_named, format_names, render
from govkit.reports.spans import Line, Span, line, plain

__all__ = [
    "Format",
    "Line",
    "RenderOptions",
    "Rendered",
    "Span",
    "format_named",
    "format_names",
    "line",
    "plain",
    "render",
]
