"""A JSON value laid out for people: compact, elided where it is long, the spot that matters marked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeAlias

from govkit.reports.spans import Line, Span, cells, line, plain, shorten, visible

Path: TypeAlias = tuple[str | int, ...]
"""The way from a value's root to a part of it."""

_LONG_STRING = 60
_SHOWN_OF_LONG = 32
_LEAST_OF_LONG = 12
_MOST_LINES = 24
_MOST_NODES = 20_000


@dataclass(frozen=True, slots=True)
class _Limits:
    members: int
    items: int


_LOOSER_FIRST = (_Limits(12, 4), _Limits(5, 2), _Limits(2, 1))


def lay_out(value: Any, width: int, pointer: str = "", exact: Path | None = None) -> list[Line]:
    """`value` as lines of at most about `width` columns and never many of them.

    What is left out is said (`… 96 more items`). A part whose way from the root ends with `pointer`, a data path such
    as `/lines/*/memo`, is marked, and is left out last; where the way to one part is known (`exact`), that alone is.
    """
    marks = frozenset(_marked(value, pointer) if exact is None else [exact])
    for limits in _LOOSER_FIRST:
        lines = _Layout(width, limits, marks).lines(value, (), 0, "", "")
        laid = list(islice(lines, _MOST_LINES + 1))
        if len(laid) <= _MOST_LINES:
            return laid
    laid += lines
    return [*laid[:_MOST_LINES], line(Span(f"… {len(laid) - _MOST_LINES} more lines", "dim"))]


class _Layout:
    """One layout: the width, what may be left out, and the parts that are marked."""

    def __init__(self, width: int, limits: _Limits, marks: frozenset[Path]) -> None:
        self.width = width
        self.limits = limits
        self.marks = marks
        self.ways = frozenset(mark[:length] for mark in marks for length in range(len(mark) + 1))

    def lines(self, value: Any, path: Path, depth: int, key: str, tail: str) -> Iterator[Line]:
        """The lines of one part: on a single line where it fits, a member or an item a line where not."""
        indent = "  " * depth
        flat = self.flat(value, path, self.width - cells(indent + key + tail))
        if not _is_container(value) or cells(indent + key + plain(flat) + tail) <= self.width:
            yield (Span(indent + key, "code"), *flat, Span(tail, "code"))
            return
        opening, closing = "{}" if isinstance(value, Mapping) else "[]"
        yield (Span(indent + key + opening, "code"),)
        chosen, left_out = self.chosen(value, path)
        for number, (step, member) in enumerate(chosen):
            comma = "," if number < len(chosen) - 1 or left_out else ""
            yield from self.lines(member, (*path, step), depth + 1, _key(step), comma)
        if left_out:
            yield (Span(f"{indent}  {_more(left_out, value)}", "dim"),)
        yield (Span(indent + closing + tail, "code"),)

    def flat(self, value: Any, path: Path, room: int) -> Line:
        """A part on one line, as wide as it may be; a string alone is cut to the room there is."""
        style = "mark" if path in self.marks else "code"
        if not _is_container(value):
            return (Span(_short_scalar(value, room), style),)
        opening, closing = "{}" if isinstance(value, Mapping) else "[]"
        spans = [Span(opening, style)]
        taken = 0
        chosen, left_out = self.chosen(value, path)
        for number, (step, member) in enumerate(chosen):
            name = Span((", " if number else "") + _key(step), style)
            more = (name, *self.flat(member, (*path, step), self.width))
            spans += more
            taken += sum(cells(span.text) for span in more)
            if taken > self.width:
                break  # too wide whatever follows
        if left_out:
            spans.append(Span(f", {_more(left_out, value)}" if chosen else _more(left_out, value), "dim"))
        return (*spans, Span(closing, style))

    def chosen(self, value: Any, path: Path) -> tuple[list[tuple[str | int, Any]], int]:
        """The members or items to show, in order, and how many are left out: those on the way to a mark stay."""
        parts = list(_parts(value))
        limit = self.limits.members if isinstance(value, Mapping) else self.limits.items
        if len(parts) <= limit:
            return parts, 0
        wanted = [step for step, _ in parts if (*path, step) in self.ways][:limit]
        others = [step for step, _ in parts if step not in set(wanted)]
        shown = {*wanted, *others[: limit - len(wanted)]}
        return [(step, member) for step, member in parts if step in shown], len(parts) - len(shown)


def _is_container(value: Any) -> bool:
    return isinstance(value, (Mapping, list, tuple))


def _parts(value: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(value, Mapping):
        yield from ((str(key), member) for key, member in value.items())
    else:
        yield from enumerate(value)


def _key(step: str | int) -> str:
    return f"{_short_scalar(step, 80)}: " if isinstance(step, str) else ""


def _more(count: int, value: Any) -> str:
    noun = "member" if isinstance(value, Mapping) else "item"
    return f"… {count} more {noun}{'' if count == 1 else 's'}"


def _short_scalar(value: Any, room: int) -> str:
    from govkit.reports.jsontext import scalar  # loads what help, which lays nothing out, has no need of

    text = visible(scalar(value))
    if isinstance(value, str):
        if len(text) <= min(_LONG_STRING, max(room, _LEAST_OF_LONG)):
            return text
        ending = f'…" ({len(value)} characters)'
        shown = min(max(room - len(ending) - 1, _LEAST_OF_LONG), _SHOWN_OF_LONG)
        return visible(scalar(value[:shown]))[:-1] + ending
    return text if len(text) <= _LONG_STRING else f"{shorten(text, 24)} ({len(text)} digits)"


def way_to(value: Any, pointer: str) -> Path | None:
    """The way to the part that a JSON Pointer (RFC 6901) leads to; None where it leads nowhere."""
    way: list[str | int] = []
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        if isinstance(value, Mapping) and name in value:
            way.append(name)
            value = value[name]
        elif isinstance(value, (list, tuple)) and name.isdecimal() and len(name) < 10 and int(name) < len(value):
            way.append(int(name))
            value = value[int(name)]
        else:
            return None
    return tuple(way)


def _marked(value: Any, pointer: str) -> Iterator[Path]:
    """The ways to the parts that `pointer` names, counted from the root or from any component on the way."""
    wanted = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    if not wanted:
        return
    seen = 0
    waiting: list[tuple[Path, Any]] = [((), value)]
    while waiting and seen < _MOST_NODES:
        path, part = waiting.pop()
        seen += 1
        if len(path) >= len(wanted) and _ends_with(path, wanted):
            yield path
        if _is_container(part):
            waiting.extend(((*path, step), member) for step, member in _parts(part))


def _ends_with(path: Path, wanted: Sequence[str]) -> bool:
    ending = path[len(path) - len(wanted) :]
    return all(
        (want == "*" and isinstance(step, int)) or want == "{}" or want == str(step)
        for step, want in zip(ending, wanted, strict=True)
    )
