"""The page of the figures of `govkit report operations`, written from their modules."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import dedent

from govkit.gate.answers.report import Quantity
from govkit.sync.figures.figure import Example, Figure, all_figures

_HEAD = """\
# Figures

What `govkit report operations` tells of workflows and business processes ([guide](../operations.md)). Each figure is
computed from what the runtime keeps, for a period and for the one before it. Where there is nothing to compute it of,
it says so: no data is never 0."""


def page() -> str:
    """The page, in Markdown."""
    parts = [_HEAD, *(part for figure in all_figures().values() for part in _section(figure))]
    return "\n\n".join(parts) + "\n"


def _section(figure: Figure) -> Iterator[str]:
    yield f"## {figure.title}"
    yield "\n".join(
        [
            "| | |",
            "|---|---|",
            f"| name | `{figure.id}` |",
            f"| counts | {figure.counts} |",
            f"| events | {figure.events} |",
            f"| formula | `{figure.formula}` |",
            f"| unit | {figure.unit.value} |",
            f"| better | {figure.better} |",
            f"| no data | {figure.no_data} |",
        ]
    )
    yield figure.words
    for example in figure.examples:
        yield from _example(figure, example)


def _example(figure: Figure, example: Example) -> Iterator[str]:
    yield f"For March 2026 ({example.because[:1].lower()}{example.because[1:].rstrip('.')}):"
    if example.measure:
        yield f"```yaml\n{dedent(example.measure).strip()}\n```"
    yield f"```yaml\n{dedent(example.history).strip()}\n```"
    rows = [
        f"| {subject} | {part} | {'no data' if value is None else Quantity(value, figure.unit.value)} | {count or ''} |"
        for subject, part, value, count in example.gives
    ]
    yield "\n".join(["| of | value is | value | made of |", "|---|---|--:|--:|", *rows])
