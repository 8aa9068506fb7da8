"""Pages made as files, group by group: what the pages of a group share is worked out once, and then forgotten."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias
from urllib.parse import unquote

from starlette.responses import Response
from starlette.routing import Match, Route

from govkit.errors import InputError, UsageError
from govkit.portal.application import answered
from govkit.portal.links import FileLinks, Query, file_of
from govkit.portal.page import Absent, Ask, Moved, all_pages
from govkit.portal.rendering import rendered
from govkit.portal.state import State

Wanted: TypeAlias = tuple[str, Query]
"""The path of a page, and its query."""

_LARGE = 200_000
"""Bytes of a description from which on the pages of its version are a group of their own."""


@dataclass(slots=True)
class Made:
    """What became of a group: how many pages there are, which failed, and to which pages of other groups they lead."""

    pages: int = 0
    failed: list[str] = field(default_factory=list)
    further: list[Wanted] = field(default_factory=list)


class Groups:
    """Which group a page is of: an API with its versions, a version of many pages, or whatever begins alike."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._large: dict[str, set[str]] = {}

    def of(self, path: str) -> str:
        """The group of a page, by its path."""
        first, *rest = path.strip("/").split("/")
        if first != "apis" or not rest:
            return first
        if len(rest) > 1 and unquote(rest[1]) in self._versions(unquote(rest[0])):
            return f"apis/{rest[0]}/{rest[1]}"
        return f"apis/{rest[0]}"

    def _versions(self, api: str) -> set[str]:
        """The versions of an API that have a large description."""
        if api not in self._large:
            estate = self._state.estate
            versions = estate.versions(api) if api in estate.apis else ()
            self._large[api] = {one.version.version for one in versions if self._is_large(one.version.definition)}
        return self._large[api]

    def _is_large(self, definition: object) -> bool:
        try:
            return (self._state.top / str(definition)).stat().st_size > _LARGE
        except (OSError, ValueError):  # what cannot be read is told by its page
            return False


class Maker:
    """Writes pages below a folder, in one process."""

    def __init__(self, state: State, folder: Path, groups: Groups) -> None:
        self._state = state
        self._folder = folder
        self._groups = groups
        self._routes = [(Route(page.path, _never), page) for page in all_pages() if page.exported]
        self._seen: set[str] = set()
        self._folders: set[Path] = set()

    def made(self, group: str, wanted: list[Wanted], progress: Callable[[int], None]) -> Made:
        """Writes pages of a group, and all of the group that they lead to. `progress` hears of each.

        Raises UsageError where the folder cannot be written.
        """
        found = Made()
        waiting: deque[Wanted] = deque()
        noted: set[Wanted] = set()

        def note(one: Wanted) -> None:
            if one in noted:
                return
            noted.add(one)
            if self._groups.of(one[0]) != group:
                found.further.append(one)
            elif (file := file_of(one[0], dict(one[1]))) not in self._seen:
                self._seen.add(file)
                waiting.append(one)

        for one in wanted:
            note(one)
        while waiting:
            self._one(waiting.popleft(), note, found)
            found.pages += 1
            progress(1)
        if group.startswith("apis/"):
            self._state.forget(unquote(group.split("/")[1]))
        return found

    def _one(self, wanted: Wanted, note: Callable[[Wanted], None], found: Made) -> None:
        path, said = wanted
        query = dict(said)
        links = FileLinks(_place(path, query), lambda path, query: note((path, query)))
        try:
            data = self._page(path, query, links)
        except (InputError, Absent) as error:
            found.failed.append(f"{path}: {error}")
            values = {"title": "This cannot be read", "message": str(error), "hint": ""}
            data = _bytes(rendered(Ask(state=self._state, links=links), "failed.html", path, values))
        self._write(self._folder / file_of(path, query), data)

    def _page(self, path: str, query: Mapping[str, str], links: FileLinks) -> bytes:
        """A page as a file holds it. Raises Absent, InputError."""
        scope = {"type": "http", "method": "GET", "path": unquote(path), "root_path": ""}
        for route, page in self._routes:
            match, child = route.matches(scope)
            if match is Match.FULL:
                ask = Ask(state=self._state, links=links, parts=child["path_params"], query=query)
                try:
                    made = answered(ask, page, path)
                except Moved as moved:
                    return self._page(moved.path, query, links)
                return bytes(made.body) if isinstance(made, Response) else _bytes(made)
        raise Absent(f"There is no page {path} among files.")

    def _write(self, file: Path, data: bytes) -> None:
        if file.parent not in self._folders:
            write(file, data)
            self._folders.add(file.parent)
            return
        write(file, data, is_there=True)


def write(file: Path, data: bytes, *, is_there: bool = False) -> None:
    """Writes a file, and its folder unless that is there. Raises UsageError."""
    try:
        if not is_there:
            file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error.strerror}", hint="name another folder") from error


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")


def _place(path: str, query: Mapping[str, str]) -> str:
    """Where a page lies, for ways from there: a query is one folder more."""
    return file_of(path, query).removesuffix("/index.html").removesuffix("index.html") or "/"


async def _never(_: object) -> Response:  # pragma: no cover - routes are matched here, never asked
    raise NotImplementedError
