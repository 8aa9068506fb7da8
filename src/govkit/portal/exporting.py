"""The portal as files that open from a disk or any web server: every page that another refers to."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.responses import Response
from starlette.routing import Match, Route

from govkit.errors import InputError, UsageError
from govkit.portal.application import ASSETS, answered, asset
from govkit.portal.links import FileLinks, file_of
from govkit.portal.page import Absent, Ask, Moved, Page, all_pages
from govkit.portal.rendering import rendered
from govkit.portal.state import State

_MARK = ".govkit-portal"
"""A file that says that a folder was written by this: only such a folder is written over."""


@dataclass(frozen=True, slots=True)
class Exported:
    """How much was written, and which pages could not be."""

    pages: int
    failed: tuple[str, ...]


def export(state: State, folder: Path, progress: Callable[[int], None] = lambda _: None) -> Exported:
    """Writes the pages to a folder. Raises UsageError where it holds anything else."""
    _refuse_others(folder)
    _write(folder / _MARK, b"written by govkit portal --static\n")
    for name in ASSETS:
        _write(folder / "assets" / name, asset(name))
    routes = [(Route(page.path, _never), page) for page in all_pages() if page.exported]
    waiting: deque[tuple[str, Mapping[str, str]]] = deque([("/", {})])
    seen = {file_of("/")}
    failed: list[str] = []
    count = 0

    def note(path: str, query: Mapping[str, str]) -> None:
        if (file := file_of(path, query)) not in seen:
            seen.add(file)
            waiting.append((path, query))

    while waiting:
        path, query = waiting.popleft()
        file = folder / file_of(path, query)
        try:
            _write(file, _made(state, routes, path, query, note))
        except (InputError, Absent) as error:
            failed.append(f"{path}: {error}")
            _write(file, _failure(state, path, query, note, str(error)))
        count += 1
        progress(count)
    return Exported(count, tuple(failed))


def _made(
    state: State,
    routes: list[tuple[Route, Page]],
    path: str,
    query: Mapping[str, str],
    note: Callable[[str, Mapping[str, str]], None],
) -> bytes:
    """A page as a file holds it. Raises Absent, InputError."""
    from urllib.parse import unquote

    scope = {"type": "http", "method": "GET", "path": unquote(path), "root_path": ""}
    for route, page in routes:
        match, child = route.matches(scope)
        if match is Match.FULL:
            links = FileLinks(_place(path, query), note)
            ask = Ask(state=state, links=links, parts=child["path_params"], query=dict(query))
            try:
                made = answered(ask, page, path)
            except Moved as moved:
                return _made(state, routes, moved.path, query, note)
            return bytes(made.body) if isinstance(made, Response) else made.encode("utf-8", "backslashreplace")
    raise Absent(f"There is no page {path} among files.")


def _failure(state: State, path: str, query: Mapping[str, str], note: Callable[..., None], message: str) -> bytes:
    ask = Ask(state=state, links=FileLinks(_place(path, query), note))
    values = {"title": "This cannot be read", "message": message, "hint": ""}
    return rendered(ask, "failed.html", path, values).encode("utf-8", "backslashreplace")


def _place(path: str, query: Mapping[str, str]) -> str:
    """Where a page lies, for ways from there: a query is one folder more."""
    return file_of(path, query).removesuffix("/index.html").removesuffix("index.html") or "/"


def _refuse_others(folder: Path) -> None:
    if folder.is_file():
        raise UsageError(f"{folder} is a file", hint="name a folder for the pages")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / _MARK).exists():
        raise UsageError(
            f"{folder} holds files that govkit did not write", hint="name a new folder: nothing is written over"
        )


def _write(file: Path, data: bytes) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error.strerror}", hint="name another folder") from error


async def _never(_: object) -> Response:  # pragma: no cover - routes are matched here, never asked
    raise NotImplementedError
