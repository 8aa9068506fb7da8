"""Versions on a time line: from its release each is a bar, lighter once it is deprecated, to the day it may be gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from govkit.reports.page import plain as escape

_WIDTH, _LEFT, _RIGHT, _TOP, _ROW, _BAR = 860, 90, 20, 26, 30, 14
_LONGEST = 12
_MOST = 12


@dataclass(frozen=True, slots=True)
class Span:
    """A version: the days on which it was released, deprecated and may be gone; None where there is no such day."""

    name: str
    state: str
    released: date | None
    deprecated: date | None = None
    ends: date | None = None


def timeline(spans: Sequence[Span], today: date, label: str) -> str:
    """An SVG of versions, the first at the top; empty where none was released. `label` is escaped here."""
    shown = [one for one in spans if one.released is not None]
    days = [day for one in shown for day in (one.released, one.deprecated, one.ends) if day is not None]
    if not days:
        return ""
    first, last = min(*days, today), max(*days, today)
    spare = max(20, (last - first).days // 20)
    scale = _Scale(max(1, first.toordinal() - spare), min(date.max.toordinal(), last.toordinal() + spare))
    height = _TOP + len(shown) * _ROW + 24
    parts = [*_years(scale, height), *_now(scale, today, height)]
    for row, one in enumerate(shown):
        parts += _span(one, row, scale, today)
    return (
        f'<svg class="lifeline" role="img" aria-label="{escape(label)}" viewBox="0 0 {_WIDTH} {height}" '
        f'width="{_WIDTH}" height="{height}"><title>{escape(label)}</title>{"".join(parts)}</svg>'
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    first: int
    last: int

    def x(self, day: date) -> float:
        share = (day.toordinal() - self.first) / max(1, self.last - self.first)
        return round(_LEFT + share * (_WIDTH - _LEFT - _RIGHT), 1)


def _years(scale: _Scale, height: int) -> Iterator[str]:
    """A line at the beginning of each year; of each quarter where there are few years."""
    first, last = date.fromordinal(scale.first), date.fromordinal(scale.last)
    few = scale.last - scale.first < 3 * 365
    for year in range(first.year, last.year + 1, -(-(last.year - first.year + 1) // _MOST)):
        for month in (1, 4, 7, 10) if few else (1,):
            day = date(year, month, 1)
            if first < day < last:
                x = scale.x(day)
                name = str(year) if month == 1 else f"{day:%b}"
                yield f'<line class="grid" x1="{x}" x2="{x}" y1="{_TOP - 6}" y2="{height - 22}"/>'
                yield f'<text class="quiet" x="{x}" y="{height - 6}" text-anchor="middle">{name}</text>'


def _now(scale: _Scale, today: date, height: int) -> Iterator[str]:
    x = scale.x(today)
    yield f'<line class="now" x1="{x}" x2="{x}" y1="{_TOP - 8}" y2="{height - 22}"/>'
    yield f'<text class="now" x="{x}" y="{_TOP - 12}" text-anchor="middle">today</text>'


def _span(one: Span, row: int, scale: _Scale, today: date) -> Iterator[str]:
    assert one.released is not None, "versions without a day are not drawn"
    y = _TOP + row * _ROW + (_ROW - _BAR) / 2
    name = one.name if len(one.name) <= _LONGEST else f"{one.name[: _LONGEST - 1]}…"
    yield f'<text x="{_LEFT - 12}" y="{y + _BAR - 3:g}" text-anchor="end">{escape(name)}</text>'
    end = one.ends or max(today, one.released)
    parts = [(one.state, one.released, end)]
    if one.deprecated is not None and one.released <= one.deprecated <= end:
        parts = [("active", one.released, one.deprecated), ("deprecated", one.deprecated, end)]
    for state, start, stop in parts:
        x = scale.x(start)
        width = max(3.0, round(scale.x(stop) - x, 1))
        told = escape(f"{one.name}: {state} from {start} to {stop if one.ends or state != one.state else 'today'}")
        yield (
            f'<rect class="bar {escape(state)}" x="{x}" y="{y:g}" width="{width}" height="{_BAR}" rx="3">'
            f"<title>{told}</title></rect>"
        )
    if one.ends is not None:
        x = scale.x(one.ends)
        yield f'<line class="end" x1="{x}" x2="{x}" y1="{y - 4:g}" y2="{y + _BAR + 4:g}"/>'
