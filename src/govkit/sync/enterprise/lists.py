"""Lists of canonical objects: pages of the list of the system of record, each record put together with the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from govkit.sync.calls.paging import PageFailed, Turns, items_of
from govkit.sync.enterprise.cursors import cursor_of, read_cursor
from govkit.sync.enterprise.objects import Kind, Objects, Snapshot
from govkit.sync.enterprise.problems import Down, Elsewhere, Problem
from govkit.sync.enterprise.reading import TIMEOUT, Part, RecordReader
from govkit.sync.enterprise.sources import Source
from govkit.sync.identity.refusals import IdentityError
from govkit.sync.values import Asked, Json


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of a page: an object, or why it cannot be served."""

    snapshot: Snapshot | None
    problem: Problem | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page, and the cursor of the one behind it."""

    entries: tuple[Entry, ...]
    cursor: str | None


class Lists:
    """Reads pages. `known` tells what was lately read of an object; `keep` hears of what was read now."""

    def __init__(
        self,
        objects: Objects,
        reader: RecordReader,
        known: Callable[[Kind, str], Snapshot | None],
        keep: Callable[[Kind, Snapshot, float], object],
    ) -> None:
        self._objects = objects
        self._reader = reader
        self._known = known
        self._keep = keep

    def page(self, kind: Kind, limit: int, cursor: str | None) -> Page:
        """A page. Raises Problem."""
        lists = kind.sources.lists
        if not lists:
            raise Problem(
                "call", f"no call of {kind.sources.records[0]} lists each {kind.entity}", system=kind.sources.records[0]
            )
        part, at = (
            read_cursor(kind.title, cursor, [_parameters(one) for one in lists]) if cursor is not None else (0, {})
        )
        source, began = lists[part], self._reader.now()
        items, more = self._items(source, limit, at)
        entries = self._entries(kind, source, items, began)
        if more is not None:
            return Page(entries, cursor_of(kind.title, part, more))
        return Page(entries, cursor_of(kind.title, part + 1, {}) if part + 1 < len(lists) else None)

    def _items(self, source: Source, limit: int, at: dict[str, Any]) -> tuple[list[Json], dict[str, Json] | None]:
        paging, known = source.paging, _parameters(source)
        size = {paging.size: limit} if paging is not None and paging.size in known else {}
        turns = Turns(paging, {str(name): value for name, value in size.items()}, at=at)
        assert turns.parameters is not None, "it begins somewhere"
        asked = Asked(self._reader.consumer, source.api, source.called, turns.parameters, timeout=TIMEOUT)
        answered = self._reader.answer(source, asked)
        if at and answered.status in (400, 404, 410, 422):
            raise Problem("cursor", f"{source.system} does not know where the list was; begin anew, without a cursor")
        try:
            items = items_of(paging, answered)
            turns.step(answered, items)
        except PageFailed as error:
            raise Problem("call", f"{source}: {error}", system=source.system) from error
        return items, turns.more

    def _entries(self, kind: Kind, source: Source, items: list[Json], began: float) -> tuple[Entry, ...]:
        """The objects of a page, in its order; what hinders one is told in its place."""
        found: list[Entry | int] = []
        mains: list[tuple[Part, Snapshot | None]] = []
        for item in items:
            try:
                part = self._reader.part(kind.sources, source, item if isinstance(item, dict) else {}, began)
            except (Problem, IdentityError) as error:
                found.append(Entry(None, told(error)))
                continue
            found.append(len(mains))
            mains.append((part, self._known(kind, part.id)))
        results = self._objects.tries(kind, mains)
        return tuple(
            one if isinstance(one, Entry) else self._entry(kind, mains[one][0], results[one], began)
            for one in found
            if isinstance(one, Entry) or not _is_listed_elsewhere(results[one])
        )

    def _entry(self, kind: Kind, main: Part, result: Snapshot | Exception, began: float) -> Entry:
        if isinstance(result, Snapshot):
            self._keep(kind, result, began)
            return Entry(result)
        if isinstance(result, Down) or not isinstance(result, Problem | IdentityError):
            raise result
        return Entry(None, told(result), main.id)


def told(error: Problem | IdentityError) -> Problem:
    """What hinders an object, as a problem."""
    if isinstance(error, Problem):
        return error
    return Problem("identity", error.message, candidates=error.candidates)


def _is_listed_elsewhere(result: Snapshot | Exception) -> bool:
    """Whether an object stands in the list of another system, which is its record."""
    return isinstance(result, Elsewhere) and result.known


def _parameters(source: Source) -> set[str]:
    """The query parameters that a call takes."""
    return {one.name for one in source.operation.parameters.values() if one.location == "query"}
