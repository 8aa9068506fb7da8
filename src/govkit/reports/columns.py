"""Two sides of a change in columns, or one above the other where there is no room."""

from __future__ import annotations

from collections.abc import Sequence

from govkit.reports.excerpt import Row
from govkit.reports.spans import Line, Span, cells, line, shorten, visible
from govkit.reports.wording import number

_WIDE = 100  # columns from which lines are rather cut than shown one above the other
_BESIDE = 8  # characters that stay before the spot where a long line is cut
_RULE = Span("│ ", "dim")


def columns(rows: Sequence[Row], width: int, indent: str) -> list[Line]:
    """The rows of an excerpt within `width`: old and new beside each other, changed lines marked `-` and `+`.

    Side by side where both fit, or where the width is at least a hundred columns; what stands on one side only needs
    one column.
    """
    room = width - len(indent) - 2
    if not rows:
        return []
    if all(row.old is None for row in rows) or all(row.new is None for row in rows):
        return [line(indent, _RULE, *_single(row, room)) for row in rows]
    half = (room - 3) // 2
    needed = max(cells(_text(row.old, "-", row, row.old_column, 4 * width)) for row in rows)
    fits = needed <= half and all(cells(_text(row.new, "+", row, row.new_column, 4 * width)) <= half for row in rows)
    if fits or width >= _WIDE:
        left = min(half, max(needed, 16))
        return [line(indent, _RULE, *_pair(row, left, room - left - 3)) for row in rows]
    return [line(indent, _RULE, *spans) for row in rows for spans in _stacked(row, room)]


def _pair(row: Row, left: int, right: int) -> list[Span]:
    if row.left_out:
        gap = _gap(row)
        return [Span(gap + " " * (left - cells(gap)), "dim"), Span(" │", "dim")]
    old = _text(row.old, "-", row, row.old_column, left)
    new = _text(row.new, "+", row, row.new_column, right)
    styles = ("old", "new") if row.changed else ("code", "code")
    rule = Span(" │ " if new.strip() else " │", "dim")
    return [Span(old + " " * (left - cells(old)), styles[0]), rule, *([Span(new, styles[1])] if new.strip() else [])]


def _stacked(row: Row, room: int) -> list[list[Span]]:
    if row.left_out or not row.changed:
        return [_single(row, room)]
    sides = (("-", row.old, row.old_column, "old"), ("+", row.new, row.new_column, "new"))
    return [[Span(_text(text, mark, row, at, room), style)] for mark, text, at, style in sides if text is not None]


def _single(row: Row, room: int) -> list[Span]:
    if row.left_out:
        return [Span(_gap(row), "dim")]
    if row.new is None:
        return [Span(_text(row.old, "-", row, row.old_column, room), "old" if row.changed else "code")]
    return [Span(_text(row.new, "+", row, row.new_column, room), "new" if row.changed else "code")]


def _gap(row: Row) -> str:
    return f"  … {number(row.left_out, 'more line' if row.changed else 'line')}"


def _text(text: str | None, mark: str, row: Row, column: int | None, room: int) -> str:
    """One line with its mark, cut to the room around the column where it is long."""
    if text is None:
        return ""
    lead = f"{mark if row.changed else ' '} "
    if column is not None and len(text) > room - 2 and column > (room - 2) // 2:
        start = max(0, column - _BESIDE)
        text = f"…{text[start : start + 4 * room]}"
    return shorten((lead + visible(text[: 4 * room + 8])).rstrip(), room)


def as_diff(rows: Sequence[Row], room: int) -> list[str]:
    """The rows as the lines of a diff, each at most `room` characters long and without control characters."""
    lines: list[str] = []
    for row in rows:
        if row.left_out:
            lines.append(f"@@ {_gap(row).strip()} @@")
        elif not row.changed:
            lines.append(_text(row.new if row.old is None else row.old, " ", row, row.old_column, room))
        else:
            sides = (("-", row.old, row.old_column), ("+", row.new, row.new_column))
            lines += [_text(text, mark, row, at, room) for mark, text, at in sides if text is not None]
    return lines
