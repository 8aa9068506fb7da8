"""Pictures: a graph as a value, and what it is as Mermaid text and as SVG, both complete in themselves.

Nodes lie in ranks from top to bottom; edges between neighbouring ranks are straight, others run along the side.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from html import escape


class Shape(StrEnum):
    """What a node is: what starts a flow, a call that reads or writes, another flow, an end that is good or bad."""

    START = "start"
    READ = "read"
    WRITE = "write"
    FLOW = "flow"
    GOOD = "good"
    BAD = "bad"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Node:
    """A node: `label` is its name, `detail` a second line."""

    id: str
    label: str
    shape: Shape
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge; `label` says when it is taken, or what goes along it."""

    start: str
    end: str
    label: str = ""
    failing: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: its ranks of nodes from top to bottom, or `across` from left to right, and the edges between them."""

    name: str
    title: str
    ranks: tuple[tuple[Node, ...], ...]
    edges: tuple[Edge, ...] = field(default=())
    across: bool = False

    @property
    def nodes(self) -> tuple[Node, ...]:
        """All nodes, from top to bottom."""
        return tuple(node for rank in self.ranks for node in rank)

    def mermaid(self) -> str:
        """The picture as a flowchart of Mermaid (https://mermaid.js.org/syntax/flowchart.html)."""
        names = {node.id: f"n{index}" for index, node in enumerate(self.nodes)}
        lines = ["flowchart LR" if self.across else "flowchart TD"]
        lines += [f"  {names[node.id]}{_mermaid_node(node)}" for node in self.nodes]
        for edge in self.edges:
            arrow = "-.->" if edge.failing else "-->"
            label = f"|{_quoted(edge.label)}|" if edge.label else ""
            lines.append(f"  {names[edge.start]} {arrow}{label} {names[edge.end]}")
        return "\n".join(lines) + "\n"

    def svg(self) -> str:
        """The picture as SVG; for a page that has the style `DARK`."""
        return (_Across if self.across else _Drawing)(self).text("")

    def document(self) -> str:
        """The picture as an SVG document of its own, in light and dark."""
        return (_Across if self.across else _Drawing)(self).text(f"<style>{DARK}</style>")


_BRACKETS = {
    Shape.START: ("([", "])"),
    Shape.READ: ("[", "]"),
    Shape.WRITE: ("[[", "]]"),
    Shape.FLOW: ("{{", "}}"),
    Shape.GOOD: ("((", "))"),
    Shape.BAD: (">", "]"),
    Shape.SYSTEM: ("[(", ")]"),
}


def _mermaid_node(node: Node) -> str:
    before, after = _BRACKETS[node.shape]
    text = _quoted(node.label + (f"<br>{node.detail}" if node.detail else ""))
    return f"{before}{text}{after}"


def _quoted(text: str) -> str:
    """A text of a flowchart: whatever means something to Mermaid is written as an entity."""
    plain = re.sub(r"[\x00-\x1f]+", " ", text)
    kept = plain.replace("&", "#amp;").replace('"', "#quot;").replace("`", "#96;").replace("<br>", "\0")
    return '"' + kept.replace("<", "#lt;").replace(">", "#gt;").replace("\0", "<br>") + '"'


# -------------------------------------------------------------------------------------------------------------- drawing

_WIDTH, _HEIGHT, _GAP, _DROP, _MARGIN, _LANE = 270, 46, 30, 40, 24, 16
_BETWEEN, _ASIDE = 14, 150
_LONGEST = 38
_FILLS = {
    Shape.START: ("#dafbe1", "#1a7f37"),
    Shape.READ: ("#f6f8fa", "#8c959f"),
    Shape.WRITE: ("#fff3d6", "#9a6700"),
    Shape.FLOW: ("#ddf4ff", "#0969da"),
    Shape.GOOD: ("#dafbe1", "#1a7f37"),
    Shape.BAD: ("#ffebe9", "#cf222e"),
    Shape.SYSTEM: ("#f6f8fa", "#8c959f"),
}
"""Colours by day. They stand in attributes, which a page that forbids styles of others lets through."""

DARK = (
    "@media(prefers-color-scheme:dark){.picture text{fill:#e6edf3}.picture .d{fill:#9198a1}"
    ".picture .read,.picture .system{fill:#151b23;stroke:#6e7681}.picture .write{fill:#2e2a1f;stroke:#d29922}"
    ".picture .flow{fill:#121d2f;stroke:#4493f8}.picture .good,.picture .start{fill:#12261e;stroke:#3fb950}"
    ".picture .bad{fill:#25171c;stroke:#f85149}.picture .e{stroke:#9198a1}.picture .f{stroke:#f85149}}"
)
"""Colours by night, for the style of a page or of a picture that stands alone."""
_TEXT = 'font-family="system-ui,sans-serif" fill="#1b1f24"'
_SMALL = 'class="d" font-family="system-ui,sans-serif" font-size="11" fill="#59636e"'


class _Drawing:
    """One picture being laid out."""

    def __init__(self, picture: Picture) -> None:
        self._picture = picture
        widest = max((len(rank) for rank in picture.ranks), default=1)
        self._inner = widest * (_WIDTH + _GAP) - _GAP
        self._at: dict[str, tuple[float, float]] = {}
        self._rank: dict[str, int] = {}
        for index, rank in enumerate(picture.ranks):
            row = len(rank) * (_WIDTH + _GAP) - _GAP
            for column, node in enumerate(rank):
                x = _MARGIN + (self._inner - row) / 2 + column * (_WIDTH + _GAP)
                self._at[node.id] = (x, _MARGIN + index * (_HEIGHT + _DROP))
                self._rank[node.id] = index
        self._lanes = 0
        self._told: Counter[str] = Counter()

    def text(self, style: str) -> str:
        """The picture, with a style of its own."""
        edges = "".join(map(self._edge, self._picture.edges))
        nodes = "".join(map(self._node, self._picture.nodes))
        width, height = self._size
        return (
            f'<svg class="picture" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
            f'width="{width:g}" height="{height:g}" role="img" aria-label="{escape(self._picture.title)}">'
            f"<title>{escape(self._picture.title)}</title>{style}"
            '<defs><marker id="a" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
            'orient="auto-start-reverse"><path d="M0 0L8 4L0 8z" fill="#6e7781"/></marker></defs>'
            f"{edges}{nodes}</svg>"
        )

    @property
    def _size(self) -> tuple[float, float]:
        """Width and height, once the edges are laid."""
        width = self._inner + 2 * _MARGIN + (self._lanes + 1) * _LANE + (170 if self._lanes else 0)
        return width, len(self._picture.ranks) * (_HEIGHT + _DROP) - _DROP + 2 * _MARGIN

    def _node(self, node: Node) -> str:
        x, y = self._at[node.id]
        radius = 23 if node.shape in (Shape.START, Shape.GOOD, Shape.BAD) else 6
        middle, first = x + _WIDTH / 2, y + (20 if node.detail else 28)
        detail = (
            f'<text {_SMALL} x="{middle:g}" y="{y + 36:g}" text-anchor="middle">{_shown(node.detail)}</text>'
            if node.detail
            else ""
        )
        fill, stroke = _FILLS[node.shape]
        whole = escape(node.label + (f": {node.detail}" if node.detail else ""))
        return (
            f'<g><title>{whole}</title><rect class="{node.shape.value}" fill="{fill}" stroke="{stroke}" '
            f'x="{x:g}" y="{y:g}" width="{_WIDTH}" height="{_HEIGHT}" rx="{radius}"/>'
            f'<text {_TEXT} font-size="13" x="{middle:g}" y="{first:g}" text-anchor="middle">'
            f"{_shown(node.label)}</text>{detail}</g>"
        )

    def _edge(self, edge: Edge) -> str:
        (x1, y1), (x2, y2) = self._at[edge.start], self._at[edge.end]
        kind = _line(failing=edge.failing)
        if self._rank[edge.end] - self._rank[edge.start] == 1:
            start, end = (x1 + _WIDTH / 2, y1 + _HEIGHT), (x2 + _WIDTH / 2, y2 - 1)
            half = (start[1] + end[1]) / 2
            path = f"M{start[0]:g} {start[1]:g}C{start[0]:g} {half:g} {end[0]:g} {half:g} {end[0]:g} {end[1]:g}"
            label = self._label(edge, (start[0] + end[0]) / 2 + 6, half + 4)
            return f'<path {kind} d="{path}" marker-end="url(#a)"/>{label}'
        self._lanes += 1
        lane = _MARGIN + self._inner + self._lanes * _LANE
        top, bottom = y1 + _HEIGHT / 2 + 6, y2 + _HEIGHT / 2 - 6
        self._told[edge.start] += bool(edge.label)
        path = f"M{x1 + _WIDTH:g} {top:g}H{lane:g}V{bottom:g}H{x2 + _WIDTH + 1:g}"
        label = self._label(edge, lane + 4, top + 14 * self._told[edge.start])
        return f'<path {kind} d="{path}" marker-end="url(#a)"/>{label}'

    @staticmethod
    def _label(edge: Edge, x: float, y: float) -> str:
        return f'<text {_SMALL} x="{x:g}" y="{y:g}">{_shown(edge.label)}</text>' if edge.label else ""


def _line(*, failing: bool) -> str:
    if failing:
        return 'class="f" fill="none" stroke="#cf222e" stroke-width="1.4" stroke-dasharray="5 4"'
    return 'class="e" fill="none" stroke="#59636e" stroke-width="1.4"'


class _Across(_Drawing):
    """One picture whose ranks are columns; what goes along an edge is told by its title."""

    def __init__(self, picture: Picture) -> None:
        super().__init__(picture)
        self._tallest = max((len(rank) for rank in picture.ranks), default=1)
        for index, rank in enumerate(picture.ranks):
            step = (self._tallest - len(rank)) * (_HEIGHT + _BETWEEN) / (len(rank) + 1)
            for row, node in enumerate(rank):
                y = _MARGIN + row * (_HEIGHT + _BETWEEN) + step * (row + 1)
                self._at[node.id] = (_MARGIN + index * (_WIDTH + _ASIDE), y)

    @property
    def _size(self) -> tuple[float, float]:
        width = len(self._picture.ranks) * (_WIDTH + _ASIDE) - _ASIDE + 2 * _MARGIN
        return width, self._tallest * (_HEIGHT + _BETWEEN) - _BETWEEN + 2 * _MARGIN

    def _edge(self, edge: Edge) -> str:
        (x1, y1), (x2, y2) = self._at[edge.start], self._at[edge.end]
        start, end, half = x1 + _WIDTH, x2 - 1, (x1 + _WIDTH + x2) / 2
        top, bottom = y1 + _HEIGHT / 2, y2 + _HEIGHT / 2
        path = f"M{start:g} {top:g}C{half:g} {top:g} {half:g} {bottom:g} {end:g} {bottom:g}"
        title = f"<title>{escape(edge.label)}</title>" if edge.label else ""
        return f'<path {_line(failing=False)} d="{path}" marker-end="url(#a)">{title}</path>'


def _shown(text: str) -> str:
    """A text that fits, safe in markup."""
    plain = re.sub(r"[\x00-\x1f]+", " ", text)
    return escape(plain if len(plain) <= _LONGEST else f"{plain[: _LONGEST - 1]}…")


def ranked(nodes: Sequence[Node]) -> tuple[tuple[Node, ...], ...]:
    """Nodes one below the other."""
    return tuple((node,) for node in nodes)
