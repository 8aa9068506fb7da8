"""The control API below `/__govkit__/`: for tests and people at the machine, never for a page of another site."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from inspect import isawaitable
from typing import Any
from urllib.parse import parse_qs

from govkit.mocks.agenda import Agenda, Overfull
from govkit.mocks.books import Books
from govkit.mocks.faults import Fault, Malformed
from govkit.mocks.hosts import is_foreign
from govkit.mocks.json_text import NotJson, read_json, write_json
from govkit.mocks.messages import Answer, JsonObject, Refused, Request
from govkit.mocks.refusals import problem
from govkit.mocks.state.behaviour import Behaviour
from govkit.mocks.state.resources import Resource

PREFIX = "/__govkit__/"
_DURATION = re.compile(
    r"P(?:([0-9]{1,5})D)?(?:T(?:([0-9]{1,6})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,8}(?:\.[0-9]{1,6})?)S)?)?\Z"
)
_MOST_FAULTS = 1_000


class Control:
    """What all systems have in common: the clock, the books, the faults."""

    def __init__(self, behaviours: Mapping[str, Behaviour], agenda: Agenda) -> None:
        self.behaviours = behaviours
        self.agenda = agenda
        self.clock = agenda.clock
        self.books = Books(self.clock)
        self.faults: list[Fault] = []
        self._routes: dict[tuple[str, str], Callable[[Request], Any]] = {
            ("GET", ""): self._index,
            ("POST", "reset"): self._reset,
            ("POST", "seed"): self._seed,
            ("GET", "records"): self._records,
            ("GET", "clock"): self._clock,
            ("POST", "clock"): self._set_clock,
            ("GET", "faults"): lambda _: [fault.told() for fault in self.faults],
            ("POST", "faults"): self._add_faults,
            ("DELETE", "faults"): self._clear_faults,
            ("GET", "ledger"): lambda _: list(self.books.ledger),
            ("GET", "journal"): lambda _: list(self.books.journal),
        }

    def struck(self, system: str, names: tuple[str, ...]) -> Fault | None:
        """The first fault that strikes a request."""
        return next((fault for fault in self.faults if fault.hit(system, names)), None)

    async def handle(self, request: Request) -> Answer:
        """The answer to a request of the control API."""
        try:
            told = self._routed(request)(request)
            if isawaitable(told):
                told = await told
            return Answer(200, [("content-type", "application/json")], write_json(told))
        except Refused as refused:
            return problem(refused)

    def _routed(self, request: Request) -> Callable[[Request], Any]:
        """What a request asks for. Raises Refused."""
        if is_foreign(request.headers):
            raise Refused(403, "the control API does not answer to pages of other sites")
        name = request.path.removeprefix(PREFIX).strip("/")
        route = self._routes.get((request.method, name))
        if route is not None:
            return route
        allowed = ", ".join(method for method, one in self._routes if one == name)
        if allowed:
            raise Refused(405, f"it takes {allowed}", headers=[("Allow", allowed)])
        known = ", ".join(sorted({one for _, one in self._routes if one}))
        raise Refused(404, f"there is no such thing here; there are {known}")

    def _index(self, _: Request) -> Any:
        return {"systems": sorted(self.behaviours), "controls": sorted({name for _, name in self._routes if name})}

    def _reset(self, _: Request) -> Any:
        for behaviour in self.behaviours.values():
            behaviour.reset()
        self.books.clear()
        self.faults.clear()
        self.agenda.clear()
        self.clock.stop_at(None)
        return {"reset": sorted(self.behaviours)}

    # ----------------------------------------------------------------------------------------------------- records

    def _seed(self, request: Request) -> Any:
        body = _object(request)
        behaviour, resource = self._collection(body.get("system"), body.get("collection"))
        records = body.get("records")
        if not isinstance(records, list):
            raise Refused(400, "`records` is a list")
        for index, record in enumerate(records):
            refusals = resource.item.refusals(record)
            if refusals or not isinstance(record, dict):
                raise Refused(422, f"record {index}: {refusals[0].message if refusals else 'it is no object'}")
        if body.get("replace") is True:
            behaviour.empty(resource)
        table = behaviour.table(resource)
        for record in records:
            behaviour.add(resource, table, record, {})
        return {"collection": resource.name, "records": len(table.records)}

    def _records(self, request: Request) -> Any:
        asked = {name: values[0] for name, values in parse_qs(request.query, max_num_fields=20).items()}
        behaviour, resource = self._collection(asked.get("system"), asked.get("collection"))
        return [record.value for record in behaviour.table(resource)]

    def _collection(self, system: Any, collection: Any) -> tuple[Behaviour, Resource]:
        name = system or (next(iter(self.behaviours)) if len(self.behaviours) == 1 else None)
        behaviour = self.behaviours.get(name) if isinstance(name, str) else None
        if behaviour is None:
            raise Refused(404, f"`system` is one of {', '.join(sorted(self.behaviours))}")
        known = behaviour.resources.by_path
        resource = known.get(collection) if isinstance(collection, str) else None
        if resource is None:
            raise Refused(404, f"`collection` is one of {', '.join(sorted(known))}")
        return behaviour, resource

    # ------------------------------------------------------------------------------------------------ clock and faults

    def _clock(self, _: Request) -> Any:
        return {"now": self.clock.now().isoformat().replace("+00:00", "Z")}

    async def _set_clock(self, request: Request) -> Any:
        body = _object(request)
        try:
            if isinstance(body.get("now"), str):
                instant = datetime.fromisoformat(body["now"])
                await self.agenda.stop_at(instant.replace(tzinfo=instant.tzinfo or UTC).astimezone(UTC))
            elif "advance" in body:
                await self.agenda.advance(_duration(body["advance"]))
            elif body.get("run") is True:
                self.clock.stop_at(None)
            else:
                raise Refused(400, "say `now` (an instant), `advance` (seconds, or as PT90S), or `run`: true")
            return self._clock(request)
        except (ValueError, OverflowError) as error:
            self.clock.stop_at(None)
            raise Refused(400, f"this is no time: {error}") from error
        except Overfull as error:
            raise Refused(422, str(error)) from error

    def _add_faults(self, request: Request) -> Any:
        body = _json(request)
        try:
            made = [Fault.of(one) for one in (body if isinstance(body, list) else [body])]
        except Malformed as error:
            raise Refused(400, str(error)) from error
        if len(self.faults) + len(made) > _MOST_FAULTS:
            raise Refused(400, f"there are at most {_MOST_FAULTS} faults at a time")
        self.faults += made
        return [fault.told() for fault in self.faults]

    def _clear_faults(self, _: Request) -> Any:
        self.faults.clear()
        return []


def _json(request: Request) -> Any:
    try:
        return read_json(request.body)
    except NotJson as error:
        raise Refused(400, f"the body is no JSON: {error}") from error


def _object(request: Request) -> JsonObject:
    body = _json(request)
    if not isinstance(body, dict):
        raise Refused(400, "the body is no object")
    return body


def _duration(value: Any) -> timedelta:
    """A time span: seconds, or as ISO 8601 writes one. Raises ValueError."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return timedelta(seconds=value)
    found = _DURATION.fullmatch(value) if isinstance(value, str) and len(value) > 2 else None
    if found is None:
        raise ValueError("a duration is a number of seconds or a text as PT90S")
    days, hours, minutes, seconds = (float(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
