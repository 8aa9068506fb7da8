"""The lines of both documents that a finding is about, side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from govkit.errors import Place

LineOf = Callable[[Place], str | None]

_MOST_READ = 120  # lines of one block
_MOST_LIFTED = 2_000  # lines looked at on the way to what stands above
_MINIFIED = 400  # a line that is longer holds more than one thing, and shows itself alone


@dataclass(frozen=True, slots=True)
class Row:
    """One line of both sides, or of one.

    `changed` tells that the sides differ here, `left_out` how many equal lines stand here unshown (they have no text).
    The columns, counted from 0, are where the finding stands in a line that it stands in.
    """

    old: str | None
    new: str | None
    changed: bool = False
    left_out: int = 0
    old_column: int | None = None
    new_column: int | None = None


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines without what they are indented by, the one that was meant, how many are meant, and the column in it."""

    lines: list[str]
    focus: int
    column: int
    meant: int = 1


def side_by_side(old: Place | None, new: Place | None, line_of: LineOf, most: int = 8) -> list[Row]:
    """The source of a change: at most about `most` lines, those that differ first; none where no text is known.

    Where a member stands on one side only, both sides show what it stands in.
    """
    lift_old, lift_new = _lifts(old, new)
    before, after = _block(old, line_of, lift_old), _block(new, line_of, lift_new)
    if before is None and after is None:
        return []
    if before is None or after is None:
        return _shortened(_alone(before, after), most)
    if (lift_old or lift_new) and max(len(before.lines), len(after.lines)) > most:
        return _shortened(_member(before, after, at_new=lift_new > 0), most)
    return _shortened(_aligned(before, after), most)


def _lifts(old: Place | None, new: Place | None) -> tuple[int, int]:
    """By how many levels each side is shown from above: where one place is inside the other, from the outer one."""
    if old is None or new is None or old.pointer is None or new.pointer is None:
        return 0, 0
    above, below = old.pointer.split("/"), new.pointer.split("/")
    if len(above) < len(below) and below[: len(above)] == above:
        return 0, len(below) - len(above)
    if len(below) < len(above) and above[: len(below)] == below:
        return len(above) - len(below), 0
    return 0, 0


def _block(place: Place | None, line_of: LineOf, lift: int) -> _Block | None:
    """The line of a place and those that belong to it, as their indentation tells."""
    if place is None or place.line is None:
        return None
    text = line_of(place)
    if text is None or not text.strip():
        return None
    column = max(0, (place.column or 1) - 1)
    if len(text) > _MINIFIED:
        return _Block([text], 0, column)
    start = _above(place, text, line_of, lift) if lift else place.line
    if start is None:
        return _Block([text.strip()], 0, column - _indent(text))
    lines = list(_belonging(place, start, line_of, place.line - start + _MOST_READ))
    margin = min(_indent(line) for line in lines if line.strip())
    focus = place.line - start
    if focus >= len(lines):
        return _Block([text.strip()], 0, column - _indent(text))
    meant = len(list(_belonging(place, place.line, line_of, _MOST_READ))) if lift else 1
    return _Block([line[margin:].rstrip() for line in lines], focus, max(0, column - margin), meant)


def _above(place: Place, text: str, line_of: LineOf, lift: int) -> int | None:
    """The line that begins what stands `lift` levels above; None where it is not found near."""
    assert place.line is not None
    indent = _indent(text)
    for number in range(place.line - 1, max(0, place.line - 1 - _MOST_LIFTED), -1):
        line = line_of(replace(place, line=number))
        if line is None or len(line) > _MINIFIED:
            return None
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        if _indent(line) < indent:
            indent = _indent(line)
            lift -= 1
            if lift == 0:
                return number
    return None


def _belonging(place: Place, start: int, line_of: LineOf, most: int) -> Iterator[str]:
    """A line and those below it that are inside of it, at most `most`."""
    first = line_of(replace(place, line=start)) or ""
    yield first
    indent = _indent(first)
    is_item = first.lstrip().startswith("- ")
    blank = 0
    opens = first.rstrip().endswith(("{", "["))
    for number in range(start + 1, start + most):
        line = line_of(replace(place, line=number))
        if line is None or len(line) > _MINIFIED:
            return
        stripped = line.strip()
        if not stripped:
            blank += 1
            continue
        inside = _indent(line) > indent
        item = _indent(line) == indent and stripped.startswith("- ") and not is_item
        if not (inside or item):
            if opens and _indent(line) == indent and stripped[0] in "}]":
                yield line
            return
        yield from [""] * blank
        blank = 0
        yield line


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _alone(old: _Block | None, new: _Block | None) -> list[Row]:
    """What stands on one side only."""
    if old is not None:
        rows = [Row(line, None, changed=True) for line in old.lines]
        rows[old.focus] = replace(rows[old.focus], old_column=old.column)
        return rows
    assert new is not None, "the caller has a block"
    rows = [Row(None, line, changed=True) for line in new.lines]
    rows[new.focus] = replace(rows[new.focus], new_column=new.column)
    return rows


def _member(old: _Block, new: _Block, *, at_new: bool) -> list[Row]:
    """A member of something large that stands on one side only, under what both sides have around it."""
    side = new if at_new else old
    end = min(side.focus + side.meant, len(side.lines))
    inner = replace(side, lines=side.lines[side.focus : end], focus=0)
    rows = [Row(old.lines[0], new.lines[0])]
    if side.focus > 1:
        rows.append(Row(None, None, left_out=side.focus - 1))
    rows += _alone(None, inner) if at_new else _alone(inner, None)
    if len(side.lines) > end:
        rows.append(Row(None, None, left_out=len(side.lines) - end))
    return rows


def _aligned(old: _Block, new: _Block) -> list[Row]:
    pairs: list[tuple[int | None, int | None, bool]] = []
    matcher = SequenceMatcher(None, old.lines, new.lines, autojunk=False)
    for kind, i, i_end, j, j_end in matcher.get_opcodes():
        left, right = range(i, i_end), range(j, j_end)
        differ = kind != "equal"
        if len(left) == len(right) and all(
            not differ or _alike(old.lines[at], new.lines[to]) for at, to in zip(left, right, strict=True)
        ):
            pairs += [(at, to, differ) for at, to in zip(left, right, strict=True)]
        else:
            pairs += [(at, None, True) for at in left]
            pairs += [(None, to, True) for to in right]
    return [
        Row(
            None if at is None else old.lines[at],
            None if to is None else new.lines[to],
            changed=differ,
            old_column=old.column if at == old.focus else None,
            new_column=new.column if to == new.focus else None,
        )
        for at, to, differ in pairs
    ]


def _alike(old: str, new: str) -> bool:
    """Whether two lines that differ are two states of one: the same key, or one line alone."""
    left, right = (line.strip().partition(":")[0].strip("\"'- ") for line in (old, new))
    return left == right or ":" not in old + new or max(len(old), len(new)) > _MINIFIED


def _shortened(rows: list[Row], most: int) -> list[Row]:
    """The rows with gaps: the first, those that the finding stands in and those that differ stay, up to `most`."""
    if len(rows) <= most:
        return rows
    meant = [n for n, row in enumerate(rows) if row.old_column is not None or row.new_column is not None]
    near = meant[0] if meant else 0
    differing = sorted((n for n, row in enumerate(rows) if row.changed), key=lambda n: abs(n - near))
    gaps = [n for n, row in enumerate(rows) if row.left_out]
    wanted = list(dict.fromkeys([0, *meant, *gaps, *differing]))[:most]
    around = [n + step for n in differing for step in (-1, 1)] if len(wanted) < most else []
    wanted += [n for n in dict.fromkeys(around) if 0 <= n < len(rows) and n not in wanted][: most - len(wanted)]
    shown: list[Row] = []
    last = -1
    for n in [*sorted(wanted), len(rows)]:
        hidden = rows[last + 1 : n]
        if len(hidden) == 1:
            shown += hidden
        elif hidden:
            count = sum(row.left_out or 1 for row in hidden)
            shown.append(Row(None, None, left_out=count, changed=any(row.changed for row in hidden)))
        if n < len(rows):
            shown.append(rows[n])
        last = n
    return shown
