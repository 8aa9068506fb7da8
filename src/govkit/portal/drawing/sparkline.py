"""A course of values as a small line, drawn on the server: its text says what the line shows."""

from __future__ import annotations

from collections.abc import Sequence

from govkit.reports.page import plain as escape

_WIDTH, _HEIGHT, _EDGE = 120, 28, 3


def sparkline(values: Sequence[float | None], label: str) -> str:
    """An SVG of values at equal distances; where one is None the line is broken. `label` is escaped here."""
    known = [one for one in values if one is not None]
    top = max(known, default=0.0)
    step = (_WIDTH - 2 * _EDGE) / max(1, len(values) - 1)

    def at(number: int, value: float) -> str:
        height = (_HEIGHT - 2 * _EDGE) * (value / top if top else 0.0)
        return f"{_EDGE + number * step:.1f},{_HEIGHT - _EDGE - height:.1f}"

    lines: list[list[str]] = [[]]
    for number, value in enumerate(values):
        if value is None:
            lines.append([])
        else:
            lines[-1].append(at(number, value))
    drawn = "".join(_line(points) for points in lines if points)
    return (
        f'<svg class="spark" role="img" aria-label="{escape(label)}" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'width="{_WIDTH}" height="{_HEIGHT}"><title>{escape(label)}</title>{drawn}</svg>'
    )


def _line(points: Sequence[str]) -> str:
    if len(points) == 1:
        x, _, y = points[0].partition(",")
        return f'<circle cx="{x}" cy="{y}" r="1.5" fill="currentColor"/>'
    return f'<polyline points="{" ".join(points)}" fill="none" stroke="currentColor" stroke-width="1.5"/>'
