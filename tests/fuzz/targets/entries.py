"""Entries, workflows and results of the catalog: loaded and judged, or told as problems with places."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from govkit.catalog.entries.estate import load
from govkit.catalog.entries.judge import judged
from govkit.catalog.entries.scene import Scene
from govkit.catalog.entries.shelf import Shelf
from govkit.spec.documents import MemoryFiles
from tests.fuzz.drawing import ROOT, damaged, grafted, keys_of, scalars_of, trees, written
from tests.fuzz.target import Target, inside, plain


@cache
def _paths() -> tuple[str, ...]:
    """The files of the catalog, a few of each folder and each suffix."""
    found: dict[tuple[Path, str], list[Path]] = {}
    for path in sorted((ROOT / "catalog").rglob("*")):
        if path.is_file() and path.stat().st_size <= 12_000:
            found.setdefault((path.parent, path.suffix), []).append(path)
    return tuple(str(path.relative_to(ROOT)) for some in found.values() for path in some[:3])


_TREES = trees("catalog/*/*.yaml", "catalog/*/*/*.yaml", longest=12_000)
_VALUES, _KEYS = scalars_of(_TREES), keys_of(_TREES)


def _examples_of(path: str) -> st.SearchStrategy[tuple[str, bytes]]:
    """A file of the catalog with mistakes in its text, or in its tree."""
    text = damaged(st.just((ROOT / path).read_text(encoding="utf-8")))
    tree = grafted(st.just(trees(path)[0]), _VALUES, _KEYS)
    return st.tuples(
        st.just(path),
        text.map(lambda one: one.encode("utf-8", "surrogatepass")) | tree.map(written) | tree.map(written),
    )


_EXAMPLES = st.one_of([_examples_of(path) for path in _paths()])


@cache
def _catalog() -> dict[str, bytes]:
    """A file of each kind."""
    folders: dict[str, str] = {}
    for path in _paths():
        folders.setdefault(path.split("/")[1], path)
    return {path: (ROOT / path).read_bytes() for path in folders.values()}


_SHELF = Shelf()
_TODAY = date(2026, 12, 1)


def _check(drawn: tuple[str, bytes]) -> None:
    path, data = drawn
    estate = load(MemoryFiles({**_catalog(), path: data}), shelf=_SHELF)
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
    for problem in estate.problems:
        assert problem.message.strip()
        assert problem.source.path == path, f"{problem.source.path} is whole, and a problem is told of it"
        inside(problem.place.line, problem.place.column, text)
    for finding in judged(Scene(estate, _TODAY)):
        place = finding.new
        assert place is not None, finding.rule
        if place.file == path:
            inside(place.line, place.column, text)


TARGET = Target("entries of the catalog, its pacts and results", _EXAMPLES, plain(_check))
