"""Which operation a request is for: path templates, the most specific first (OpenAPI 3.1, Paths Object)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from urllib.parse import quote, unquote

T = TypeVar("T")
_PARAMETER = re.compile(r"\{[^{}]*\}")


@dataclass(slots=True)
class Route(Generic[T]):
    """The operations of one path template by their methods."""

    template: str
    methods: dict[str, T] = field(default_factory=dict)


@dataclass(slots=True)
class _Step(Generic[T]):
    """What may follow at one place of a path: literal segments, mixed ones, any segment."""

    literals: dict[str, _Step[T]] = field(default_factory=dict)
    mixed: list[tuple[re.Pattern[str], int, _Step[T]]] = field(default_factory=list)
    free: _Step[T] | None = None
    route: Route[T] | None = None


class Routes(Generic[T]):
    """Path templates as a tree of their segments."""

    def __init__(self) -> None:
        self._top: _Step[T] = _Step()

    def add(self, template: str, method: str, target: T) -> None:
        """Adds an operation; the first of equal templates and methods counts."""
        step = self._top
        for segment in template.partition("?")[0].partition("#")[0].split("/")[1:]:
            step = _following(step, segment)
        if step.route is None:
            step.route = Route(template)
        step.route.methods.setdefault(method, target)

    def matches(self, path: str) -> Iterable[tuple[Route[T], list[str]]]:
        """The routes that a path fits, the most specific first, each with the escaped texts of its parameters."""
        segments = path.split("/")[1:]
        step, found = self._top, []
        for segment in segments:
            literal = step.literals.get(unquote(segment) if "%" in segment else segment)
            free = step.free if segment else None
            if step.mixed or (literal is not None and free is not None):
                return _walk(self._top, segments, 0, [])
            if free is not None:
                found.append(segment)
            following = literal or free
            if following is None:
                return ()
            step = following
        return ((step.route, found),) if step.route is not None else ()  # at no segment was there anything to choose


def _following(step: _Step[T], segment: str) -> _Step[T]:
    pieces = _PARAMETER.split(segment)
    if len(pieces) == 1:
        return step.literals.setdefault(unquote(segment), _Step())
    if pieces == ["", ""]:
        if step.free is None:
            step.free = _Step()
        return step.free
    pattern = "([^/]+?)".join(re.escape(quote(piece, safe="~!$&'()*+,;=:@%")) for piece in pieces)
    for known, _, after in step.mixed:
        if known.pattern == pattern:
            return after
    made: _Step[T] = _Step()
    step.mixed.append((re.compile(pattern), sum(map(len, pieces)), made))
    step.mixed.sort(key=lambda one: -one[1])  # the more letters are fixed, the more specific
    return made


def _walk(step: _Step[T], segments: list[str], at: int, found: list[str]) -> Iterator[tuple[Route[T], list[str]]]:
    if at == len(segments):
        if step.route is not None:
            yield step.route, found
        return
    segment = segments[at]
    literal = step.literals.get(unquote(segment) if "%" in segment else segment)
    if literal is not None:
        yield from _walk(literal, segments, at + 1, found)
    for pattern, _, after in step.mixed:
        match = pattern.fullmatch(segment)
        if match is not None:
            yield from _walk(after, segments, at + 1, [*found, *match.groups()])
    if step.free is not None and segment:
        yield from _walk(step.free, segments, at + 1, [*found, segment])
