"""What all systems have in common: the clock, the books, the faults; and the answers to those who control them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from inspect import isawaitable
from typing import Any, Protocol
from urllib.parse import parse_qsl, unquote

from govkit.mocks.agenda import Agenda
from govkit.mocks.books import Books
from govkit.mocks.control.route import PREFIX, Asked, Route
from govkit.mocks.drift import Drifts
from govkit.mocks.faults import Faults
from govkit.mocks.faults.limits import Limits
from govkit.mocks.hosts import is_foreign
from govkit.mocks.json_text import NotJson, read_json, write_json
from govkit.mocks.messages import Answer, Refused, Request
from govkit.mocks.refusals import problem
from govkit.mocks.state.behaviour import Behaviour
from govkit.mocks.state.repetitions import WRITES
from govkit.mocks.system import System
from govkit.spec.openapi.routes import Routes

_MOST_PARAMETERS = 20


class Part(Protocol):
    """Something that has state: it is reset with all others, and kept and given back in snapshots."""

    def reset(self) -> None:
        """Begins anew."""

    def snapshot(self) -> Any:
        """What it holds, as a value that nothing later changes."""

    def restore(self, kept: Any) -> None:
        """Holds what it held then; the same value may be given back again."""


class Control:
    """What is common to all systems, and the table of routes that control it."""

    def __init__(
        self,
        behaviours: Mapping[str, Behaviour],
        agenda: Agenda,
        systems: Mapping[str, System],
        limits: Limits | None = None,
    ) -> None:
        self.behaviours = behaviours
        self.systems = systems
        self.agenda = agenda
        self.clock = agenda.clock
        self.books = Books(self.clock)
        self.limits = limits or Limits({}, Faults(self.clock))
        self.faults = self.limits.faults
        self.drifts = Drifts(behaviours)
        self.parts: dict[str, Part] = {"drift": self.drifts}
        """What else has state, by a name for it."""

        self._makers: list[Callable[[], Iterable[Route]]] = [self._own]

    def add(self, make: Callable[[], Iterable[Route]]) -> None:
        """Adds routes, which are made when somebody asks first; the first of equal methods and paths counts."""
        self._makers.append(make)

    def _own(self) -> Iterable[Route]:
        from govkit.mocks.control.routes import own_routes  # late: most of those who ask mocks never control them

        return own_routes(self)

    @cached_property
    def routes(self) -> tuple[Route, ...]:
        """The whole table."""
        return tuple(route for make in self._makers for route in make())

    @cached_property
    def _tree(self) -> Routes[Route]:
        tree: Routes[Route] = Routes()
        for route in self.routes:
            tree.add(f"/{route.path}", route.method, route)
        return tree

    def join(self, name: str, part: Part) -> None:
        """Adds something that has state."""
        self.parts[name] = part

    def remember(self, system: System, request: Request) -> None:
        """Keeps what a system holds before a request changes it, while somebody is to be shown older states."""
        behaviour = self.behaviours.get(system.name)
        if behaviour is not None and self.faults.history.is_kept and request.method in WRITES:
            self.faults.history.before_write(behaviour)

    def reset(self) -> None:
        """Begins anew: records, parts, books, faults and clock are as at the start."""
        for behaviour in self.behaviours.values():
            behaviour.reset()
        self.agenda.clear()
        self.clock.stop_at(None)
        self.faults.reset()
        for part in self.parts.values():
            part.reset()
        self.books.clear()

    # --------------------------------------------------------------------------------------------------------- answers

    async def handle(self, request: Request) -> Answer:
        """The answer to a request of the control API."""
        try:
            route, segments = self._routed(request)
            found = route.handler(_asked(route, segments, request))
            if isawaitable(found):
                found = await found
            if isinstance(found, Answer):
                return found
            return Answer(200, [("content-type", "application/json")], write_json(found))
        except Refused as refused:
            return problem(refused)

    def _routed(self, request: Request) -> tuple[Route, list[str]]:
        """What a request asks for. Raises Refused."""
        if is_foreign(request.headers):
            raise Refused(403, "the control API does not answer to pages of other sites")
        allowed: dict[str, None] = {}
        for found, segments in self._tree.matches(f"/{request.path.removeprefix(PREFIX).strip('/')}"):
            route = found.methods.get("GET" if request.method == "HEAD" else request.method)
            if route is not None:
                return route, segments
            allowed.update(dict.fromkeys(found.methods))
        if allowed:
            listed = ", ".join(allowed)
            raise Refused(405, f"it takes {listed}", headers=[("Allow", listed)])
        known = ", ".join(sorted({route.path for route in self.routes if route.path}))
        raise Refused(404, f"there is no such thing here; there are {known}")


def _asked(route: Route, segments: list[str], request: Request) -> Asked:
    """What a request says. Raises Refused."""
    names = [part[1:-1] for part in route.path.split("/") if part.startswith("{")]
    path = {name: unquote(text) for name, text in zip(names, segments, strict=False)}
    try:
        query = dict(parse_qsl(request.query, keep_blank_values=True, max_num_fields=_MOST_PARAMETERS))
    except ValueError as error:
        raise Refused(400, f"the query has more than {_MOST_PARAMETERS} parameters") from error
    known = {one.name for one in route.parameters} - set(names)
    unknown = sorted(query.keys() - known)
    if unknown:
        there = f"there are: {', '.join(sorted(known))}" if known else "there is none"
        raise Refused(400, f"there is no parameter `{unknown[0][:100]}` here; {there}")
    return Asked(request, path, query, _body(route, request))


def _body(route: Route, request: Request) -> Any:
    if route.body is None:
        return None
    if not request.body.strip() and not route.body_required:
        return {}
    try:
        body = read_json(request.body)
    except NotJson as error:
        raise Refused(400, f"the body is no JSON: {error}") from error
    route.check(body)
    return body
