"""Charts as SVG documents: bars of ratios beside 1, and lines of growth, on axes where each step is ten times more.

A document is complete in itself, on a ground of its own, in light and dark as the reader's system has it; it is narrow,
so that its words can be read on a phone. What it shows stands in its title and description as well.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from govkit.reports.page import plain as escape

WIDTH, _EDGE = 460, 18
_ROW, _GAP, _HEAD, _BAR = 34, 34, 66, 9
_STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#1c2128;paint-order:stroke;stroke:#fff;stroke-width:4px;"
    "stroke-linejoin:round}.strong{font-weight:600}.quiet{fill:#59636e;font-size:12px}"
    ".title{font-size:15px;font-weight:600}.page{fill:#fff;stroke:#d5dae0}.grid{stroke:#d5dae0}.one{stroke:#59636e}"
    ".more{fill:#0757b8}.less{fill:#b35900}.s0{stroke:#0757b8;fill:#0757b8}.s1{stroke:#b35900;fill:#b35900}"
    ".s2{stroke:#14682c;fill:#14682c}.s3{stroke:#8b2fa0;fill:#8b2fa0}polyline{fill:none!important;stroke-width:2}"
    "@media(prefers-color-scheme:dark){text{fill:#e3e7eb;stroke:#14181d}.quiet{fill:#9ba5b0}.page{fill:#14181d;stroke:#363d45}"
    ".grid{stroke:#363d45}.one{stroke:#9ba5b0}.more{fill:#79b5ff}.less{fill:#f0b451}.s0{stroke:#79b5ff;fill:#79b5ff}"
    ".s1{stroke:#f0b451;fill:#f0b451}.s2{stroke:#6fd08a;fill:#6fd08a}.s3{stroke:#d8a4e8;fill:#d8a4e8}}"
)
_DASHES = ("", "7 4", "2 4", "10 3 2 3")


@dataclass(frozen=True, slots=True)
class Bar:
    """One peer: how many times as much as govkit it needs, and the words for that."""

    label: str
    ratio: float
    told: str


@dataclass(frozen=True, slots=True)
class Group:
    """What was asked of govkit and of some peers; `ours` is what govkit needs."""

    title: str
    ours: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A course: pairs of size and figure, all above 0, by size."""

    label: str
    points: tuple[tuple[float, float], ...]


def ratios(title: str, words: str, groups: Sequence[Group]) -> str:
    """Bars of peers, to the right of 1 where they need more than govkit and to the left where they need less.

    Raises ValueError where a ratio is not above 0.
    """
    shown = [bar.ratio for group in groups for bar in group.bars]
    axis = _Axis.over([*shown, 1.0], _EDGE, WIDTH - _EDGE, clear=True)
    parts = [_text(_EDGE, 52, "Right of 1×: the other tool needs more than govkit; left of it: less.", "quiet")]
    y = float(_HEAD)
    for group in groups:
        y += _GAP
        parts.append(_text(_EDGE, y - 12, group.title, "strong"))
        parts.append(_text(WIDTH - _EDGE, y - 12, group.ours, "quiet", "end"))
        for bar in group.bars:
            parts += _bar(bar, y, axis)
            y += _ROW
    return _document(title, words, y + 40, [*_upright(axis, _HEAD + 6, y + 8), *parts])


def growth(title: str, words: str, across: str, up: str, lines: Sequence[Line]) -> str:
    """Lines of figures by size; `across` and `up` name the axes. Raises ValueError where a number is not above 0."""
    left, bottom = 72, 300 + 20 * len(lines)
    top = bottom - 224
    sizes = [x for line in lines for x, _ in line.points]
    figures = [y for line in lines for _, y in line.points]
    wide = _Axis.over(sizes, left + 8, WIDTH - _EDGE - 22)
    high = _Axis.over(figures, bottom, top)
    parts = [_text(_EDGE, top - 16, up, "quiet"), _text(WIDTH - _EDGE, bottom + 38, across, "quiet", "end")]
    for tick in high.ticks:
        at = high.at(tick)
        parts.append(f'<line class="grid" x1="{left}" x2="{WIDTH - _EDGE}" y1="{at}" y2="{at}"/>')
        parts.append(_text(left - 8, at + 4, _number(tick), "quiet", "end"))
    for tick in wide.ticks:
        parts.append(_text(wide.at(tick), bottom + 19, _number(tick), "quiet", "middle"))
    for number, line in enumerate(lines):
        parts += _line(line, number, wide, high)
    return _document(title, words, bottom + 54, parts)


# ------------------------------------------------------------------------------------------------------------ the parts


@dataclass(frozen=True, slots=True)
class _Axis:
    """Where a number lies between two ends, by its logarithm."""

    low: float
    high: float
    start: float
    end: float
    ticks: tuple[float, ...]

    @classmethod
    def over(cls, numbers: Sequence[float], start: float, end: float, *, clear: bool = False) -> _Axis:
        """An axis on which some numbers lie; `clear` of its ends, where whole steps would leave much empty."""
        if not numbers or min(numbers) <= 0:
            raise ValueError(f"a logarithm is of numbers above 0, not of {min(numbers, default='nothing')}")
        first, last = math.floor(math.log10(min(numbers))), math.ceil(math.log10(max(numbers)))
        if first == last:
            last += 1
        ticks = tuple(10.0**step for step in range(first, last + 1))
        if not clear:
            return cls(first, last, start, end, ticks)
        low, high = math.log10(min(numbers)) - 0.1, math.log10(max(numbers)) + 0.1
        finer = sorted({*ticks, *(tick * part for tick in ticks for part in (2, 5))}) if high - low < 1.6 else ticks
        return cls(low, high, start, end, tuple(one for one in finer if low <= math.log10(one) <= high))

    def at(self, number: float) -> float:
        """Its place, in units of the picture."""
        part = (math.log10(number) - self.low) / (self.high - self.low)
        return round(self.start + part * (self.end - self.start), 1)


def _bar(bar: Bar, y: float, axis: _Axis) -> Iterator[str]:
    one, there = axis.at(1), axis.at(bar.ratio)
    left, width = min(one, there), max(2.0, round(abs(there - one), 1))
    yield _text(_EDGE, y + 8, bar.label)
    yield _text(WIDTH - _EDGE, y + 8, bar.told, "", "end")
    yield (
        f'<rect class="{"more" if bar.ratio >= 1 else "less"}" x="{left}" y="{y + 14:g}" width="{width}" '
        f'height="{_BAR}" rx="2"><title>{escape(f"{bar.label}: {bar.told}")}</title></rect>'
    )


def _upright(axis: _Axis, top: float, bottom: float) -> Iterator[str]:
    for tick in axis.ticks:
        x = axis.at(tick)
        at = min(x, WIDTH - _EDGE - 16)
        kind = "one" if tick == 1 else "grid"
        yield f'<line class="{kind}" x1="{x}" x2="{x}" y1="{top:g}" y2="{bottom:g}"/>'
        yield _text(at, bottom + 18, f"{_number(tick)}×", "quiet", "middle")


def _line(line: Line, number: int, wide: _Axis, high: _Axis) -> Iterator[str]:
    kind, dash = f"s{number % 4}", _DASHES[number % 4]
    drawn = f' stroke-dasharray="{dash}"' if dash else ""
    y = 58 + 20 * number
    yield f'<polyline class="{kind}"{drawn} points="{_EDGE},{y - 4} {_EDGE + 34},{y - 4}"/>'
    yield _text(_EDGE + 44, y, line.label)
    places = [(wide.at(x), high.at(value)) for x, value in line.points]
    yield f'<polyline class="{kind}"{drawn} points="{" ".join(f"{x},{at}" for x, at in places)}"/>'
    for (size, value), (x, at) in zip(line.points, places, strict=True):
        told = f"{line.label}: {_number(value)} at {_number(size)}"
        yield f'<circle class="{kind}" cx="{x}" cy="{at}" r="3.5"><title>{escape(told)}</title></circle>'


def _text(x: float, y: float, text: str, kind: str = "", anchor: str = "") -> str:
    marks = (f' class="{kind}"' if kind else "") + (f' text-anchor="{anchor}"' if anchor else "")
    return f'<text{marks} x="{x:g}" y="{y:g}">{escape(text)}</text>'


def _number(number: float) -> str:
    return f"{number:,.0f}" if number >= 1000 else f"{number:g}"


def _document(title: str, words: str, height: float, parts: Sequence[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" width="{WIDTH * 1.25:g}" '
        f'height="{height * 1.25:g}" role="img" aria-labelledby="title words">'
    )
    return "\n".join(
        [
            head,
            f'<title id="title">{escape(title)}</title>',
            f'<desc id="words">{escape(words)}</desc>',
            f"<style>{_STYLE}</style>",
            f'<rect class="page" x="0.5" y="0.5" width="{WIDTH - 1}" height="{height - 1:g}" rx="8"/>',
            _text(_EDGE, 30, title, "title"),
            *parts,
            "</svg>\n",
        ]
    )
