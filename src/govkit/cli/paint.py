"""The one place where styles become colours."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from govkit.reports import Line, Span

# The sixteen colours that every terminal theme defines, so that text is readable on light and on dark.
_COLOURS = {
    "error": "bold red",
    "warning": "bold yellow",
    "info": "bold blue",
    "good": "green",
    "bad": "red",
    "strong": "bold",
    "dim": "dim",
    "label": "dim",
    "path": "cyan",
    "code": "",
    "old": "red",
    "new": "green",
    "mark": "bold magenta",
}


def painted(lines: Iterable[Line], *, colour: bool) -> str:
    """The lines as text for a terminal, each with its line break."""
    paint = _brush() if colour else _bare
    return "".join("".join(map(paint, spans)) + "\n" for spans in lines)


def _bare(span: Span) -> str:
    return span.text


@cache
def _brush() -> Callable[[Span], str]:
    from rich.color import ColorSystem
    from rich.style import Style

    styles = {name: Style.parse(colour) for name, colour in _COLOURS.items() if colour}

    def paint(span: Span) -> str:
        style = styles.get(span.style)
        return style.render(span.text, color_system=ColorSystem.STANDARD) if style and span.text else span.text

    return paint
